"""Contracts of the late-entry diagnostics: what layers paid for calls, and what buying late cost (A2)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_NONE = "null without a call"


def _mean(name: str, unit: str, description: str) -> Column:
    return Column(name, pl.Float64, unit, description, nullable=True, minimum=0)


FCT_LATE_ENTRY = TableContract(
    name="fct_late_entry",
    schema="claims",
    grain="hedge preset x layer",
    key=("preset", "layer"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("layer", pl.Int32, "number", "Layer of the ladder", minimum=1),
        Column("calls", pl.Int64, "number", "Calls bought, by contract and lot; 0 if the layer never traded"),
        Column("premium_usd", pl.Float64, "usd", "Paid for them, costs included", minimum=0),
        Column("pnl_usd", pl.Float64, "usd", "Made with them after costs, those still held at their mark"),
        Column("pnl_to_premium_ratio", pl.Float64, "ratio", f"pnl_usd / premium_usd; {_NONE}", nullable=True),
        _mean("mean_vix_pts", "pts", f"VIX close of the first purchase; {_NONE}"),
        _mean("mean_vvix_pts", "pts", f"VVIX close of the first purchase; {_NONE}"),
        _mean(
            "mean_ask_pts", "pts", f"Model mid and half the usual spread at the first purchase, quoted or not; {_NONE}"
        ),
        _mean(
            "mean_ask_to_usual_ratio",
            "ratio",
            "Ask over the model price of the same call and future at the median VVIX of 252 sessions, above 1 = dear "
            f"for the times; {_NONE}, a settlement of its future or 126 closes of VVIX",
        ),
        Column("in_the_money_calls", pl.Int64, "number", "Of the calls, those bought with intrinsic value", minimum=0),
        _mean("mean_ask_to_intrinsic_ratio", "ratio", "Of those; null where all were out of the money"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)

FCT_LATE_ENTRY_PENALTY = TableContract(
    name="fct_late_entry_penalty",
    schema="claims",
    grain="hedge preset x layer 1 that it is compared with",
    key=("preset", "reference"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column(
            "reference",
            pl.String,
            "text",
            "own = layer 1 of the preset, always_on = layer 1 of the ladder without gates",
            allowed=("own", "always_on"),
        ),
        Column("late_premium_usd", pl.Float64, "usd", "Paid for calls of layers 3 and 4", minimum=0),
        Column("late_pnl_usd", pl.Float64, "usd", "Made with them"),
        Column(
            "same_premium_pnl_usd",
            pl.Float64,
            "usd",
            "The same premium at what layer 1 made per premium; null without either",
            nullable=True,
        ),
        Column(
            "penalty_usd",
            pl.Float64,
            "usd",
            "same_premium_pnl_usd - late_pnl_usd, above 0 = buying late cost money; null without either",
            nullable=True,
        ),
        Column("penalty_ratio", pl.Float64, "ratio", "penalty_usd / late_premium_usd", nullable=True),
        Column("ci_lo", pl.Float64, "ratio", "Lower end of its interval; null without one", nullable=True),
        Column("ci_hi", pl.Float64, "ratio", "Upper end of its interval; null without one", nullable=True),
        Column("confidence_ratio", pl.Float64, "ratio", "Of the interval", minimum=0, maximum=1),
        Column("late_months", pl.Int64, "number", "Calendar months with a late purchase", minimum=0),
        Column("early_months", pl.Int64, "number", "Calendar months with a purchase of layer 1", minimum=0),
        Column(
            "n_effective",
            pl.Int64,
            "pieces",
            "Calls whose lives do not overlap, of the side that has fewer; 0 without either",
            minimum=0,
        ),
        Column("null_reason", pl.String, "text", "Why there is no penalty or interval; null with both", nullable=True),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "interval_or_a_reason",
            pl.col("ci_lo").is_not_null() == pl.col("null_reason").is_null(),
            "a penalty without an interval needs a reason",
        ),
    ),
    minimum_rows=0,
)
