"""FRED: one CSV per series through the address that needs no key: the newest vintage (methodology 5.4)."""

import codecs

import polars as pl

from pipelines.contracts.fred_series import SERIES
from pipelines.sources.csv_table import Field, read_table, refuse_no_rows
from pipelines.sources.landing import LandedFile, Landing, Wanted

ADDRESS = "https://fred.stlouisfed.org/graph/fredgraph.csv?id={series}"


def collect(landing: Landing) -> list[LandedFile]:
    """Land each series; a series that the provider doesn't have leaves its signals null."""
    return landing.fetch_all(Wanted(ADDRESS.format(series=series), may_be_absent=True) for series in SERIES)


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Rows of all series, null where the provider wrote nothing or a dot.

    Raises:
        SourceFormatError: A file is not `date,<series>`.
    """
    frames = [parse_series_file(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated))


def parse_series_file(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one series; the date column is `observation_date`, in older files `DATE`."""
    series = file_name.rsplit("id=", 1)[-1]
    date_column = "DATE" if payload.removeprefix(codecs.BOM_UTF8)[:4] == b"DATE" else "observation_date"
    fields = {
        date_column: Field("observation_date", pl.Date),
        series: Field("value", pl.Float64, missing=(".",)),
    }
    rows = read_table(payload, file_name, fields)
    refuse_no_rows(rows, file_name)
    return rows.with_columns(series_id=pl.lit(series), source_sha256=pl.lit(sha256))
