"""Compiled loops behind `black76.py`: arrays in, arrays out, nothing allocated on the way.

Every loop is free of branches, so that it runs in the processor's vector units; `contract` is the only liberty
taken with float64 (a·b + c in one rounding). Compiled once, kept on disk beside this file; numba's cache does not
see edits of `vector_math.py`: remove `__pycache__` after one.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

from pipelines.quant.vector_math import exp, log, normal_cdf

Floats = NDArray[np.float64]

_ONE_OVER_ROOT_TWO_PI = float(1.0 / np.sqrt(2.0 * np.pi))
_LEAST_SPREAD, _MOST_SPREAD = 1e-150, 1e150  # of σ√T: beyond, d1² leaves the range of float64; prices are at a bound


@njit(inline="always")
def _spread_of(years: float, vol: float) -> tuple[float, bool]:
    """σ√T, or 1 where nothing is left of it (the result is then replaced), and whether anything is."""
    left = vol * np.sqrt(max(years, 0.0))
    is_alive = left > _LEAST_SPREAD
    return min(left, _MOST_SPREAD) if is_alive else 1.0, is_alive


@njit(inline="always")
def _missing(forward: float, strike: float, years: float, vol: float, rate: float) -> float:
    """0, or NaN where an argument is no finite number: to add to a result."""
    total = forward + strike + years + vol + rate
    return total - total


@njit(inline="always")
def _price(
    forward: float, strike: float, years: float, vol: float, rate: float, sign: float
) -> tuple[float, float, float, float]:
    """Price, d1, N(±d1) and the discount factor of one option."""
    spread, is_alive = _spread_of(years, vol)
    d1 = log(forward / strike) / spread + 0.5 * spread
    discount = exp(-rate * max(years, 0.0))
    chance = normal_cdf(sign * d1)
    value = sign * (forward * chance - strike * normal_cdf(sign * (d1 - spread)))
    floor = max(sign * (forward - strike), 0.0)
    # Rounding may leave a deep in-the-money value a hair below its no-arbitrage floor.
    held = max(value, floor) if is_alive else floor
    return discount * held, d1, chance, discount


@njit(cache=True, error_model="numpy", fastmath={"contract"}, nogil=True)
def fill_prices(
    forward: Floats, strike: Floats, years: Floats, vol: Floats, rate: Floats, sign: Floats, price: Floats
) -> None:
    """Write the price of each option into `price`; all shapes (n,)."""
    for i in range(forward.size):
        value, _, _, _ = _price(forward[i], strike[i], years[i], vol[i], rate[i], sign[i])
        price[i] = value + _missing(forward[i], strike[i], years[i], vol[i], rate[i])


@njit(cache=True, error_model="numpy", fastmath={"contract"}, nogil=True)
def fill_greeks(
    forward: Floats, strike: Floats, years: Floats, vol: Floats, rate: Floats, sign: Floats,
    price: Floats, delta: Floats, gamma: Floats, vega: Floats, theta: Floats, rho: Floats,
) -> None:  # fmt: skip
    """Write price and greeks of each option; all shapes (n,). Units: see `black76.Greeks`."""
    for i in range(forward.size):
        f, k, t, v, r = forward[i], strike[i], years[i], vol[i], rate[i]
        value, d1, chance, discount = _price(f, k, t, v, r, sign[i])
        root = np.sqrt(max(t, 0.0))
        spread, is_alive = _spread_of(t, v)
        density = discount * exp(-0.5 * d1 * d1) * _ONE_OVER_ROOT_TWO_PI if is_alive else 0.0
        moneyness = sign[i] * (f - k)
        step = 1.0 if moneyness > 0.0 else (0.5 if moneyness == 0.0 else 0.0)
        missing = _missing(f, k, t, v, r)
        price[i] = value + missing
        delta[i] = discount * sign[i] * (chance if is_alive else step) + missing
        gamma[i] = density / (f * spread) + missing
        vega[i] = density * f * root + missing
        carried = r * value if t > 0.0 else 0.0
        theta[i] = carried - density * f * v / (2.0 * root if is_alive else 1.0) + missing
        rho[i] = -max(t, 0.0) * value + missing
