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
def fill_condor_marks(spot, rate, dates, atm, expiry_date, dividend_yield, strikes, marks):
    """Write the model mids of four legs on consecutive days before expiry.

    `spot`, `rate`, `dates`, `atm` have shape (n,), `strikes` (4,), `marks` (4, n); NaN where `atm` is.
    """
    for i in range(spot.size):
        years = (expiry_date - dates[i]) / 365.0
        forward = spot[i] * exp((rate[i] - dividend_yield) * years)
        root, discount = np.sqrt(years), exp(-rate[i] * years)
        missing = atm[i] - atm[i]
        marks[0, i] = _leg(forward, strikes[0], atm[i], root, discount, -1.0) + missing
        marks[1, i] = _leg(forward, strikes[1], atm[i], root, discount, -1.0) + missing
        marks[2, i] = _leg(forward, strikes[2], atm[i], root, discount, 1.0) + missing
        marks[3, i] = _leg(forward, strikes[3], atm[i], root, discount, 1.0) + missing
