"""Contract of `fct_benchmark_bridge`: from an index's replay to the book's ledger, one convention at a time."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_BENCHMARK_BRIDGE = TableContract(
    name="fct_benchmark_bridge",
    schema="benchmarks",
    grain="index x step; each step changes one convention of the step before, the last one is the ledger's own count",
    key=("index_symbol", "step_number"),
    minimum_rows=0,
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index", allowed=("VXTH", "CNDR")),
        Column("step_number", pl.Int64, "count", "1 = the index as replayed", minimum=1),
        Column("step", pl.String, "text", "Name of the step; the last is ledger"),
        Column("convention", pl.String, "text", "What is done otherwise than in the step before"),
        Column("first_date", pl.Date, "date", "First day compared; null without one", nullable=True),
        Column("last_date", pl.Date, "date", "Last day compared; null without one", nullable=True),
        Column("n_days", pl.Int64, "days", "Days compared, the same in all steps of an index", minimum=0),
        Column("n_rolls", pl.Int64, "count", "Options bought or sold at rolls of those days, legs counted", minimum=0),
        Column(
            "same_rolls_ratio",
            pl.Float64,
            "ratio",
            "Share of them with the roll date, expiry and strike of the step before; null in the first step",
            nullable=True,
        ),
        Column(
            "yearly_return_ratio",
            pl.Float64,
            "ratio",
            "Sum of daily returns a year: of the index less its stocks, then of its options alone",
            nullable=True,
        ),
        Column(
            "change_ratio", pl.Float64, "ratio", "Yearly return minus that of the step before; null in the first",
            nullable=True,
        ),
        Column(
            "tracking_error_vol",
            pl.Float64,
            "vol",
            "Standard deviation of daily differences to the step before x sqrt(252)",
            nullable=True,
            minimum=0,
        ),
        Column(
            "max_gap_ratio",
            pl.Float64,
            "ratio",
            "Largest difference of a day to the step before; in the last step the engine's own error",
            nullable=True,
            minimum=0,
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)  # fmt: skip
