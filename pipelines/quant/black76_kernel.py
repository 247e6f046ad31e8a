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


@njit(inline="always")
def _spread_and_d1(forward: float, strike: float, years: float, vol: float) -> tuple[float, float]:
    """σ√T, or 1 where nothing is left of it (the result is then replaced), and d1."""
    left = vol * np.sqrt(max(years, 0.0))
    spread = left if left > 0.0 else 1.0
    return spread, log(forward / strike) / spread + 0.5 * spread


@njit(inline="always")
def _is_known(forward: float, strike: float, years: float, vol: float, rate: float) -> bool:
    total = forward + strike + years + vol + rate
    return total == total  # noqa: PLR0124 - false for a NaN only


@njit(inline="always")
def _price(
    forward: float, strike: float, years: float, vol: float, rate: float, sign: float
) -> tuple[float, float, float, float]:
    """Price, d1, N(±d1) and the discount factor of one option."""
    spread, d1 = _spread_and_d1(forward, strike, years, vol)
    discount = exp(-rate * max(years, 0.0))
    chance = normal_cdf(sign * d1)
    value = sign * (forward * chance - strike * normal_cdf(sign * (d1 - spread)))
    floor = max(sign * (forward - strike), 0.0)
    # Rounding may leave a deep in-the-money value a hair below its no-arbitrage floor.
    held = max(value, floor) if vol * np.sqrt(max(years, 0.0)) > 0.0 else floor
    return discount * held, d1, chance, discount


@njit(cache=True, error_model="numpy", fastmath={"contract"}, nogil=True)
def fill_prices(
    forward: Floats, strike: Floats, years: Floats, vol: Floats, rate: Floats, sign: Floats, price: Floats
) -> None:
    """Write the price of each option into `price`; all shapes (n,)."""
    for i in range(forward.size):
        value, _, _, _ = _price(forward[i], strike[i], years[i], vol[i], rate[i], sign[i])
        price[i] = value if _is_known(forward[i], strike[i], years[i], vol[i], rate[i]) else np.nan


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
        is_alive = v * root > 0.0
        density = discount * exp(-0.5 * d1 * d1) * _ONE_OVER_ROOT_TWO_PI if is_alive else 0.0
        moneyness = sign[i] * (f - k)
        step = 1.0 if moneyness > 0.0 else (0.5 if moneyness == 0.0 else 0.0)
        missing = 0.0 if _is_known(f, k, t, v, r) else np.nan
        price[i] = value + missing
        delta[i] = discount * sign[i] * (chance if is_alive else step) + missing
        gamma[i] = density / (f * (v * root if is_alive else 1.0)) + missing
        vega[i] = density * f * root + missing
        carried = r * value if t > 0.0 else 0.0
        theta[i] = carried - density * f * v / (2.0 * root if is_alive else 1.0) + missing
        rho[i] = -max(t, 0.0) * value + missing
