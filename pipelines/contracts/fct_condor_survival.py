"""Contract of `fct_condor_survival`: when each condor would have been stopped, alone and with its hedge (S10–S12)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_NEVER = "null when it never was"

FCT_CONDOR_SURVIVAL = TableContract(
    name="fct_condor_survival",
    schema="claims",
    grain="hedge preset x condor of the page's baseline",
    key=("preset", "baseline", "rung", "fill_date"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("rung", pl.Int32, "number", "Rung of the condor", minimum=1),
        Column("fill_date", pl.Date, "date", "Session it was sold in"),
        Column("expiry_date", pl.Date, "date", "Its expiry"),
        Column("credit_pts", pl.Float64, "pts", "Model mid received at the fill"),
        Column("held_tdays", pl.Int64, "tdays", "Closes it was held over, so far", minimum=1),
        Column(
            "unhedged_stop_date",
            pl.Date,
            "date",
            f"First close at which its loss met the stop; {_NEVER}",
            nullable=True,
        ),
        Column(
            "book_stop_date", pl.Date, "date", f"The same with its part of the hedge's P&L; {_NEVER}", nullable=True
        ),
        Column("unhedged_tdays", pl.Int64, "tdays", "Closes in trade were it stopped alone", minimum=1),
        Column("book_tdays", pl.Int64, "tdays", "Closes in trade were it stopped at book level", minimum=1),
        Column(
            "stopped_pnl_usd",
            pl.Float64,
            "usd",
            "Its profit at the close of the unhedged stop, at model mid; null without one",
            nullable=True,
        ),
        Column(
            "held_pnl_usd",
            pl.Float64,
            "usd",
            "Its profit held to the end, after costs; null while it lives",
            nullable=True,
        ),
        Column(
            "is_saved",
            pl.Boolean,
            "flag",
            "Stopped alone, but not at book level: the hedge bought it time (S10)",
        ),
        Column(
            "is_premature",
            pl.Boolean,
            "flag",
            "Stopped alone, but better held to the end (S12); null while it lives or without a stop",
            nullable=True,
        ),
        Column(
            "price_source",
            pl.String,
            "text",
            "Credit, marks and stops are the model's; mixed where a call of the hedge was at a quote on a close of its "
            "life, or the condor was filled at one: stop at book level and profit held to the end have it in them",
            allowed=("model", "mixed"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "stops_lie_in_the_life",
            (pl.col("unhedged_tdays") <= pl.col("held_tdays")) & (pl.col("book_tdays") <= pl.col("held_tdays")),
            "a condor can't be in trade longer stopped than held",
        ),
    ),
    minimum_rows=0,
)
