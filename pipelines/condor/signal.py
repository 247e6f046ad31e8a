"""`condor.fct_condor_signal_daily`: what each condor rule says at each close, and what is held (S56). Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.condor.columns import held_columns, indicative_columns
from pipelines.condor.holding import NOTHING, Holdings, holdings_of
from pipelines.condor.market import Bools, Dates, Floats
from pipelines.condor.plan import Plan, plan_of
from pipelines.condor.policy import CondorPolicy
from pipelines.condor.stop import Stop, stopped_rungs
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.quant.spx_smile import DEFAULT_SMILE, SpxSmile

BACKTEST_START = date(2012, 1, 3)  # S45


@dataclass(frozen=True)
class Stopping:
    """A stop, and the hedge whose gains it may count."""

    stop: Stop
    hedge_pnl_usd: Floats  # net, one per day


def condor_signal_daily(
    signals: pl.DataFrame,
    sessions: Dates,
    policies: Sequence[CondorPolicy],
    account_usd: float,
    *,
    start: date = BACKTEST_START,
    smile: SpxSmile = DEFAULT_SMILE,
) -> pl.DataFrame:
    """Return one row per baseline, rung and trading day, no-trade days included.

    Args:
        signals: `signals.fct_signal_daily`.
        sessions: Exchange sessions, past and future, increasing, datetime64[D].
        policies: The baselines.
        account_usd: Constant account that positions are sized on.
        start: First day; the books start flat.
        smile: Volatility model of SPX options.

    Returns:
        Frame of `FCT_CONDOR_SIGNAL_DAILY`. Row t uses signals up to t.
    """
    signals = signals.filter(pl.col("trade_date") >= start).sort("trade_date")
    plans = [(policy, plan_of(signals, sessions, policy, account_usd, smile)) for policy in policies]
    return pl.concat([_of_policy(signals, policy, plan) for policy, plan in plans])


def stopped_condor_signals(
    signals: pl.DataFrame,
    sessions: Dates,
    policy: CondorPolicy,
    account_usd: float,
    stopping: Stopping,
    *,
    start: date = BACKTEST_START,
) -> pl.DataFrame:
    """Return the same table for one baseline whose condors are stopped (S10); `stopping` has one day per row of it."""
    signals = signals.filter(pl.col("trade_date") >= start).sort("trade_date")
    return _of_policy(signals, policy, plan_of(signals, sessions, policy, account_usd), stopping)


def _of_policy(
    signals: pl.DataFrame, policy: CondorPolicy, plan: Plan, stopping: Stopping | None = None
) -> pl.DataFrame:
    """All rungs of one baseline. One order a day: the first free rung has it."""
    indicative = indicative_columns(plan)
    is_taken = np.zeros(len(signals), dtype=bool)
    rungs = []
    for rung, (holdings, is_stopped) in enumerate(_rungs(plan, policy.rungs, stopping), start=1):
        columns = {
            "trade_date": signals["trade_date"],
            "action": np.select([holdings.is_order, holdings.is_close_order], ["open", "close"], default="none"),
            "reason": _reasons(plan, holdings, is_taken, is_stopped),
            **indicative,
            **held_columns(plan, holdings),
            "is_simulated": signals["is_simulated"],
        }
        rungs.append(pl.DataFrame(columns).with_columns(rung=pl.lit(rung, dtype=pl.Int32)))
        is_taken = is_taken | holdings.is_order
    return _conformed(pl.concat(rungs), policy)


def _rungs(plan: Plan, rungs: int, stopping: Stopping | None) -> Iterator[tuple[Holdings, Bools]]:
    """Holdings of each rung, and where a stop ordered the end of a condor."""
    if stopping is not None:
        yield from stopped_rungs(plan, rungs, stopping.stop, stopping.hedge_pnl_usd)
        return
    is_free = plan.is_wanted.copy()
    for _ in range(rungs):
        holdings = holdings_of(plan.market, plan.condors.expiry_dates, is_free, plan.is_out)
        yield holdings, np.zeros(len(is_free), dtype=bool)
        is_free &= ~holdings.is_order


def _conformed(rows: pl.DataFrame, policy: CondorPolicy) -> pl.DataFrame:
    """Rows of the contract: named after the policy, null in place of NaN."""
    named = rows.with_columns(
        baseline=pl.lit(policy.name), gate=pl.lit(policy.gate), is_evidence=pl.lit(value=not policy.caveat)
    )
    return FCT_CONDOR_SIGNAL_DAILY.conform(named.with_columns(pl.selectors.float().fill_nan(None)))


def _reasons(plan: Plan, holdings: Holdings, is_taken: Bools, is_stopped: Bools) -> np.ndarray:
    """First reason that applies, for the action of the row."""
    is_held = holdings.decided_at != NOTHING
    return np.select(
        [is_held & is_stopped, is_held & holdings.is_close_order, is_held, ~plan.is_wanted, is_taken],
        ["close_stopped", "close_vix_high", "position_open", plan.obstacles, "other_rung_orders"],
        default="open_flat_book",
    )
