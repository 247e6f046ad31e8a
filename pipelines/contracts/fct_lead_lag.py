"""Contract of `fct_lead_lag`: does a series move before equity volatility does (S40, S49)."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_LEAD_LAG = TableContract(
    name="fct_lead_lag",
    schema="claims",
    grain="leading series x lag",
    key=("leader", "lag_tdays"),
    columns=(
        Column("leader", pl.String, "text", "Whose volatility", allowed=("dollar", "reit")),
        Column("lag_tdays", pl.Int64, "tdays", "Sessions by which SPX volatility comes later; below 0 = earlier"),
        Column(
            "correlation_ratio",
            pl.Float64,
            "ratio",
            "Of the changes of both over 21 sessions, the whole history of today",
            minimum=-1,
            maximum=1,
        ),
        Column("pairs", pl.Int64, "number", "Days behind it; they overlap", minimum=1),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)
