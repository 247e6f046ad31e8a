"""`claims.fct_policy_comparison`: Loyal, Exit and Graduated on one risk and return table (S41). Pure."""

from collections.abc import Iterator, Sequence

import numpy as np
import polars as pl

from pipelines.claims.growth import cagr_ratio, max_loss_ratio
from pipelines.condor.carry import why_never_known
from pipelines.condor.policy import CondorPolicy
from pipelines.contracts.fct_policy_comparison import FCT_POLICY_COMPARISON

NO_HEDGE = "none"

_TRADING_DAYS_PER_YEAR = 252
_SPIKE_VIX_PTS = 25.0
_HOW, _WHEN = {"name", "meaning", "sources"}, {"gate", "exit", "promoter"}


def policy_comparison(
    daily: pl.DataFrame, signals: pl.DataFrame, policies: Sequence[CondorPolicy], preset: str, baseline: str
) -> pl.DataFrame:
    """Return one row per policy on the baseline's own condor.

    A promoter whose carry was known on no day sold what the loyal one sold: that is no result about promoters,
    so its row has a reason in place of numbers.

    Args:
        daily: `backtest.fct_backtest_daily` of all pairs.
        signals: `signals.fct_signal_daily`, for what promoters act on.
        policies: All condor baselines; those that differ from the baseline only in when they are sold count.
        preset: Hedge of the graduated policy.
        baseline: Condor of the loyal and the graduated policy.

    Returns:
        Frame of `FCT_POLICY_COMPARISON`, sorted by its key.
    """
    days = signals.filter(pl.col("trade_date") >= daily["trade_date"].min())
    promoters = {policy.name: policy.promoter for policy in policies if policy.promoter}
    unknown = {name: why_never_known(days, promoter) for name, promoter in promoters.items()}
    rows = [_row(daily, unknown.get(role[2]) or None, *role) for role in _roles(policies, preset, baseline)]
    table = pl.DataFrame(rows, schema=FCT_POLICY_COMPARISON.polars_schema)
    return FCT_POLICY_COMPARISON.conform(table).sort(FCT_POLICY_COMPARISON.key)


def _roles(policies: Sequence[CondorPolicy], preset: str, baseline: str) -> Iterator[tuple[str, str, str]]:
    """Role, preset and baseline of each policy to compare."""
    yield "loyal", NO_HEDGE, baseline
    if preset != NO_HEDGE:
        yield "graduated", preset, baseline
    for policy in siblings(policies, baseline):
        role = "exit" if policy.exit else "promoter" if policy.promoter else "gated"
        yield role, NO_HEDGE, policy.name


def siblings(policies: Sequence[CondorPolicy], baseline: str) -> list[CondorPolicy]:
    """Return the other baselines that sell the same condor, at other times or in other sizes."""
    own = next(policy for policy in policies if policy.name == baseline)
    return [policy for policy in policies if policy.name != baseline and _traits(policy) == _traits(own)]


def _traits(policy: CondorPolicy) -> dict[str, object]:
    """What a condor is, without when it is sold."""
    return policy.model_dump(exclude=_HOW | _WHEN)


def _row(daily: pl.DataFrame, unknown: str | None, role: str, preset: str, baseline: str) -> dict[str, object]:
    days = daily.filter(pl.col("preset") == preset, pl.col("baseline") == baseline).sort("trade_date")
    return {
        "policy": role,
        "preset": preset,
        "baseline": baseline,
        "first_date": days["trade_date"][0],
        "last_date": days["trade_date"][-1],
        **({} if unknown else _numbers(days)),
        "null_reason": unknown,
        "is_simulated": bool(days["is_simulated"].any()),
    }


def _numbers(days: pl.DataFrame) -> dict[str, object]:
    """Return and risk; a column that is left out is null."""
    returns = days["hedged_return_ratio"].to_numpy()
    growth, loss = cagr_ratio(days, "hedged"), max_loss_ratio(days, "hedged")
    is_after_spike = (days["vix_close_pts"].shift(1) > _SPIKE_VIX_PTS).fill_null(value=False).to_numpy()
    return {
        "cagr_ratio": growth if np.isfinite(growth) else None,
        "volatility_vol": float(np.std(returns, ddof=1) * np.sqrt(_TRADING_DAYS_PER_YEAR))
        if len(returns) > 1
        else None,
        "max_drawdown_ratio": loss,
        "worst_day_ratio": float(returns.min()),
        "cagr_to_drawdown_ratio": growth / loss if loss and np.isfinite(growth) else None,
        "spike_return_ratio": float(returns[is_after_spike].sum()),
        "trading_cost_usd": float((days["condor_cost_usd"] + days["hedge_cost_usd"]).sum()),
    }
