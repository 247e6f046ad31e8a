"""The user's closes of many symbols, behind the S&P 500 count."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.sp500_membership import plain_symbol
from pipelines.sources.text_lines import refuse_cut_file, refuse_merged_lines_of

_FIRST, _LAST = date(1957, 3, 4), date(2031, 12, 31)  # the S&P 500 began; the exchange calendar ends
_CLOSE_COLUMNS = {
    "trade_date": ("date", "trade_date"),
    "symbol": ("symbol", "ticker"),
    "close_usd": ("adjusted_close", "adj_close", "close"),  # adjusted first: a split is then no decline
}


def read_member_closes(path: Path, file_name: str, symbols: pl.Series) -> pl.DataFrame:
    """Read the closes of some symbols from CSV or parquet; rows of other symbols never enter memory together.

    Columns: `date` (YYYY-MM-DD), `symbol` or `ticker`, and the first of `adjusted_close`, `adj_close`, `close`. A
    blank or NaN close means that there is none.

    Returns:
        `trade_date`, `symbol`, `close_usd`, `source_line`, one row per symbol and date, by both;
        `symbol` is an enumeration, to hold millions of rows in little memory.

    Raises:
        SourceFormatError: A column is missing, a value can't be read, or a symbol has two closes on one date.
    """
    try:
        whole = _scan(path, file_name)
        schema = whole.collect_schema()
        columns = _columns(schema, file_name)
        published = whole.filter(~pl.all_horizontal(pl.exclude("source_line").is_null()))  # blank lines
        rows = _typed(published, schema, columns)
        _refuse_unreadable(rows, columns, file_name)
        known = rows.with_columns(pl.col("symbol").cast(pl.Enum(symbols.unique().sort()), strict=False))
        wanted = known.select("trade_date", "symbol", "close_usd", "source_line")
        closes = wanted.drop_nulls().collect(engine="streaming")
        _refuse_weekends(closes, file_name)
    except pl.exceptions.PolarsError as error:
        raise SourceFormatError(
            f"{file_name}: not a readable table: {str(error)[:300]}", "write it again as CSV or parquet"
        ) from None
    return _one_per_day(closes.sort("symbol", "trade_date", "source_line"), file_name)


def has_adjusted_closes(path: Path, file_name: str) -> bool:
    """Whether the closes that are read are adjusted for splits, by the name of their column."""
    schema = _scan(path, file_name).collect_schema()
    return _columns(schema, file_name)["close_usd"] != "close"


def _scan(path: Path, file_name: str) -> pl.LazyFrame:
    """The file, by its first bytes; a landed file has no ending to go by."""
    with path.open("rb") as file:
        start = file.read(512)
    if start[:4] == b"PAR1":
        return pl.scan_parquet(path, row_index_name="source_line")
    refuse_other_answers(start + b"\n" if start else start, file_name)
    refuse_cut_file(path, file_name)
    lines = pl.scan_csv(path, infer_schema=False)
    refuse_merged_lines_of(path, file_name, 1 + lines.select(pl.len()).collect(engine="streaming").item())
    return lines.with_row_index("source_line", offset=1)


def _columns(schema: pl.Schema, file_name: str) -> dict[str, str]:
    """Our names to the file's.

    Raises:
        SourceFormatError: The file has none of the columns that one of ours may be read from.
    """
    columns = {}
    for name, choices in _CLOSE_COLUMNS.items():
        found = [choice for choice in choices if choice in schema]
        if not found:
            published = ", ".join(column for column in schema if column != "source_line")
            raise SourceFormatError(
                f"{file_name}: no column {' or '.join(choices)}; found {published[:200]}",
                "name the columns date, symbol and adjusted_close (or close)",
            )
        if f"{found[0]}_duplicated_0" in schema:  # as polars tells them apart
            raise SourceFormatError(f"{file_name}: column {found[0]} is there twice", "keep one of the two")
        columns[name] = found[0]
    return columns


def _typed(published: pl.LazyFrame, schema: pl.Schema, columns: dict[str, str]) -> pl.LazyFrame:
    """Columns by our names and types, each beside its published value; what can't be read is null."""
    day, symbol, close = columns["trade_date"], columns["symbol"], columns["close_usd"]
    text = pl.col(close).cast(pl.String).str.strip_chars()
    price = (
        pl.when(text != "").then(text.cast(pl.Float64, strict=False)) if schema[close] == pl.String else pl.col(close)
    )
    return published.select(
        _day(day, schema[day]).alias("trade_date"),
        plain_symbol(pl.col(symbol).cast(pl.String)).alias("symbol"),
        price.cast(pl.Float64).fill_nan(None).alias("close_usd"),
        (pl.col("source_line").cast(pl.Int64) + 1).alias("source_line"),
        *(pl.col(column).alias(f"published {name}") for name, column in columns.items()),
    )


