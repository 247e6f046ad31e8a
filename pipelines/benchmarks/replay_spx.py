"""Replay of an index on SPX options: a unit of stocks, bills and options, rebuilt at every third Friday. Pure.

The value of a unit at a close is what its parts are worth; the index grows by it. At the next roll the old
options settle at that morning's opening quotation, and the same unit is set up again for all the value.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.benchmarks.cycles import Cycles, start_levels
from pipelines.benchmarks.held_options import HeldOptions
from pipelines.benchmarks.market import Dates, Floats, Moments, bill_growth, chosen_at
from pipelines.benchmarks.pricing import Pricing
from pipelines.benchmarks.replay import Replay, roll_rows
from pipelines.benchmarks.rules import Cash, SpxRule
from pipelines.benchmarks.spx_strikes import HeldLeg, held_legs
from pipelines.quant.costs import spx_leg_spread_pts
from pipelines.quant.spx_smile import spx_option_price
from pipelines.quant.vx_forward import ForwardSource

Openings = Mapping[np.datetime64, float]

_ONE_DAY = np.timedelta64(1, "D")
_LOSSES_COVERED = 10.0

SETTLED_BY_BLEND = "between_closes"  # no free history has the SPX opening quotation


@dataclass(frozen=True)
class _Unit:
    """One unit at each roll. Arrays of shape (n_rolls,)."""

    legs: list[HeldLeg]
    cash_pts: Floats
    options_pts: Floats  # paid for all its options, negative = received
    start_pts: Floats  # what the unit costs
    premiums_pts: list[Floats]


@dataclass(frozen=True)
class _Mornings:
    """From settlement to sale on each roll's morning but the first. Arrays of shape (n_rolls − 1,)."""

    opening_pts: Floats  # what options settle at
    sale: Moments
    stock_growth: Floats  # of 1 in stocks from the one to the other


def replay_spx(
    rule: SpxRule,
    closes: Moments,
    expiry_dates: Dates,
    pricing: Pricing,
    first_date: np.datetime64,
    *,
    openings: Openings | None = None,
) -> Replay:
    """Return the index from its first roll on or after `first_date` to the newest close.

    Args:
        rule: The index.
        closes: All closes, in date order.
        expiry_dates: Third Fridays (or the session before), increasing, beyond the last close.
        pricing: The parameters, the same for every index.
        first_date: No roll before it.
        openings: By roll date, log of the opening quotation over the level at the sale; elsewhere, and without it, both
            lie between the closes.
    """
    cycles = Cycles.of(closes.dates, expiry_dates, first_date)
    rolls = closes.before(cycles.roll_places, pricing.roll_variance_share)
    unit = _unit(rule, cycles, closes, rolls, pricing)
    days, cycle = closes.at(cycles.day_places), cycles.cycle_of_day
    mornings = _mornings(cycles, closes, pricing, openings or {})
    at_close, at_end = _options_at(unit, days, cycle, pricing), _options_at_end(rule, unit, mornings, pricing)
    stocks = rule.stock_units * (rolls.spot_pts / rolls.total_return_pts)[cycle] * days.total_return_pts
    passed = (days.dates - cycles.roll_dates[cycle]) / _ONE_DAY
    cash = unit.cash_pts[cycle] * bill_growth(rolls.rate_ratio[cycle], passed)
    value = stocks + cash + at_close
    starts = start_levels((_rest_at_end(rule, rolls, unit) + at_end) / unit.start_pts)
    month = days.days_to(cycles.next_dates[cycle], pricing.close_to_opening_days)
    return Replay(
        symbol=rule.symbol,
        dates=days.dates,
        levels=starts[cycle] * value / unit.start_pts[cycle],
        stock_ratio=stocks / value,
        is_priced=np.isfinite(value),
        vol_sources=days.vol_sources(month),
        forward_sources=[str(ForwardSource.CARRY)] * len(days.dates),
        settlement_sources=[SETTLED_BY_BLEND] * len(days.dates),
        rolls=_roll_rows(rule, cycles, rolls, unit),
        options=HeldOptions(cycles, unit.options_pts, at_close, at_end),
        units=starts / unit.start_pts,
    )


def _unit(rule: SpxRule, cycles: Cycles, closes: Moments, rolls: Moments, pricing: Pricing) -> _Unit:
    """Set up a unit at each roll's moment."""
    chosen, days = chosen_at(closes, rolls, cycles.roll_places, cycles.next_dates, pricing)
    legs = held_legs(rule, cycles, chosen.spot_pts, chosen.slice_to(days, pricing))
    premiums = [_premium(held, rolls, pricing) for held in legs]
    cash = _cash_pts(rule, legs, rolls.rate_ratio, (cycles.next_dates - cycles.roll_dates) / _ONE_DAY)
    options = np.asarray(sum(held.leg.units * premium for held, premium in zip(legs, premiums, strict=True)))
    return _Unit(legs, cash, options, rule.stock_units * rolls.spot_pts + cash + options, premiums)


