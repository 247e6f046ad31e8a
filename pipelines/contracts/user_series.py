"""Contract of `raw_user__series`: daily or monthly values of files that the user declares."""

from datetime import date

import polars as pl

from pipelines.contracts.cboe_index_history import INDEX_SYMBOLS
from pipelines.contracts.table import PROVENANCE, Column, RowRule, TableContract
from pipelines.contracts.user_series_profile import FLAGS, PROFILE

UNITS = ("pts", "usd", "pct", "ratio", "vol")
FREQUENCIES = ("daily", "monthly")
SECOND_SOURCES = (*INDEX_SYMBOLS, "VX_M1", "VX_M2")  # what a series may be compared with

RAW_USER__SERIES = TableContract(
    name="raw_user__series",
    schema="raw",
    grain="series x observation date",
    key=("series_name", "observation_date"),
    observed="observation_date",
    is_history_kept=True,
    withdrawn_by=("series_name",),
    columns=(
        Column("series_name", pl.String, "text", "Name in the declaration"),
        Column("observation_date", pl.Date, "date", "Day, or any day of the month", minimum=date(1800, 1, 1)),
        Column(
            "value",
            pl.Float64,
            "as in `unit`",
            "As in the file; null = none",
            nullable=True,
            minimum=-1e12,
            maximum=1e12,
        ),
        Column("unit", pl.String, "text", "Unit of the value", allowed=UNITS),
        Column("frequency", pl.String, "text", "daily or monthly", allowed=FREQUENCIES),
        Column("is_adjusted", pl.Boolean, "flag", "Splits and dividends are in the past values, with hindsight"),
        Column(
            "publication_lag_days",
            pl.Int64,
            "days",
            "From the end of the day or month to the day it was known",
            minimum=0,
            maximum=366,
        ),
        Column(
            "second_source_of",
            pl.String,
            "text",
            "Index, VX_M1 or VX_M2 that the series is compared with; null = none",
            nullable=True,
            allowed=SECOND_SOURCES,
        ),
        *PROVENANCE,
    ),
    rules=(
        RowRule(
            "level_is_positive",
            ~pl.col("unit").is_in(["pts", "usd", "vol"]) | (pl.col("value") > 0),
            "a price or an index level of 0 or less: list 0 under `missing` when it means none, or correct the unit",
        ),
        *FLAGS,
    ),
    profile=PROFILE,
    minimum_rows=0,
)
