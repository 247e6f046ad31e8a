"""Whether carry is low at each close, as a promoter asks, and the reason (S25, S28). Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.condor.market import Bools
from pipelines.condor.policy import CondorPolicy, Promoter

LOW, NOT_LOW = "carry_low", "carry_not_low"


@dataclass(frozen=True)
class Carry:
    """One entry per close. An unknown carry is not low, and the reason says why it is unknown."""

    is_low: Bools
    reasons: np.ndarray  # carry_low, carry_not_low or why it is unknown; empty where the policy is no promoter


def carry_of(signals: pl.DataFrame, policy: CondorPolicy) -> Carry:
    """Return the carry that a policy acts on.

    Args:
        signals: `signals.fct_signal_daily` in date order.
        policy: The baseline; one without a promoter never asks.

    Raises:
        ValueError: The policy reads a signal that `signals` does not have.
    """
    if policy.promoter is None:
        return Carry(np.zeros(len(signals), dtype=bool), np.full(len(signals), "", dtype=object))
    column, reason = policy.promoter.column, policy.promoter.null_reason_column
    for name in (column, reason):
        if name not in signals.columns:
            raise ValueError(f"{policy.name}: promoter: no signal {name!r}")
    known = pl.when(pl.col(column)).then(pl.lit(LOW)).when(~pl.col(column)).then(pl.lit(NOT_LOW))
    judged = signals.select(
        is_low=pl.col(column).fill_null(value=False),
        reason=known.otherwise(pl.col(reason)).fill_null("not_published"),
    )
    return Carry(np.asarray(judged["is_low"].to_numpy(), dtype=bool), np.asarray(judged["reason"].to_numpy()))


def why_never_known(signals: pl.DataFrame, promoter: Promoter) -> str:
    """Return why carry is known on none of these days, an empty text where it is known on one.

    Args:
        signals: `signals.fct_signal_daily` of the days in question.
        promoter: Which signal it acts on.
    """
    if signals[promoter.column].null_count() < signals.height:
        return ""
    reasons = ", ".join(signals[promoter.null_reason_column].drop_nulls().unique().sort())
    return f"carry is not known on any day ({promoter.column}: {reasons or 'no signal'}), so the promoter never acts"
