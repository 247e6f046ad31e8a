"""S&P 500 membership by date: the user's file, or the package index-constitution for a user who has none."""

from datetime import date
from importlib.metadata import version

import polars as pl

from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.text_lines import titles_of, with_line_ended

_PACKAGE = "index-constitution"
_NEVER = date(9999, 12, 31)
_OPEN_END = ("",)
_MEMBERSHIP_LAYOUTS = (("symbol", "opt-in", "opt-out"), ("ticker", "start_date", "end_date"))


def packaged_membership() -> tuple[str, bytes]:
    """Address that names package and version, and the membership as `symbol,opt-in,opt-out` CSV."""
    import index_constitution  # noqa: PLC0415 (brings pandas; only a count without a membership file needs it)

    members = pl.from_pandas(index_constitution.history("sp500"))
    spans = members.select("symbol", pl.col("opt-in", "opt-out").cast(pl.Date)).sort("symbol", "opt-in")
    return f"package:{_PACKAGE}=={version(_PACKAGE)}/sp500.csv", spans.write_csv().encode()


def read_membership(payload: bytes, file_name: str) -> pl.DataFrame:
    """Read when each symbol was a member: `symbol,opt-in,opt-out` or `ticker,start_date,end_date`.

    Returns:
        `symbol`, `first_date` (first day as a member), `end_date` (first day no longer one; far in the future for
        a member of today), `source_line`.

    Raises:
        SourceFormatError: A column is missing, a value can't be read, or a span ends before it begins.
    """
    symbol, first, end = _MEMBERSHIP_LAYOUTS["ticker" in titles_of(payload)]
    fields = {
        symbol: Field("symbol", pl.String),
        first: Field("first_date", pl.Date),
        end: Field("end_date", pl.Date, missing=_OPEN_END),
    }
    rows = read_table(with_line_ended(payload), file_name, fields)
    backwards = rows.filter(pl.col("end_date") < pl.col("first_date"))
    if len(backwards):
        row = backwards.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} line {row['source_line']} column '{end}': {row['symbol']} ends {row['end_date']}, "
            f"before it begins {row['first_date']}",
            "correct the line",
        )
    return rows.with_columns(plain_symbol(pl.col("symbol")), pl.col("end_date").fill_null(_NEVER))


def plain_symbol(symbol: pl.Expr) -> pl.Expr:
    """Share classes are written BRK.B, BRK-B and BRK/B; here BRK-B."""
    return symbol.str.strip_chars().str.to_uppercase().str.replace_all(r"[./]", "-")
