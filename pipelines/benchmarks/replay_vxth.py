"""Replay of VXTH: stocks, and one-month VIX calls on the VX future that settles with them. Pure (§3.1, §6.1)."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.benchmarks.cycles import start_levels
from pipelines.benchmarks.held_options import HeldOptions
from pipelines.benchmarks.market import Floats
from pipelines.benchmarks.pricing import Pricing
from pipelines.benchmarks.replay import Replay, roll_rows
from pipelines.benchmarks.rules import TailHedgeRule
from pipelines.benchmarks.vix_cycles import NO_CALL, VixCycles
from pipelines.quant.black76 import black76_delta
from pipelines.quant.costs import vix_call_ask_pts
from pipelines.quant.strike_grid import VIX_STRIKES_PTS
from pipelines.quant.vix_smile import vix_call_price, vix_call_vol

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class _Calls:
    """The call of each roll. Arrays of shape (n_rolls,)."""

    strikes_pts: Floats
    asks_pts: Floats
    weights: Floats
    is_near_boundary: Bools
    is_bought: Bools  # has a price; without one nothing is bought, and ask and weight are 0


def replay_vxth(rule: TailHedgeRule, market: VixCycles, pricing: Pricing) -> Replay:
    """Return VXTH from its first roll to the newest close.

    Args:
        rule: Weights and delta.
        market: Rolls, forwards, settlements.
        pricing: The parameters.
    """
    days, cycle = market.days, market.cycles.cycle_of_day
    calls = _calls(rule, market, pricing)
    left = days.days_to(market.cycles.next_dates[cycle], pricing.close_to_opening_days)
    vvix, forward, strikes = days.vvix_pts, market.forwards_pts, calls.strikes_pts[cycle]
    price = vix_call_price(vvix, left, strikes, forward, pricing.vix_smile, rate_ratio=days.rate_ratio)
    is_settled = days.dates >= market.cycles.next_dates[cycle]  # where nothing is bought on the day of a settlement
    held = _carried_marks(np.where(is_settled, np.nan, price), calls, cycle)
    payoff = _payoffs(market, calls, held)
    mark = np.where(is_settled, payoff[cycle], held)
    per_value = calls.weights / np.where(calls.is_bought, calls.asks_pts, 1.0)
    total = market.rolls.total_return_pts
    growth = np.append((1 - calls.weights[:-1]) * total[1:] / total[:-1], np.nan) + per_value * payoff
    stocks = (1 - calls.weights[cycle]) * days.total_return_pts / total[cycle]
    value, starts = stocks + per_value[cycle] * mark, start_levels(growth)
    return Replay(
        symbol=rule.symbol,
        dates=days.dates,
        levels=starts[cycle] * value,
        stock_ratio=stocks / value,
        is_priced=np.isfinite(price) & calls.is_bought[cycle],
        vol_sources=list(market.vol_sources),
        forward_sources=list(market.forward_sources),
        settlement_sources=[market.settlement_sources[at] if calls.is_bought[at] else NO_CALL for at in cycle],
        rolls=_roll_rows(rule, market, calls).filter(calls.is_bought),
        options=HeldOptions(market.cycles, calls.asks_pts, mark, payoff),
        units=starts * per_value,
    )


def _payoffs(market: VixCycles, calls: _Calls, held_pts: Floats) -> Floats:
    """What the call of each roll ends at: its settlement, else its last mark; 0 without a call."""
    last = np.searchsorted(market.cycles.cycle_of_day, np.arange(len(calls.asks_pts)), side="right") - 1
    settled = np.maximum(market.settled_pts - calls.strikes_pts, 0.0)
    return np.where(calls.is_bought, np.where(np.isnan(settled), held_pts[last], settled), 0.0)


def _carried_marks(price_pts: Floats, calls: _Calls, cycle: np.ndarray) -> Floats:
    """Mark of each close: its price, else the last one of the same call, else what was paid; 0 without a call."""
    marks = np.where(calls.is_bought[cycle], price_pts, 0.0)
    for place in np.flatnonzero(np.isnan(marks)):
        is_held_on = place > 0 and cycle[place] == cycle[place - 1]
        marks[place] = marks[place - 1] if is_held_on else calls.asks_pts[cycle[place]]
    return marks


def _calls(rule: TailHedgeRule, market: VixCycles, pricing: Pricing) -> _Calls:
    """Choose the call of each roll and price it at the roll."""
    rolls, forwards = market.rolls, market.chosen_forwards_pts
    strikes = _strikes(rule.delta_ratio, market, pricing)
    days = rolls.days_to(market.cycles.next_dates, pricing.roll_to_opening_days)
    vvix, smile = rolls.vvix_pts, pricing.vix_smile
    mid = vix_call_price(vvix, days, strikes, market.roll_forwards_pts, smile, rate_ratio=rolls.rate_ratio)
    weights, is_near = np.zeros(len(forwards)), np.zeros(len(forwards), dtype=bool)
    for band in rule.bands:
        weights += np.where((forwards > band.above_pts) & (forwards <= band.up_to_pts), band.weight_ratio, 0.0)
        for edge in (band.above_pts, band.up_to_pts):
            is_near |= np.abs(forwards - edge) <= rule.near_boundary_pts
    ask, is_bought = vix_call_ask_pts(mid, pricing.costs), np.isfinite(mid)
    return _Calls(strikes, np.where(is_bought, ask, 0.0), np.where(is_bought, weights, 0.0), is_near, is_bought)


def _strikes(delta_ratio: float, market: VixCycles, pricing: Pricing) -> Floats:
    """Listed out-of-the-money strike with the nearest delta, at each strike's own volatility."""
    grid, chosen = VIX_STRIKES_PTS[None, :], market.chosen
    at_choice = (chosen.vvix_pts, market.chosen_days, market.chosen_forwards_pts, chosen.rate_ratio)
    vvix, left, forward, rate = (array[:, None] for array in at_choice)
    vol = vix_call_vol(vvix, left, grid, forward, pricing.vix_smile)
    delta = black76_delta(forward, grid, left / 365, vol, rate, True)
    distance = np.where(grid >= forward, np.abs(delta - delta_ratio), np.inf)
    return np.asarray(VIX_STRIKES_PTS[np.argmin(distance, axis=1)])


def _roll_rows(rule: TailHedgeRule, market: VixCycles, calls: _Calls) -> pl.DataFrame:
    cycles = market.cycles
    return roll_rows(
        rule.symbol,
        cycles.roll_dates,
        cycles.next_dates,
        leg=["long_call"] * len(cycles.roll_dates),
        strike_pts=calls.strikes_pts,
        premium_pts=calls.asks_pts,
        reference_pts=market.roll_forwards_pts,
        value_share_ratio=calls.weights,
        is_near_boundary=calls.is_near_boundary,
    )