def _day(column: str, dtype: pl.DataType) -> pl.Expr:
    if dtype == pl.String:
        return pl.col(column).str.strip_chars().str.to_date("%Y-%m-%d", strict=False)
    return pl.col(column).dt.date() if dtype == pl.Datetime else pl.col(column).cast(pl.Date)


def _refuse_unreadable(rows: pl.LazyFrame, columns: dict[str, str], file_name: str) -> None:
    """Name the first value that can't be used.

    Raises:
        SourceFormatError: There is one.
    """
    close, written = pl.col("close_usd"), pl.col("published close_usd").cast(pl.String).str.strip_chars()
    has_close = written.is_not_null() & ~written.str.to_lowercase().is_in(["", "nan"])
    wrong = {
        "trade_date": ~pl.col("trade_date").is_between(_FIRST, _LAST).fill_null(value=False),
        "symbol": pl.col("symbol").fill_null("") == "",
        "close_usd": (has_close & close.is_null()) | ~close.is_finite().fill_null(value=True) | (close <= 0),
    }
    first = rows.filter(pl.any_horizontal(*wrong.values())).head(1).collect(engine="streaming")
    if first.is_empty():
        return
    name = next(name for name, is_wrong in wrong.items() if first.select(is_wrong.fill_null(value=False)).item())
    meaning = {"trade_date": f"a date YYYY-MM-DD from {_FIRST} to {_LAST}", "symbol": "a symbol"}
    raise SourceFormatError(
        f"{file_name} row {first['source_line'][0]} column '{columns[name]}': "
        f"{first[f'published {name}'][0]!r} is not {meaning.get(name, 'a price above 0')}",
        "correct the row, or leave the close blank where there is none",
    )


def _refuse_weekends(closes: pl.DataFrame, file_name: str) -> None:
    """A stamp that is shown in another time zone is of the day before or after: moves would be known a day early.

    Raises:
        SourceFormatError: A member closes on a Saturday or Sunday.
    """
    weekends = closes.filter(pl.col("trade_date").dt.weekday() > 5)
    if len(weekends):
        row = weekends.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} row {row['source_line']}: {row['symbol']} closes on {row['trade_date']}, "
            f"a {row['trade_date']:%A} ({len(weekends)} such rows)",
            "the stamps are shown in another time zone, or the date is wrong: write plain dates of the exchange",
        )


def _one_per_day(closes: pl.DataFrame, file_name: str) -> pl.DataFrame:
    """Without repeated rows.

    Raises:
        SourceFormatError: One symbol has two closes on one date.
    """
    is_again = (pl.col("symbol") == pl.col("symbol").shift()) & (pl.col("trade_date") == pl.col("trade_date").shift())
    differs = is_again & (pl.col("close_usd") != pl.col("close_usd").shift())
    marked = closes.with_columns(is_again=is_again.fill_null(value=False), earlier=pl.col("close_usd").shift())
    contradictions = marked.filter(differs.fill_null(value=False))
    if len(contradictions):
        row = contradictions.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} row {row['source_line']}: {row['symbol']} closes at {row['close_usd']:g} and, in an earlier "
            f"row, at {row['earlier']:g} on {row['trade_date']}",
            "keep one of the two",
        )
    return marked.filter(~pl.col("is_again")).drop("is_again", "earlier")
