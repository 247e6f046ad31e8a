"""Shiller's monthly data: his workbook (sheet Data, header in row 8, months as 1871.01), or a CSV copy of it.

In the workbook `1871.1` is October: it is the number 1871.10.
"""

from pathlib import Path

import polars as pl

from pipelines.sources.csv_table import Field, read_table, refuse_no_rows, typed_column
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.text_lines import with_line_ended
from pipelines.sources.user_series import declared
from pipelines.sources.user_table import is_spreadsheet, read_text_table

_SHEET, _HEADER_ROW = "Data", 8
_NAMES = ("sp500_price_pts", "dividend_pts", "earnings_pts", "cpi_index", "long_rate_pct")
_WORKBOOK = ("Date", "P", "D", "E", "CPI", "Rate GS10")
_CSV_LAYOUTS = (
    ("period", "sp_price", "dividend", "earnings", "cpi", "long_rate"),
    ("Date", "SP500", "Dividend", "Earnings", "Consumer Price Index", "Long Interest Rate"),
)
_NONE = ("", "NA")
_ADVICE = "give his ie_data workbook, or a CSV with " + ",".join(_CSV_LAYOUTS[0])


def collect(landing: Landing, declaration_file: Path | None) -> list[LandedFile]:
    """Land the file that the declaration names; none where it names none."""
    shiller = declared(declaration_file).shiller
    return [landing.keep_local(declaration_file.parent / shiller.path)] if declaration_file and shiller else []


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """One row per month; nothing without a file.

    Raises:
        SourceFormatError: The file is in none of the layouts.
    """
    frames = [parse(file.payload(), file.name).with_columns(source_sha256=pl.lit(file.sha256)) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated)) if frames else pl.DataFrame()


def parse(payload: bytes, file_name: str) -> pl.DataFrame:
    """Read the workbook or a CSV copy, as published: a 0 stays 0.

    Raises:
        SourceFormatError: A column is missing, a value can't be read (file, column and row are named), or no month.
    """
    months = _workbook(payload, file_name) if is_spreadsheet(payload) else _copy(payload, file_name)
    refuse_no_rows(months, file_name)
    return months


def _workbook(payload: bytes, file_name: str) -> pl.DataFrame:
    rows = read_text_table(payload, file_name, sheet=_SHEET, header_row=_HEADER_ROW)
    absent = [column for column in _WORKBOOK if column not in rows.columns]
    if absent:
        raise SourceFormatError(
            f"{file_name} row {_HEADER_ROW}: no column {', '.join(absent)}; found {', '.join(rows.columns[1:])[:200]}",
            _ADVICE,
        )
    months = rows.filter(pl.col("Date").is_not_null())  # below the months stand remarks without a date
    fields = (Field("month", pl.Float64), *(Field(name, pl.Float64, missing=_NONE) for name in _NAMES))
    columns = [typed_column(months, name, field, file_name) for name, field in zip(_WORKBOOK, fields, strict=True)]
    read = pl.DataFrame([*columns, months["source_line"]])
    number = (pl.col("month") * 100).round().cast(pl.Int32)
    dated = read.with_columns(year=number // 100, month_of_year=number % 100)
    _refuse_other_months(dated, file_name)
    return dated.select(pl.date("year", "month_of_year", 1).alias("observation_date"), *_NAMES, "source_line")


def _refuse_other_months(dated: pl.DataFrame, file_name: str) -> None:
    wrong = dated.filter(~pl.col("month_of_year").is_between(1, 12) | ~pl.col("year").is_between(1871, 2100))
    if len(wrong):
        row = wrong.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} row {row['source_line']} column 'Date': {row['month']:g} is no month like 1871.01 (January) "
            "or 1871.1 (October)",
            "correct the cell",
        )


def _copy(payload: bytes, file_name: str) -> pl.DataFrame:
    header = payload.split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    layout = _CSV_LAYOUTS["SP500" in header]
    fields = {
        layout[0]: Field("observation_date", pl.Date),
        **{column: Field(name, pl.Float64, missing=_NONE) for column, name in zip(layout[1:], _NAMES, strict=True)},
    }
    try:
        rows = read_table(with_line_ended(payload), file_name, fields)
    except SourceFormatError as error:
        raise SourceFormatError(error.problem, _ADVICE) from None
    others = rows.filter(pl.col("observation_date").dt.day() != 1)
    if len(others):
        row = others.row(0, named=True)
        raise SourceFormatError(
            f"{file_name} line {row['source_line']} column '{layout[0]}': {row['observation_date']} is not the first "
            "day of a month",
            "file each month under its first day",
        )
    return rows
