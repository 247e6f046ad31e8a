"""Contract of `fct_benchmark_roll`: what each replayed index bought and sold at each roll."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_BENCHMARK_ROLL = TableContract(
    name="fct_benchmark_roll",
    schema="benchmarks",
    grain="index x roll date x leg",
    key=("index_symbol", "roll_date", "leg"),
    minimum_rows=0,
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index"),
        Column("roll_date", pl.Date, "date", "Session whose morning settles the old options and trades the new ones"),
        Column("expiry_date", pl.Date, "date", "Settlement of the leg"),
        Column(
            "leg",
            pl.String,
            "text",
            "Side and kind",
            allowed=("long_put", "short_put", "short_call", "long_call"),
        ),
        Column("strike_pts", pl.Float64, "pts", "Strike on the listed grid", minimum=0, is_minimum_strict=True),
        Column(
            "premium_pts", pl.Float64, "pts", "Model price traded at: mid, or the ask where the rule pays it", minimum=0
        ),
        Column("reference_pts", pl.Float64, "pts", "Level the strike was chosen from: SPX, or the matching VX future"),
        Column("value_share_ratio", pl.Float64, "ratio", "Premium as a share of the index value, + bought, - sold"),
        Column(
            "is_near_boundary",
            pl.Boolean,
            "flag",
            "True when VX was within 0.1 of a band's end, where the weight could have been the other one",
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