def _premium(held: HeldLeg, rolls: Moments, pricing: Pricing) -> Floats:
    """Price of a leg at each roll: mid, and the ask where the rule pays it and trades."""
    days = rolls.days_to(held.expiry_dates, pricing.roll_to_opening_days)
    mid = spx_option_price(held.strikes_pts, rolls.slice_to(days, pricing), held.leg.is_call)
    half_spread = spx_leg_spread_pts(mid, rolls.vix_pts, pricing.costs) / 2
    return mid + np.where(held.is_new & held.leg.pays_ask, half_spread, 0.0)


def _cash_pts(rule: SpxRule, legs: list[HeldLeg], rate_ratio: Floats, days: Floats) -> Floats:
    if rule.cash is Cash.NONE:
        return np.zeros(len(days))
    if rule.cash is Cash.STRIKES:
        sold_puts = [held.strikes_pts for held in legs if not held.leg.is_call and held.leg.units < 0]
        return np.asarray(np.sum(sold_puts, axis=0) / bill_growth(rate_ratio, days))
    strikes = np.sort(np.column_stack([held.strikes_pts for held in legs]), axis=1)
    wings = np.maximum(strikes[:, 1] - strikes[:, 0], strikes[:, 3] - strikes[:, 2])
    return np.asarray(_LOSSES_COVERED * wings)


def _options_at(unit: _Unit, days: Moments, cycle: np.ndarray, pricing: Pricing) -> Floats:
    """Value of the unit's options at each close."""
    value = np.zeros(len(days.dates))
    for held in unit.legs:
        left = days.days_to(held.expiry_dates[cycle], pricing.close_to_opening_days)
        price = spx_option_price(held.strikes_pts[cycle], days.slice_to(left, pricing), held.leg.is_call)
        value += held.leg.units * price
    return value


def openings_between_closes(cycles: Cycles, closes: Moments, pricing: Pricing) -> dict[np.datetime64, float]:
    """Return, by roll date, the log of the opening quotation over the level at the sale, both between two closes."""
    opening, sale = (
        closes.before(cycles.roll_places, share).spot_pts
        for share in (pricing.opening_variance_share, pricing.roll_variance_share)
    )
    return dict(zip(cycles.roll_dates, np.log(opening / sale).tolist(), strict=True))


def _mornings(cycles: Cycles, closes: Moments, pricing: Pricing, openings: Openings) -> _Mornings:
    """What happens on the morning of each roll but the first."""
    places, dates = cycles.roll_places[1:], cycles.roll_dates[1:]
    before, sale = (
        closes.before(places, share) for share in (pricing.opening_variance_share, pricing.roll_variance_share)
    )
    told = openings_between_closes(cycles, closes, pricing) | dict(openings)
    opening = sale.spot_pts * np.exp([told[day] for day in dates])
    growth = sale.total_return_pts / before.total_return_pts * before.spot_pts / opening
    return _Mornings(opening, sale, growth)


def _options_at_end(rule: SpxRule, unit: _Unit, mornings: _Mornings, pricing: Pricing) -> Floats:
    """Value of each unit's options at the next roll: settled that morning, or kept; NaN for the last, still held."""
    sale, value = mornings.sale, np.zeros(len(mornings.opening_pts))
    for held in unit.legs:
        sign, strikes = (1 if held.leg.is_call else -1), held.strikes_pts[:-1]
        payoff = np.maximum(sign * (mornings.opening_pts - strikes), 0.0)
        settled = payoff * mornings.stock_growth if rule.settles_in_stocks(held.leg) else payoff
        left = sale.days_to(held.expiry_dates[:-1], pricing.roll_to_opening_days)
        kept = spx_option_price(strikes, sale.slice_to(left, pricing), held.leg.is_call)
        value += held.leg.units * np.where(held.expiry_dates[:-1] <= sale.dates, settled, kept)
    return np.append(value, np.nan)


def _rest_at_end(rule: SpxRule, rolls: Moments, unit: _Unit) -> Floats:
    """Value of each unit's stocks and bills at the next roll; NaN for the last."""
    total = rolls.total_return_pts
    stocks = rule.stock_units * rolls.spot_pts[:-1] * total[1:] / total[:-1]
    days = np.diff(rolls.dates) / _ONE_DAY
    return np.append(stocks + unit.cash_pts[:-1] * bill_growth(rolls.rate_ratio[:-1], days), np.nan)


def _roll_rows(rule: SpxRule, cycles: Cycles, rolls: Moments, unit: _Unit) -> pl.DataFrame:
    """One row per roll and leg."""
    return pl.concat(
        roll_rows(
            rule.symbol,
            cycles.roll_dates,
            held.expiry_dates,
            leg=[f"{'long' if held.leg.units > 0 else 'short'}_{'call' if held.leg.is_call else 'put'}"]
            * len(cycles.roll_dates),
            strike_pts=held.strikes_pts,
            premium_pts=premium,
            reference_pts=rolls.spot_pts,
            value_share_ratio=held.leg.units * premium / unit.start_pts,
            is_near_boundary=np.zeros(len(cycles.roll_dates), dtype=bool),
        )
        for held, premium in zip(unit.legs, unit.premiums_pts, strict=True)
    )
