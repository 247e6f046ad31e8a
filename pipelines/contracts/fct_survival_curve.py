"""Contract of `fct_survival_curve`: how many condors are still in the trade after so many days (S10)."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_SURVIVAL_CURVE = TableContract(
    name="fct_survival_curve",
    schema="claims",
    grain="hedge preset x condor baseline of the page x side x days held at a stop",
    key=("preset", "baseline", "side", "held_tdays"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("side", pl.String, "text", "Stopped alone, or with its part of the hedge", allowed=("alone", "hedged")),
        Column("held_tdays", pl.Int64, "tdays", "Closes in trade at which at least one was stopped", minimum=1),
        Column("at_risk_condors", pl.Int64, "condors", "In trade just before", minimum=1),
        Column("stopped_condors", pl.Int64, "condors", "Stopped there", minimum=1),
        Column("survival_ratio", pl.Float64, "ratio", "Kaplan-Meier estimate just after", minimum=0, maximum=1),
        Column(
            "survival_error_ratio",
            pl.Float64,
            "ratio",
            "Its standard error (Greenwood); null once none is left",
            nullable=True,
            minimum=0,
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)
