"""Prices of VIX calls inside the compiled walk: a block of days at once, or one call (§6.1).

The block is a loop without a branch over consecutive days, which the compiler vectorises; `contract` is the
only liberty taken with float64, as in `quant.black76_kernel`.
"""

import numpy as np
from numba import njit

from pipelines.engine.kernel.memory import number_at, numbers, place_at, places
from pipelines.quant.costs import DEFAULT_COSTS
from pipelines.quant.vector_math import exp, log, normal_cdf

_CONTRACT = {"contract"}
_SPREAD_MIN, _SPREAD_RATIO = DEFAULT_COSTS.vix_spread_min_pts, DEFAULT_COSTS.vix_spread_ratio
BLOCK_DAYS = 16  # priced ahead: a vector unit wants several days, a roll throws the rest away


@njit(error_model="numpy", fastmath=_CONTRACT)
def fill_call_marks(forward, level, slope, dates, rate, expiry_date, strike, vol_min, vol_max, marks):
    """Write the model mid of one call on consecutive days; all arrays (n,), NaN where a level is."""
    for i in range(forward.size):
        years = (expiry_date - dates[i]) / 365.0
        moneyness = log(strike / forward[i])
        vol = min(max(level[i] + slope[i] * moneyness, vol_min), vol_max)
        spread = vol * np.sqrt(years)
        d1 = 0.5 * spread - moneyness / spread
        value = forward[i] * normal_cdf(d1) - strike * normal_cdf(d1 - spread)
        held = max(value, forward[i] - strike, 0.0)
        unknown = level[i] + forward[i]
        marks[i] = exp(-rate[i] * years) * held + (unknown - unknown)


@njit(error_model="numpy", forceinline=True)
def mark_of(market, lot, day):
    """Model mid of a held lot's calls; the days after are priced along with it."""
    if day >= lot.marked_to:
        _price_ahead(market, lot, day)
    return number_at(lot.marks, day)


@njit(error_model="numpy", forceinline=True)
def ask_of(mid):
    """Ask that a size is decided on: half the usual spread above mid, whatever costs a book is filled at (S18)."""
    return mid + max(_SPREAD_MIN, _SPREAD_RATIO * mid) / 2


@njit(error_model="numpy")
def _keep_last(marks, last):
    """Give each day without a VVIX or a VX future the mark before it."""
    for i in range(marks.size):
        if np.isnan(marks[i]):
            marks[i] = last
        last = marks[i]


@njit(error_model="numpy")
def _price_ahead(market, lot, day):
    """Price a block of days of a held lot's calls, none of them before `day`."""
    expiry = lot.expiry
    end = min(day + BLOCK_DAYS, place_at(market.end_day, expiry))
    first, last = place_at(market.base, expiry) + day, place_at(market.base, expiry) + end
    marks = numbers(lot.marks, day, end)
    fill_call_marks(
        numbers(market.forward, first, last), numbers(market.level, first, last), numbers(market.slope, first, last),
        places(market.dates, day, end), numbers(market.rate, day, end), place_at(market.expiries, expiry),
        lot.strike, market.vol_min, market.vol_max, marks,
    )  # fmt: skip
    is_held_on = lot.marked_to == day  # else a fill, which has a price of its own
    _keep_last(marks, number_at(lot.marks, day - 1) if is_held_on else np.nan)
    lot.marked_to = end


@njit(error_model="numpy", fastmath=_CONTRACT)
def fill_call_deltas(forward, level, slope, days_left, rate, strikes, vol_min, vol_max, deltas):
    """Write the discounted delta of each strike of one expiry at one close; shapes (n,), NaN without a level."""
    years = days_left / 365.0
    root, discount, unknown = np.sqrt(years), exp(-rate * years), level + forward
    for i in range(strikes.size):
        moneyness = log(strikes[i] / forward)
        spread = min(max(level + slope * moneyness, vol_min), vol_max) * root
        deltas[i] = discount * normal_cdf(0.5 * spread - moneyness / spread) + (unknown - unknown)


@njit(error_model="numpy")
def call_price_and_delta(market, day, expiry, strike):
    """Return model mid and discounted delta of one call at one close; NaN without a level."""
    place = place_at(market.base, expiry) + day
    forward, level = number_at(market.forward, place), number_at(market.level, place)
    years = (place_at(market.expiries, expiry) - place_at(market.dates, day)) / 365.0
    moneyness = log(strike / forward)
    vol = min(max(level + number_at(market.slope, place) * moneyness, market.vol_min), market.vol_max)
    spread = vol * np.sqrt(years)
    d1 = 0.5 * spread - moneyness / spread
    discount = exp(-number_at(market.rate, day) * years)
    chance = normal_cdf(d1)
    value = max(forward * chance - strike * normal_cdf(d1 - spread), forward - strike, 0.0)
    unknown = level + forward
    missing = unknown - unknown
    return discount * value + missing, discount * chance + missing
