"""What files without OCC symbols need to become quotes: root, type, and the instant of their session."""

from datetime import timedelta

import polars as pl

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_sessions import close_of, monthly_expiries

_TYPES = {"C": "C", "P": "P", "CALL": "C", "PUT": "P"}
_WEEKLY_ROOT = {"SPX": "SPXW", "VIX": "VIXW"}
_INSTANT = pl.Datetime("us", "UTC")
_ROOTS = {"SPX": ("SPX", "SPXW", "SPXPM", "SPXQ"), "VIX": ("VIX", "VIXW")}


def of_index(rows: pl.DataFrame, index: str) -> pl.DataFrame:
    """Rows whose `symbol` is the index or a root of its options, in capitals or not; a file may hold others."""
    published = rows["symbol"]
    if ((published == index) | (published == f"^{index}")).all(ignore_nulls=False):  # a filter copies all columns
        return rows
    named = rows.with_columns(pl.col("symbol").str.to_uppercase().str.strip_chars_start("^$."))
    return named.filter(pl.col("symbol").is_in(_ROOTS[index]))


def with_roots(rows: pl.DataFrame, index: str) -> pl.DataFrame:
    """Add `root` to quotes of a file that names none: by the calendar, monthlies are the index, others weeklies."""
    monthly = sorted(monthly_expiries(index))
    is_monthly = pl.col("expiry_date").is_in(monthly)
    return rows.with_columns(root=pl.when(is_monthly).then(pl.lit(index)).otherwise(pl.lit(_WEEKLY_ROOT[index])))


def with_session_instant(rows: pl.DataFrame, minutes_after_close: int) -> pl.DataFrame:
    """Add `quoted_at`, so many minutes after the session's close, half days included; null on a day without one."""
    days = rows["quote_date"].unique().to_list()
    after = timedelta(minutes=minutes_after_close)
    instants = {day: close + after for day in days if (close := close_of(day))}
    if len(days) == 1:  # most files: looking up every row takes ten times as long
        return rows.with_columns(quoted_at=pl.lit(instants.get(days[0]), _INSTANT))
    quoted_at = rows["quote_date"].replace_strict(instants, default=None, return_dtype=_INSTANT)
    return rows.with_columns(quoted_at.alias("quoted_at"))


def option_types(rows: pl.DataFrame, file_name: str) -> pl.Series:
    """`option_type` as C or P, whichever way a file spells it.

    Raises:
        SourceFormatError: A value is neither; names its line.
    """
    published = rows["option_type"]
    if ((published == "C") | (published == "P")).all(
        ignore_nulls=False
    ):  # most vendors; reading words takes twenty times as long
        return published
    typed = published.str.to_uppercase().replace_strict(_TYPES, default=None, return_dtype=pl.String)
    wrong = typed.is_null().arg_true()
    if len(wrong):
        at = wrong[0]
        raise SourceFormatError(
            f"{file_name} line {rows['source_line'][at]} column 'option_type': {rows['option_type'][at]!r}",
            "expected C, P, call or put",
        )
    return typed.alias("option_type")
