"""Large CSV bytes -> typed rows in one pass; whatever does not fit goes the slow way, which names line and column."""

from collections.abc import Mapping
from io import BytesIO

import polars as pl

from pipelines.sources.csv_table import Field, read_table, refuse_other_answers

_LINE = "source_line"


def read_typed(payload: bytes, file_name: str, fields: Mapping[str, Field]) -> pl.DataFrame:
    """Read the published columns in `fields`, typed while they are parsed: several times faster than as text.

    A file with a blank where none may be, a number that is none, a column absent or a blank line is read
    again by `read_table`, so both ways give the same rows and the same errors.

    Returns:
        One row per published line, with `source_line`, 1 = the header.

    Raises:
        SourceFormatError: As `read_table`.
    """
    refuse_other_answers(payload, file_name)
    titles = payload[: payload.index(b"\n")].decode(errors="replace").strip().split(",")
    if any(titles.count(column) > 1 for column in fields):
        return read_table(payload, file_name, fields)
    try:
        rows = pl.read_csv(
            BytesIO(payload),
            columns=list(fields),
            schema_overrides={name: field.dtype for name, field in fields.items() if field.dtype != pl.Date},
            infer_schema=False,
        ).with_columns(_date(name, field) for name, field in fields.items() if field.dtype == pl.Date)
    except (pl.exceptions.PolarsError, ValueError):
        return read_table(payload, file_name, fields)
    if not _is_whole(rows, payload, fields):
        return read_table(payload, file_name, fields)
    named = rows.select(pl.col(column).alias(field.name) for column, field in fields.items())
    return named.with_columns(pl.int_range(2, pl.len() + 2, dtype=pl.Int64).alias(_LINE))


def _date(column: str, field: Field) -> pl.Expr:
    """A date in the one format that is meant: the CSV parser of polars would take 03/04/2024 for either day."""
    return pl.col(column).str.to_date(field.date_formats[0])


def _is_whole(rows: pl.DataFrame, payload: bytes, fields: Mapping[str, Field]) -> bool:
    """Whether every line became a row, every needed cell has a value and every number is finite."""
    if payload.count(b"\n") != rows.height + 1:
        return False
    doubts = [
        *(pl.col(column).null_count() > 0 for column, field in fields.items() if not field.missing),
        *((~pl.col(column).is_finite()).any() for column, field in fields.items() if field.dtype == pl.Float64),
    ]
    return not rows.select(pl.any_horizontal(doubts)).item()
