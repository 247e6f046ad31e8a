"""Contract of `raw_fred__series`: macro series as FRED serves them today (newest vintage)."""

from datetime import date

import polars as pl

from pipelines.contracts.fred_series_profile import FLAGS, PROFILE
from pipelines.contracts.table import PROVENANCE, Column, TableContract

SERIES = ("CPIAUCSL", "PPIACO", "DTB3", "DGS2", "DGS10", "DFF", "DTWEXBGS", "RBUSBIS")

RAW_FRED__SERIES = TableContract(
    name="raw_fred__series",
    schema="raw",
    grain="series x observation date",
    key=("series_id", "observation_date"),
    observed="observation_date",
    is_history_kept=True,
    rules=FLAGS,
    profile=PROFILE,
    columns=(
        Column("series_id", pl.String, "text", "FRED series", allowed=SERIES),
        Column(
            "observation_date",
            pl.Date,
            "date",
            "Period the value is about (first day of a month), not when it was known",
            minimum=date(1900, 1, 1),
        ),
        Column(
            "value",
            pl.Float64,
            "as the series: index level, or percent per year for rates",
            "Value; null where nothing was published (holidays, CPI 2025-10)",
            nullable=True,
            minimum=-20,
            maximum=10_000,
        ),
        *PROVENANCE,
    ),
)
