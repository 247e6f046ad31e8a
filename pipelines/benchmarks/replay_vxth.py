"""Replay of VXTH: stocks, and one-month VIX calls on the VX future that settles with them. Pure (§3.1, §6.1)."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.benchmarks.cycles import Cycles, start_levels
from pipelines.benchmarks.held_options import HeldOptions
from pipelines.benchmarks.market import Dates, Floats, Moments
from pipelines.benchmarks.pricing import Pricing
from pipelines.benchmarks.replay import Replay, roll_rows
from pipelines.benchmarks.rules import TailHedgeRule
from pipelines.quant.black76 import black76_delta
from pipelines.quant.blend import blended_price
from pipelines.quant.costs import vix_call_spread_pts
from pipelines.quant.strike_grid import VIX_STRIKES_PTS
from pipelines.quant.vix_smile import vix_call_price, vix_call_vol
from pipelines.quant.vx_forward import VxCurve, carried_forward

SOQ, VIX_OPEN, VIX_CLOSE, STILL_HELD = "soq", "vix_open", "vix_close", "open"

Bools = NDArray[np.bool_]
Settlement = tuple[float, str]  # level, and which one it is

_MOST_CARRIED_DAYS = 5  # sessions without any settlement that a replay lives with
_NEAREST_FUTURE_DAYS = 100  # an interpolation over more says nothing of one month


@dataclass(frozen=True)
class VixOptions:
    """What VIX calls are priced on and settled at."""

    curve: VxCurve
    expiry_dates: Dates  # monthly settlements by the calendar, beyond the last close
    settlements: Mapping[np.datetime64, Settlement]


@dataclass(frozen=True)
class VixCycles:
    """What every pricing of VXTH shares: its rolls, and the forwards of the calls at rolls and closes."""

    cycles: Cycles
    rolls: Moments
    days: Moments
    roll_forwards_pts: Floats  # (n_rolls,)
    chosen: Moments  # at which strikes and weights are chosen, (n_rolls,)
    chosen_days: Floats  # from there to the expiry, (n_rolls,)
    chosen_forwards_pts: Floats  # (n_rolls,)
    forwards_pts: Floats  # (n_days,)
    forward_sources: list[str | None]
    settled_pts: Floats  # what the calls of each roll settle at; not used for the last, still held. (n_rolls,)
    settlement_sources: list[str]


@dataclass(frozen=True)
class _Calls:
    """The call of each roll. Arrays of shape (n_rolls,)."""

    strikes_pts: Floats
    asks_pts: Floats
    weights: Floats
    is_near_boundary: Bools


def vix_cycles(closes: Moments, options: VixOptions, pricing: Pricing, first_date: np.datetime64) -> VixCycles:
    """Return rolls from the first one on or after `first_date` after which no forward and no VVIX is missing."""
    cycles = Cycles.of(closes.dates, options.expiry_dates, first_date)
    for _ in range(2):  # the second time from behind the last gap
        days, cycle = closes.at(cycles.day_places), cycles.cycle_of_day
        expiries = cycles.next_dates[cycle]
        known = options.curve.forwards(days.dates, expiries, days.vix_pts)
        forwards, sources = carried_forward(*known, expiries, _MOST_CARRIED_DAYS)
        eve, morning = (closes.at(places) for places in (cycles.roll_places - 1, cycles.roll_places))
        ends = [options.curve.forwards(part.dates, cycles.next_dates, part.vix_pts)[0] for part in (eve, morning)]
        start, end = np.where(np.isnan(ends[0]), ends[1], ends[0]), np.where(np.isnan(ends[1]), ends[0], ends[1])
        at_roll = blended_price(start, end, pricing.roll_variance_share)  # one of the two days may have no settlement
        is_far = options.curve.nearest_days(eve.dates) > _NEAREST_FUTURE_DAYS
        is_bad_roll, is_bad_day = np.isnan(at_roll) | is_far, np.isnan(forwards) | np.isnan(days.vvix_pts)
        bad = np.concatenate([cycles.next_dates[is_bad_roll], cycles.next_dates[cycle[is_bad_day]]])
        if not len(bad):
            break
        cycles = Cycles.of(closes.dates, options.expiry_dates, bad.max())
    rolls = closes.before(cycles.roll_places, pricing.roll_variance_share)
    days_left = rolls.days_to(cycles.next_dates, pricing.roll_to_opening_days)
    settled = _settled(cycles, rolls, options.settlements)
    return VixCycles(cycles, rolls, days, at_roll, rolls, days_left, at_roll, forwards, sources, *settled)


def _settled(
    cycles: Cycles, rolls: Moments, settlements: Mapping[np.datetime64, Settlement]
) -> tuple[Floats, list[str]]:
    """What the calls of each roll settle at, else the VIX at the next roll, and which of these it is."""
    spot = np.append(rolls.vix_pts[1:], np.nan)
    found = [settlements.get(day, (level, VIX_CLOSE)) for day, level in zip(cycles.next_dates, spot, strict=True)]
    return np.array([level for level, _ in found]), [*(source for _, source in found[:-1]), STILL_HELD]


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
    mark = vix_call_price(vvix, left, strikes, forward, pricing.vix_smile, rate_ratio=days.rate_ratio)
    payoff, per_value = np.maximum(market.settled_pts - calls.strikes_pts, 0.0), calls.weights / calls.asks_pts
    total = market.rolls.total_return_pts
    growth = np.append((1 - calls.weights[:-1]) * total[1:] / total[:-1], np.nan) + per_value * payoff
    stocks = (1 - calls.weights[cycle]) * days.total_return_pts / total[cycle]
    value, starts = stocks + per_value[cycle] * mark, start_levels(growth)
    return Replay(
        symbol=rule.symbol,
        dates=days.dates,
        levels=starts[cycle] * value,
        stock_ratio=stocks / value,
        vol_sources=["vvix"] * len(days.dates),
        forward_sources=market.forward_sources,
        settlement_sources=[market.settlement_sources[place] for place in cycle],
        rolls=_roll_rows(rule, market, calls),
        options=HeldOptions(market.cycles, calls.asks_pts, mark, payoff),
        units=starts * per_value,
    )


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
    return _Calls(strikes, mid + vix_call_spread_pts(mid, pricing.costs) / 2, weights, is_near)


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
