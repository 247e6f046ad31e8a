"""Older copies of key-less FRED files: a user's, dated by their names, and those that an earlier run landed."""

import re
from datetime import date, datetime
from functools import reduce

import polars as pl

from pipelines.contracts.fred_series import SERIES
from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.fred_series import parse_series_file
from pipelines.sources.landing import LandedFile
from pipelines.sources.text_lines import with_line_ended

_NAME = re.compile(r"^(?P<series>[A-Z0-9]+)_asof_(?P<day>\d{4}-\d{2}(?:-\d{2})?)(?:_[\w-]*)?\.csv$")
_DATE_COLUMNS = ("observation_date", "DATE", "date")


def parse_copy(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read `<SERIES>_asof_<date>.csv`: what FRED showed on that day; of a month alone, on its last day.

    The columns are a date (`observation_date`, `DATE` or `date`) and the value (the series' name or `value`).

    Raises:
        SourceFormatError: The name says no series or day, or the content can't be read.
    """
    series, day = _named(file_name)
    head = payload.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    header = [name.strip() for name in head.split(",")]
    date_column = next((name for name in _DATE_COLUMNS if name in header), _DATE_COLUMNS[0])
    value_column = "value" if "value" in header else series
    fields = {date_column: Field("observation_date", pl.Date), value_column: Field("value", pl.Float64, missing=(".",))}
    rows = read_table(with_line_ended(payload), file_name, fields)
    late = rows.filter(pl.col("observation_date") > day)
    if len(late):
        row = late.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} line {row['source_line']} column '{date_column}': {row['observation_date']} lies after "
            f"{day}, the day that the name gives",
            "correct the day in the file's name",
        )
    return rows.with_columns(
        series_id=pl.lit(series),
        realtime_start_date=pl.lit(day),
        vintage_source=pl.lit("user_file"),
        source_sha256=pl.lit(sha256),
    )


def landed_changes(versions: list[LandedFile]) -> pl.DataFrame:
    """The first version of one address whole, and of each later one only what is new or differs.

    A version that can't be read was refused when it came and counts for nothing.

    Args:
        versions: Of one series, oldest first.
    """
    frames = [frame for version in versions if (frame := _version(version)) is not None]
    if not frames:
        return pl.DataFrame()
    return reduce(_with_changes, frames[1:], frames[0])


def _with_changes(known: pl.DataFrame, newer: pl.DataFrame) -> pl.DataFrame:
    shown = known.group_by("observation_date").last().select("observation_date", shown="value", is_known=True)
    joined = newer.join(shown, on="observation_date", how="left")
    is_change = pl.col("is_known").is_null() | pl.col("value").ne_missing(pl.col("shown"))
    return pl.concat([known, joined.filter(is_change).select(known.columns)])


def _version(version: LandedFile) -> pl.DataFrame | None:
    seen_at = datetime.fromisoformat(version.fetched_at)
    payload = version.payload()  # outside: bytes that rotted on disk are told, not passed over
    try:
        rows = parse_series_file(payload, version.name, version.sha256)
    except SourceFormatError:
        return None
    return rows.with_columns(
        realtime_start_date=pl.lit(seen_at.date()),
        seen_at=pl.lit(seen_at).cast(pl.Datetime("us", "UTC")),
        vintage_source=pl.lit("landed"),
    )


def _named(file_name: str) -> tuple[str, date]:
    found = _NAME.match(file_name)
    if not found or found["series"] not in SERIES:
        raise SourceFormatError(
            f"{file_name}: not named <SERIES>_asof_<date>.csv, or not a series that is used",
            f"rename it, e.g. CPIAUCSL_asof_2026-01-03.csv, or move it away; series: {', '.join(SERIES)}",
        )
    try:
        if len(found["day"]) == 7:
            return found["series"], pl.select(pl.lit(date.fromisoformat(f"{found['day']}-01")).dt.month_end()).item()
        return found["series"], date.fromisoformat(found["day"])
    except ValueError:
        raise SourceFormatError(f"{file_name}: {found['day']} is no day", "correct the file's name") from None
