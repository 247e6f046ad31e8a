"""Series of the user's own, by declaration: total returns, an ETF, a second source of an index."""

from pathlib import Path

import polars as pl

from pipelines.sources.csv_table import Field, typed_column
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.user_series_declaration import Declaration, SeriesDeclaration, read_declaration
from pipelines.sources.user_table import read_text_table

_MOMENT = r"^(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*$"  # a spreadsheet's date comes with midnight
_FIX = "correct the row, or list the text under `missing` in the declaration when it means that there is no value"


def declared(declaration_file: Path | None) -> Declaration:
    """What the user declares; nothing without a file.

    Raises:
        SourceFormatError: The declaration can't be used.
    """
    if declaration_file is None:
        return Declaration()
    return read_declaration(declaration_file.read_bytes(), declaration_file.name)


def collect(landing: Landing, declaration_file: Path | None) -> list[LandedFile]:
    """Land the declaration and the file of each series, in its order; paths are relative to the declaration."""
    if declaration_file is None:
        return []
    paths = [declaration_file.parent / series.path for series in declared(declaration_file).series]
    return [landing.keep_local(path) for path in (declaration_file, *paths)]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Values of all series; nothing without files.

    Raises:
        SourceFormatError: The declaration or a file can't be read.
    """
    if len(files) < 2:
        return pl.DataFrame()
    declaration, *tables = files
    series = read_declaration(declaration.payload(), declaration.name).series
    frames = [
        parse_series(file.payload(), file.name, each).with_columns(source_sha256=pl.lit(file.sha256))
        for each, file in zip(series, tables, strict=True)
    ]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated))


def parse_series(payload: bytes, file_name: str, series: SeriesDeclaration) -> pl.DataFrame:
    """Read one series; rows without date and value are no rows, a row without a value is a missing value.

    Raises:
        SourceFormatError: No such column, or a value that can't be read: file, column and row are named.
    """
    wanted = (series.date_column, series.value_column)
    kept = _rows_of(payload, file_name, series)
    kept = kept.with_columns(pl.col(series.date_column).str.replace(_MOMENT, "${1}"))
    formats = tuple(dict.fromkeys((series.date_format, "%Y-%m-%d")))
    dates = Field("observation_date", pl.Date, formats)
    values = Field("value", pl.Float64, missing=("", *series.missing))
    try:
        columns = [
            typed_column(kept, name, field, file_name) for name, field in zip(wanted, (dates, values), strict=True)
        ]
    except SourceFormatError as error:
        raise SourceFormatError(f"{error.problem} (series {series.name})", _FIX) from None
    if series.frequency == "daily":
        _refuse_shifted(columns[0], file_name, series.name)
    return pl.DataFrame([*columns, kept["source_line"]]).with_columns(
        series_name=pl.lit(series.name),
        unit=pl.lit(series.unit),
        frequency=pl.lit(series.frequency),
        is_adjusted=pl.lit(series.is_adjusted),
        publication_lag_days=pl.lit(series.publication_lag_days, pl.Int64),
        second_source_of=pl.lit(series.second_source_of, pl.String),
    )


def _rows_of(payload: bytes, file_name: str, series: SeriesDeclaration) -> pl.DataFrame:
    """Text rows of one series that have a date or a value.

    Raises:
        SourceFormatError: No such column, or no row.
    """
    rows = read_text_table(payload, file_name, sheet=series.sheet, header_row=series.header_row, where=series.where)
    wanted = (series.date_column, series.value_column)
    absent = [column for column in wanted if column not in rows.columns]
    if absent:
        found = ", ".join(column for column in rows.columns if column != "source_line")
        raise SourceFormatError(
            f"{file_name}: no column {' and no column '.join(absent)} for series {series.name}; found {found[:200]}",
            "correct date_column, value_column or header_row in the declaration",
        )
    kept = rows.filter(~pl.all_horizontal(pl.col(column).is_null() for column in wanted))
    if kept.is_empty():
        raise SourceFormatError(
            f"{file_name}: no row of series {series.name}",
            "correct `where`, header_row or the file; to do without the series, take it out of the declaration",
        )
    return kept


def _refuse_shifted(days: pl.Series, file_name: str, name: str) -> None:
    """Refuse stamps of another time zone: midnight there is the day before or after here, and known a day too early.

    Raises:
        SourceFormatError: There are more values of a Sunday than of a Friday, or of a Saturday than of a Monday.
    """
    counts = dict(days.dt.weekday().value_counts().iter_rows())
    for weekend, lost, named in ((7, 5, ("Sundays", "Fridays")), (6, 1, ("Saturdays", "Mondays"))):
        if counts.get(weekend, 0) > counts.get(lost, 0):
            raise SourceFormatError(
                f"{file_name}: {counts[weekend]} values of {named[0]} and {counts.get(lost, 0)} of {named[1]} "
                f"(series {name}): its days are shifted",
                "the stamps are shown in another time zone: write plain dates of the exchange",
            )
