"""Prices of VIX calls inside the compiled walk: a block of days at once, or one call (§6.1).

The block is a loop without a branch over consecutive days, which the compiler vectorises; `contract` is the
only liberty taken with float64, as in `quant.black76_kernel`.
"""

import numpy as np
from numba import njit

from pipelines.quant.vector_math import exp, log, normal_cdf

_CONTRACT = {"contract"}
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


@njit(error_model="numpy")
def marks_through(market, lot, row, day):
    """Price a held lot's calls up to and beyond `day`, so that `row[day]` is their mark."""
    if day < lot.marked_to:
        return
    expiry = lot.expiry
    end = min(day + BLOCK_DAYS, market.end_day[expiry])
    first, last = market.base[expiry] + day, market.base[expiry] + end
    fill_call_marks(
        market.forward[first:last], market.level[first:last], market.slope[first:last],
        market.dates[day:end], market.rate[day:end], market.expiries[expiry],
        lot.strike, market.vol_min, market.vol_max, row[day:end],
    )  # fmt: skip
    lot.marked_to = end


@njit(error_model="numpy")
def call_price_and_delta(market, day, expiry, strike):
    """Return model mid and discounted delta of one call at one close; NaN without a level."""
    place = market.base[expiry] + day
    forward, level = market.forward[place], market.level[place]
    years = (market.expiries[expiry] - market.dates[day]) / 365.0
    moneyness = log(strike / forward)
    vol = min(max(level + market.slope[place] * moneyness, market.vol_min), market.vol_max)
    spread = vol * np.sqrt(years)
    d1 = 0.5 * spread - moneyness / spread
    discount = exp(-market.rate[day] * years)
    chance = normal_cdf(d1)
    value = max(forward * chance - strike * normal_cdf(d1 - spread), forward - strike, 0.0)
    unknown = level + forward
    missing = unknown - unknown
    return discount * value + missing, discount * chance + missing
