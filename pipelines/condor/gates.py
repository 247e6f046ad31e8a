"""Gates: may condors be sold on a day, and how many of them. Pure (§2.2, §2.4).

A gate gets the signals and says, per day, which share of the size is open and why none is.
"""

from collections.abc import Callable
from dataclasses import dataclass

import polars as pl

from pipelines.strategy.registry import Register

TIERS = 3


@dataclass(frozen=True)
class GateColumns:
    """Expressions over `fct_signal_daily`: share of the full size, and the obstacle (null = open)."""

    size_ratio: pl.Expr
    obstacle: pl.Expr


GateFunction = Callable[[], GateColumns]

GATES: Register[GateFunction] = Register("gate")


@GATES.rule("no condition")
def always() -> GateColumns:
    """Sell whenever the book is free."""
    return GateColumns(pl.lit(1.0), pl.lit(None, dtype=pl.String))


@GATES.rule("the tiers that VIX leaves open: three below 15, two to 20, none above")
def vix_risk_scaling() -> GateColumns:
    """VIX Risk Scaling of the glossary (§2.2): the size is the share of its three tiers that are open."""
    barred = {"hold": "gate_vix_above_20", "no_trades": "gate_vix_above_25"}
    return GateColumns(
        pl.col("condor_tier_count") / TIERS,
        pl.col("vix_risk_tier").replace_strict(barred, default=None, return_dtype=pl.String),
    )


@GATES.rule("the VX curve slopes up")
def contango_only() -> GateColumns:
    """Sell only while the second VX future stands above the first (Johnson 2017, §3.5)."""
    obstacle = (
        pl.when(pl.col("is_contango").is_null())
        .then(pl.lit("gate_curve_missing"))
        .when(~pl.col("is_contango"))
        .then(pl.lit("gate_backwardation"))
    )
    return GateColumns(pl.lit(1.0), obstacle)
