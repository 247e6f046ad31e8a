"""What every pricing of VXTH shares: rolls, forwards, volatility of volatility, settlements, and where one is missing.

A level that is missing is carried for a week of sessions and says so. Beyond, a roll buys nothing and a call that is
held keeps its last price: the index goes on, and the days without a price are left out of every comparison.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.market import Dates, Floats, Moments
from pipelines.benchmarks.pricing import Pricing
from pipelines.quant.blend import blended_price
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS, VxCurve, carried_forward

SOQ, VIX_OPEN, VIX_CLOSE, STILL_HELD, NO_CALL = "soq", "vix_open", "vix_close", "open", "no_call"
VVIX, VVIX_CARRIED, VVIX_MISSING, FORWARD_MISSING = "vvix", "vvix_carried", "vvix_missing", "forward_missing"

Settlement = tuple[float, str]  # level, and which one it is

_NEAREST_FUTURE_DAYS = 100  # an interpolation over more says nothing of one month


@dataclass(frozen=True)
class VixOptions:
    """What VIX calls are priced on and settled at."""

    curve: VxCurve
    expiry_dates: Dates  # monthly settlements by the calendar, beyond the last close
    settlements: Mapping[np.datetime64, Settlement]


@dataclass(frozen=True)
class VixCycles:
    """Rolls, and what the calls are priced on at rolls and closes; NaN where that is unknown."""

    cycles: Cycles
    rolls: Moments
    days: Moments
    roll_forwards_pts: Floats  # (n_rolls,)
    chosen: Moments  # at which strikes and weights are chosen, (n_rolls,)
    chosen_days: Floats  # from there to the expiry, (n_rolls,)
    chosen_forwards_pts: Floats  # (n_rolls,)
    forwards_pts: Floats  # (n_days,)
    forward_sources: list[str]
    vol_sources: list[str]
    settled_pts: Floats  # what each roll's calls settle at, NaN if unknown; not used for the last, held. (n_rolls,)
    settlement_sources: list[str]


def vix_cycles(closes: Moments, options: VixOptions, pricing: Pricing, first_date: np.datetime64) -> VixCycles:
    """Return rolls from the first one on or after `first_date` that has a forward and a VVIX."""
    vvix, named = carried_forward(
        closes.vvix_pts, _named(closes.vvix_pts), np.zeros(len(closes.dates)), MOST_CARRIED_DAYS, VVIX_CARRIED
    )
    closes = replace(closes, vvix_pts=vvix)
    every = Cycles.of(closes.dates, options.expiry_dates, first_date)
    at_roll = _roll_forwards(every, closes, options, pricing)
    is_priced = np.isfinite(at_roll + closes.before(every.roll_places, pricing.roll_variance_share).vvix_pts)
    start = int(np.argmax(is_priced)) if is_priced.any() else len(at_roll)
    cycles = Cycles.rolled_on(closes.dates, every.roll_dates[start:], every.next_dates[start:], every.expiry_dates)
    days, expiries = closes.at(cycles.day_places), cycles.next_dates[cycles.cycle_of_day]
    known, sources = options.curve.forwards(days.dates, expiries, days.vix_pts)
    forwards, sources = carried_forward(known, sources, expiries, MOST_CARRIED_DAYS)
    rolls, at_roll = closes.before(cycles.roll_places, pricing.roll_variance_share), at_roll[start:]
    return VixCycles(
        cycles, rolls, days, at_roll,
        rolls, rolls.days_to(cycles.next_dates, pricing.roll_to_opening_days), at_roll,
        forwards, [source or FORWARD_MISSING for source in sources], [named[place] for place in cycles.day_places],
        *_settled(cycles, rolls, options.settlements),
    )  # fmt: skip


def _named(vvix_pts: Floats) -> list[str]:
    return [VVIX if known else VVIX_MISSING for known in np.isfinite(vvix_pts)]


def _roll_forwards(cycles: Cycles, closes: Moments, options: VixOptions, pricing: Pricing) -> Floats:
    """Forward of the next expiry at each roll; NaN without one, or with no future near enough to say anything."""
    eve, morning = (closes.at(places) for places in (cycles.roll_places - 1, cycles.roll_places))
    ends = [options.curve.forwards(part.dates, cycles.next_dates, part.vix_pts)[0] for part in (eve, morning)]
    start, end = np.where(np.isnan(ends[0]), ends[1], ends[0]), np.where(np.isnan(ends[1]), ends[0], ends[1])
    is_far = options.curve.nearest_days(eve.dates) > _NEAREST_FUTURE_DAYS
    # One of the two days may have no settlement.
    return np.where(is_far, np.nan, blended_price(start, end, pricing.roll_variance_share))


def _settled(
    cycles: Cycles, rolls: Moments, settlements: Mapping[np.datetime64, Settlement]
) -> tuple[Floats, list[str]]:
    """What the calls of each roll settle at, else the VIX at the next roll, and which of these it is."""
    spot = np.append(rolls.vix_pts[1:], np.nan)
    found = [settlements.get(day, (level, VIX_CLOSE)) for day, level in zip(cycles.next_dates, spot, strict=False)]
    return np.array([level for level, _ in found]), [*(source for _, source in found[:-1]), STILL_HELD]
