"""Black (1976) prices and greeks of European options on a forward. Pure numpy.

Source: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976):
C = e^(−rT)·[F·N(d1) − K·N(d2)], d1 = [ln(F/K) + σ²T/2] / (σ√T), d2 = d1 − σ√T.

All functions broadcast their arguments and share these rules:

- forward and strike in the same points, both > 0; `years` is calendar time / 365;
  `vol` annualised decimal (0.20), ≥ 0; `rate_ratio` annualised decimal, continuous compounding;
- a NaN in any argument gives NaN at that place and nowhere else;
- years ≤ 0 means expired: the price is the undiscounted intrinsic value; σ = 0 before expiry gives
  the discounted intrinsic value;
- ValueError when a forward or strike is ≤ 0 or a vol is < 0 (a unit or feed fault, not a quote).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr

Floats = NDArray[np.float64]

_SQRT_TWO_PI = float(np.sqrt(2 * np.pi))


def black76_price(  # noqa: PLR0917 - the formula's own argument order
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
) -> Floats:
    """Return the option price in index points, shape of the broadcast arguments.

    >>> float(black76_price(100.0, 100.0, 1.0, 0.20, 0.0, True).round(4))  # F·(2·N(σ/2) − 1)
    7.9656
    """
    f, k, t, vol_, r = _checked(forward_pts, strike_pts, years, vol, rate_ratio)
    sign = np.where(is_call, 1.0, -1.0)
    d1, d2 = _d1_d2(f, k, t, vol_)
    floor = _discount(r, t) * np.maximum(sign * (f - k), 0.0)
    value = _discount(r, t) * sign * (f * ndtr(sign * d1) - k * ndtr(sign * d2))
    # Rounding may leave a deep in-the-money value a hair below its no-arbitrage floor.
    return _masked(np.where(_is_settled(t, vol_), floor, np.maximum(value, floor)), f, k, t, vol_, r)


def black76_delta(  # noqa: PLR0917 - the formula's own argument order
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
) -> Floats:
    """Return ∂price/∂forward, discounted: calls in [0, 1], puts in [−1, 0].

    Expired or σ = 0: the slope of the intrinsic value, one half at the money.
    """
    f, k, t, vol_, r = _checked(forward_pts, strike_pts, years, vol, rate_ratio)
    sign = np.where(is_call, 1.0, -1.0)
    d1, _ = _d1_d2(f, k, t, vol_)
    step = np.heaviside(sign * (f - k), 0.5)
    probability = np.where(_is_settled(t, vol_), step, ndtr(sign * d1))
    return _masked(_discount(r, t) * sign * probability, f, k, t, vol_, r)


def black76_vega(
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
) -> Floats:
    """Return ∂price/∂vol, points per 1.00 of volatility, the same for calls and puts; 0 once expired."""
    f, k, t, vol_, r = _checked(forward_pts, strike_pts, years, vol, rate_ratio)
    d1, _ = _d1_d2(f, k, t, vol_)
    density = np.exp(-0.5 * d1 * d1) / _SQRT_TWO_PI
    vega = _discount(r, t) * f * density * np.sqrt(np.maximum(t, 0.0))
    return _masked(np.where(_is_settled(t, vol_), 0.0, vega), f, k, t, vol_, r)


def _checked(*arguments: ArrayLike) -> tuple[Floats, ...]:
    """Broadcast (forward, strike, years, vol, rate) and refuse values no market can show."""
    arrays = np.broadcast_arrays(*(np.asarray(argument, dtype=np.float64) for argument in arguments))
    forward, strike, _, vol, _ = arrays
    if (forward <= 0).any() or (strike <= 0).any():
        raise ValueError("forward_pts and strike_pts must be greater than 0")
    if (vol < 0).any():
        raise ValueError("vol must not be negative")
    return tuple(arrays)


def _d1_d2(forward: Floats, strike: Floats, years: Floats, vol: Floats) -> tuple[Floats, Floats]:
    spread = np.where(_is_settled(years, vol), 1.0, vol * np.sqrt(np.maximum(years, 0.0)))
    d1 = np.log(forward / strike) / spread + 0.5 * spread
    return d1, d1 - spread


def _is_settled(years: Floats, vol: Floats) -> NDArray[np.bool_]:
    """No time or no volatility left; also where √T·σ underflows to 0."""
    return vol * np.sqrt(np.maximum(years, 0.0)) <= 0.0


def _discount(rate: Floats, years: Floats) -> Floats:
    return np.asarray(np.exp(-rate * np.maximum(years, 0.0)))


def _masked(value: Floats, *arguments: Floats) -> Floats:
    """Put NaN wherever an argument is NaN, also where the formula would hide it."""
    is_missing = np.logical_or.reduce([np.isnan(argument) for argument in arguments])
    return np.where(is_missing, np.nan, value)
