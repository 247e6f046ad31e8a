"""Prices of a condor's four legs over its whole life, inside the compiled walk (§6.3)."""

import numpy as np
from numba import njit

from pipelines.quant.spx_smile import DEFAULT_SMILE
from pipelines.quant.vector_math import exp, log, normal_cdf

_SLOPE, _PUT, _CALL = DEFAULT_SMILE.slope, DEFAULT_SMILE.put_curvature, DEFAULT_SMILE.call_curvature
_LOWEST, _HIGHEST = DEFAULT_SMILE.moneyness_min, DEFAULT_SMILE.moneyness_max


@njit(inline="always")
def _leg(forward, strike, atm, root, discount, sign):
    """Model mid of one option; `root` is √years."""
    log_strike = log(strike / forward)
    m = min(max(log_strike / (atm * root), _LOWEST), _HIGHEST)
    below, above = min(m, 0.0), max(m, 0.0)
    spread = atm * (1.0 + _SLOPE * m + _PUT * below * below + _CALL * above * above) * root
    d1 = 0.5 * spread - log_strike / spread
    value = sign * (forward * normal_cdf(sign * d1) - strike * normal_cdf(sign * (d1 - spread)))
    return discount * max(value, sign * (forward - strike), 0.0)


@njit(error_model="numpy", fastmath={"contract"})
def fill_condor_marks(
    spot, rate, dates, atm, expiry_date, dividend_yield, strikes, long_put, short_put, short_call, long_call
):
    """Write the model mids of four legs on consecutive days before expiry.

    `strikes` has shape (4,), all other arrays (n,); NaN where `atm` is.
    """
    put_far, put_near, call_near, call_far = strikes[0], strikes[1], strikes[2], strikes[3]
    for i in range(spot.size):
        years = (expiry_date - dates[i]) / 365.0
        forward = spot[i] * exp((rate[i] - dividend_yield) * years)
        root, discount = np.sqrt(years), exp(-rate[i] * years)
        missing = atm[i] - atm[i]
        long_put[i] = _leg(forward, put_far, atm[i], root, discount, -1.0) + missing
        short_put[i] = _leg(forward, put_near, atm[i], root, discount, -1.0) + missing
        short_call[i] = _leg(forward, call_near, atm[i], root, discount, 1.0) + missing
        long_call[i] = _leg(forward, call_far, atm[i], root, discount, 1.0) + missing
