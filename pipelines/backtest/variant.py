"""A book on other terms than the daily job's: other fills, a stop, interest. Readable; sweeps run it compiled.

A stop at book level needs the hedge's P&L before the condor's days can be walked, so the hedge is traded first.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.backtest.book import Terms
from pipelines.backtest.side import Side, condor_side, hedge_side
from pipelines.condor.market import Dates, Floats
from pipelines.condor.policy import CondorPolicy
from pipelines.condor.signal import Stopping, condor_signal_daily, stopped_condor_signals
from pipelines.condor.stop import Stop


@dataclass(frozen=True)
class Variant:
    """Both sides of a book, what the condor decided, and the interest that the book's cash earned each day, USD."""

    hedge: Side
    condor: Side
    condor_signals: pl.DataFrame  # `condor.fct_condor_signal_daily` on the terms of the book
    interest_usd: Floats


def traded_variant(
    layer_states: pl.DataFrame,
    signals: pl.DataFrame,
    sessions: Dates,
    policy: CondorPolicy,
    terms: Terms,
    *,
    preset: str,
    start: date,
) -> Variant:
    """Trade one hedge over one condor.

    Args:
        layer_states: `layers.fct_layer_state_daily` of the hedge, on the account of `terms`.
        signals: `signals.fct_signal_daily`.
        sessions: Exchange sessions, past and future, datetime64[D].
        policy: The condor baseline.
        terms: Account, costs, stop, interest.
        preset: Name of the hedge.
        start: First day.

    Raises:
        BacktestError: A price or a mark is missing, or the legs do not add up.
    """
    days = signals.filter(pl.col("trade_date") >= start).sort("trade_date")
    hedge = hedge_side(preset, layer_states, terms.costs)
    market = (signals, sessions)
    if terms.stop is None:
        condors = condor_signal_daily(*market, [policy], terms.account_usd, start=start)
    else:
        stopping = _stopping(hedge, terms.stop, days["trade_date"])
        condors = stopped_condor_signals(*market, policy, terms.account_usd, stopping, start=start)
    closes = days.select("trade_date", "vix_close_pts")
    traded = condors.join(closes, on="trade_date", how="left", maintain_order="left")
    interest = interest_usd(signals, terms.account_usd, start) if terms.earns_interest else np.zeros(len(days))
    return Variant(hedge, condor_side(policy.name, traded, terms.costs), condors, interest)


def _stopping(hedge: Side, stop: Stop, dates: pl.Series) -> Stopping:
    """A stop, told what the hedge made each day."""
    by_day = hedge.parts.group_by("trade_date").agg(pl.col("pnl_usd").sum())
    pnl = dates.to_frame().join(by_day, on="trade_date", how="left", maintain_order="left")["pnl_usd"]
    return Stopping(stop, pnl.fill_null(0.0).to_numpy())


def interest_usd(signals: pl.DataFrame, account_usd: float, start: date) -> Floats:
    """Return what the account earned since the session before, at the rate last published then.

    Args:
        signals: `trade_date`, `risk_free_rate_ratio`; rows before `start` only carry the rate forward, and before the
            first rate it is taken as 0.
        account_usd: Constant account, all of it collateral that earns.
        start: First day.

    Returns:
        USD per day from `start` on, 0 on the first. Shape (n_days,). Actual days / 365.
    """
    known = pl.col("risk_free_rate_ratio").fill_nan(None).forward_fill().fill_null(0.0)
    days = signals.sort("trade_date").select("trade_date", rate=known).filter(pl.col("trade_date") >= start)
    dates = days["trade_date"].to_numpy().astype("datetime64[D]")
    held_days = np.diff(dates, prepend=dates[:1]) / np.timedelta64(1, "D")
    before = np.concatenate([[0.0], days["rate"].to_numpy()[:-1]])
    return np.asarray(account_usd * before * held_days / 365)
