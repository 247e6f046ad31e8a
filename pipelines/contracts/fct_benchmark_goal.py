"""Contract of `fct_benchmark_goal`: what a replay must reach before claims may lean on the engine."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_BENCHMARK_GOAL = TableContract(
    name="fct_benchmark_goal",
    schema="benchmarks",
    grain="index x measure",
    key=("index_symbol", "measure"),
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index"),
        Column("measure", pl.String, "text", "Column of fct_benchmark_residual, over all months"),
        Column("limit_ratio", pl.Float64, "ratio", "What is asked (methodology §3.1, §3.2)"),
        Column("is_floor", pl.Boolean, "flag", "True = at least the limit; false = at most, in absolute value"),
        Column("measured_ratio", pl.Float64, "ratio", "Measured; null with fewer than 24 months", nullable=True),
        Column("n_months", pl.Int64, "months", "Months compared", minimum=0),
        Column("is_met", pl.Boolean, "flag", "Whether it is reached; null where it can't be told", nullable=True),
    ),
)
