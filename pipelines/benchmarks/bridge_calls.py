"""The calls of VXTH on their way to the book's `vxth`: nine counts of the same hedge. Pure (§3.1)."""

from dataclasses import replace
from functools import partial

import numpy as np
import polars as pl

from pipelines.backtest.side import hedge_side
from pipelines.benchmarks.bridge import AT_CLOSES, DECIDED_BEFORE, FRICTIONLESS, Step
from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.known import known_closes, known_vix_cycles
from pipelines.benchmarks.market import Floats, Moments
from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay import Replay
from pipelines.benchmarks.replay_vxth import replay_vxth
from pipelines.benchmarks.rules import VXTH
from pipelines.benchmarks.vix_cycles import VixCycles, VixOptions, vix_cycles
from pipelines.quant.costs import DEFAULT_COSTS, OPTION_MULTIPLIER_USD, CostModel, vix_call_ask_pts
from pipelines.quant.vix_smile import vix_call_price
from pipelines.quant.vx_forward import VxCurve

PRESET = "vxth"

_AT_MID = replace(CENTRAL, name="at_mid", costs=FRICTIONLESS)
_ROUNDING = 1e-9  # as the book rounds contracts down


def call_steps(
    closes: Moments, options: VixOptions, signals: pl.DataFrame, settled: VxCurve, states: pl.DataFrame,
    *, account_usd: float,
) -> list[Step]:  # fmt: skip
    """Return the steps from VXTH to the ledger of its preset.

    Args:
        closes: What the replays see.
        options: What the replays price VIX calls on.
        signals: `signals.fct_signal_daily`, what the book sees.
        settled: Settlements as the layers read them, final ones included.
        states: `layers.fct_layer_state_daily` of the preset, from the book's first day on.
        account_usd: The book's account.

    Returns:
        No steps where no call was bought.
    """
    start = states["trade_date"].sort()[0]
    side = hedge_side(PRESET, states, FRICTIONLESS)
    known = known_closes(signals, start, CENTRAL.constant_dividend_yield_ratio, for_spx=False)
    calendar, dated = _calendar_rolls(known, options, settled), _ledger_rolls(known, options, side.trades)
    if not (len(calendar.roll_dates) and len(dated.roll_dates)):
        return []
    index, at_mid, at_closes = (
        replay_vxth(VXTH, vix_cycles(closes, options, each, calendar.roll_dates[0]), each)
        for each in (CENTRAL, _AT_MID, AT_CLOSES)
    )
    seen, timed = (
        replay_vxth(VXTH, known_vix_cycles(known, settled, each, AT_CLOSES), AT_CLOSES) for each in (calendar, dated)
    )
    market = known_vix_cycles(known, settled, dated, DECIDED_BEFORE)
    before = replay_vxth(VXTH, market, DECIDED_BEFORE)
    whole_calls = partial(_own_size, before, market, account_usd)
    return [
        Step.of("index", "VXTH as replayed, less its stocks", index, _less_stocks(index, closes)),
        Step.of("options_alone", "what the calls alone made over the value of the index", index),
        Step.of("at_mid", "calls bought at mid, not at the ask", at_mid),
        Step.of("at_closes", "rolls at the close of the settlement day", at_closes),
        Step.of("known_inputs", "rate and VVIX as the book knew them; no forward but a settled one", seen),
        Step.of("book_dates", "bought sessions after the settlement, or later once the future is above 15", timed),
        Step.of("decided_before", "strike and weight chosen at the close before the purchase", before),
        Step.of("own_size", "whole calls of a constant account", before, whole_calls(FRICTIONLESS)),
        Step.of("sized_at_ask", "no more than the weight pays for at the ask", before, whole_calls(DEFAULT_COSTS)),
        Step.of_ledger(side, account_usd),
    ]


def _less_stocks(replay: Replay, closes: Moments) -> Floats:
    """Daily returns of the index less what its stocks made."""
    total = closes.total_return_pts[np.searchsorted(closes.dates, replay.dates)]
    growth = np.append(0.0, total[1:] / total[:-1] - 1)
    return np.asarray(replay.returns() - np.append(0.0, replay.stock_ratio[:-1]) * growth)


def _calendar_rolls(known: Moments, options: VixOptions, settled: VxCurve) -> Cycles:
    """Every settlement day on which the next future has a settlement; elsewhere nothing is bought."""
    every = Cycles.of(known.dates, options.expiry_dates, known.dates[0])
    is_priced = np.isfinite(settled.settled(every.roll_dates, every.next_dates))
    rolls, nexts = every.roll_dates[is_priced], every.next_dates[is_priced]
    return Cycles.rolled_on(known.dates, rolls, nexts, options.expiry_dates)


def _ledger_rolls(known: Moments, options: VixOptions, trades: pl.DataFrame) -> Cycles:
    """The days on which the book bought; what and how much is chosen anew."""
    bought = trades.filter(pl.col("action") == "open").sort("fill_date")
    fills, expiries = (bought[name].to_numpy().astype("datetime64[D]") for name in ("fill_date", "expiry_date"))
    return Cycles.rolled_on(known.dates, fills, expiries, options.expiry_dates)


def _own_size(replay: Replay, market: VixCycles, account_usd: float, costs: CostModel) -> Floats:
    """Returns of as many calls as the weight of the account buys at the ask of the close that decides."""
    chosen, weights = market.chosen, replay.rolls["value_share_ratio"].to_numpy()
    mid = vix_call_price(
        chosen.vvix_pts, market.chosen_days, replay.rolls["strike_pts"].to_numpy(), market.chosen_forwards_pts,
        rate_ratio=chosen.rate_ratio,
    )  # fmt: skip
    whole = np.floor(weights * account_usd / (OPTION_MULTIPLIER_USD * vix_call_ask_pts(mid, costs)) + _ROUNDING)
    return replay.options.pnl_pts(whole) * OPTION_MULTIPLIER_USD / account_usd
