"""The condor index on its way to the book's `cndr`: seven counts of the same condors. Pure (§3.2)."""

import numpy as np
import polars as pl

from pipelines.backtest.side import condor_side
from pipelines.benchmarks.bridge import AT_CLOSES, DECIDED_BEFORE, FRICTIONLESS, Step
from pipelines.benchmarks.known import known_closes
from pipelines.benchmarks.market import Dates, Moments
from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay import Replay
from pipelines.benchmarks.replay_spx import replay_spx
from pipelines.benchmarks.rules import SPX_RULES
from pipelines.condor.policy import CondorPolicy
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

BASELINE = "cndr"

_RULE = next(rule for rule in SPX_RULES if rule.symbol == "CNDR")
_ROUNDING = 1e-9  # as the book rounds contracts down


def condor_steps(
    closes: Moments, expiry_dates: Dates, signals: pl.DataFrame, condors: pl.DataFrame,
    *, policy: CondorPolicy, account_usd: float,
) -> list[Step]:  # fmt: skip
    """Return the steps from CNDR to the ledger of its baseline.

    Args:
        closes: What the replays see.
        expiry_dates: Third Fridays, beyond the last close.
        signals: `signals.fct_signal_daily`, what the book sees.
        condors: `condor.fct_condor_signal_daily` of the baseline, from the book's first day on.
        policy: The baseline, sized by underlying notional.
        account_usd: The book's account.

    Returns:
        No steps where no condor was sold.
    """
    start = condors["trade_date"].sort()[0]
    first = np.datetime64(start, "D") + 1  # the first day can order, and nothing fills on it
    known = known_closes(signals, start, policy.dividend_yield_ratio, for_spx=True)
    index, at_closes = (replay_spx(_RULE, closes, expiry_dates, each, first) for each in (CENTRAL, AT_CLOSES))
    seen, before = (replay_spx(_RULE, known, expiry_dates, each, first) for each in (AT_CLOSES, DECIDED_BEFORE))
    if not len(before.dates):
        return []
    told = signals.select("trade_date", "vix_close_pts")
    side = condor_side(BASELINE, condors.join(told, on="trade_date", how="left", maintain_order="left"), FRICTIONLESS)
    return [
        Step.of("index", "CNDR as replayed", index, index.returns()),
        Step.of("options_alone", "without the interest of the bills", index),
        Step.of("at_closes", "rolls and settles at closes of the third Friday", at_closes),
        Step.of("known_inputs", "rate, dividends and SKEW as the book knew them", seen),
        Step.of("decided_before", "strikes chosen at the close before the roll", before),
        Step.of(
            "own_size", "whole condors of a constant account", before, _own_size(before, known, policy, account_usd)
        ),
        Step.of_ledger(side, account_usd),
    ]


def _own_size(replay: Replay, known: Moments, policy: CondorPolicy, account_usd: float) -> np.ndarray:
    """Returns of as many condors as the notional of the account buys at the close that decides."""
    cycles = replay.options.cycles
    spot = known.spot_pts[cycles.roll_places - DECIDED_BEFORE.sessions_decided_before]
    whole = np.floor((policy.leverage_ratio or 0.0) * account_usd / (OPTION_MULTIPLIER_USD * spot) + _ROUNDING)
    return replay.options.pnl_pts(whole) * OPTION_MULTIPLIER_USD / account_usd
