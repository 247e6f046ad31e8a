"""Black (1976) prices and greeks of European options on a forward.

Source: F. Black, "The pricing of commodity contracts", Journal of Financial Economics 3 (1976):
C = e^(−rT)·[F·N(d1) − K·N(d2)], d1 = [ln(F/K) + σ²T/2] / (σ√T), d2 = d1 − σ√T.

All functions broadcast their arguments and share these rules:

- forward and strike in the same points, both > 0; `years` is calendar time / 365;
  `vol` annualised decimal (0.20), ≥ 0; `rate_ratio` annualised decimal, continuous compounding;
- a NaN or an infinity in any argument gives NaN at that place and nowhere else;
- years ≤ 0 means expired: the price is the undiscounted intrinsic value; σ = 0 before expiry gives
  the discounted intrinsic value, and so does a σ√T of at most 1e-150;
- ValueError when a forward or strike is ≤ 0 or a vol is < 0 (a unit or feed fault, not a quote).
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.quant.black76_kernel import fill_greeks, fill_prices
from pipelines.quant.threads import in_slices

Floats = NDArray[np.float64]


class Greeks(NamedTuple):
    """Price and its derivatives, each with the shape of the broadcast arguments.

    `price` points; `delta` ∂price/∂F, discounted; `gamma` ∂²price/∂F², per point; `vega` ∂price/∂σ, points per
    1.00 of volatility; `theta` change a year as calendar time passes, points (divide by 365 for a day);
    `rho` ∂price/∂r at a fixed forward, points per 1.00. Expired or σ = 0: delta is the slope of the intrinsic
    value (one half at the money), gamma and vega are 0.
    """

    price: Floats
    delta: Floats
    gamma: Floats
    vega: Floats
    theta: Floats
    rho: Floats


def black76_price(
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
    *,
    threads: int = 1,
) -> Floats:
    """Return the option price in index points, shape of the broadcast arguments.

    >>> float(black76_price(100.0, 100.0, 1.0, 0.20, 0.0, True).round(4))  # F·(2·N(σ/2) − 1)
    7.9656
    """
    shape, columns = _columns(forward_pts, strike_pts, years, vol, rate_ratio, is_call)
    price = np.empty(columns[0].size)
    in_slices(fill_prices, (*columns, price), threads)
    return price.reshape(shape)


def black76_greeks(
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
    *,
    threads: int = 1,
) -> Greeks:
    """Return price, delta, gamma, vega, theta and rho in one pass."""
    shape, columns = _columns(forward_pts, strike_pts, years, vol, rate_ratio, is_call)
    results = np.empty((6, columns[0].size))
    in_slices(fill_greeks, (*columns, *results), threads)
    return Greeks(*(result.reshape(shape) for result in results))


def black76_delta(
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
) -> Floats:
    """Return ∂price/∂forward, discounted: calls in [0, 1], puts in [−1, 0]."""
    return black76_greeks(forward_pts, strike_pts, years, vol, rate_ratio, is_call).delta


def black76_vega(
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    vol: ArrayLike,
    rate_ratio: ArrayLike,
) -> Floats:
    """Return ∂price/∂vol, points per 1.00 of volatility, the same for calls and puts; 0 once expired."""
    return black76_greeks(forward_pts, strike_pts, years, vol, rate_ratio, is_call=True).vega


def _columns(*arguments: ArrayLike) -> tuple[tuple[int, ...], list[Floats]]:
    """Flat columns of (forward, strike, years, vol, rate, is_call), refused where no market can show them."""
    shape, columns = flat_columns(*arguments)
    refuse_impossible(columns[0], columns[1])
    if (columns[3] < 0).any():
        raise ValueError("vol must not be negative")
    return shape, columns


def flat_columns(*arguments: ArrayLike) -> tuple[tuple[int, ...], list[Floats]]:
    """Return the broadcast shape, and the arguments as flat columns, contiguous as the compiled loops want them.

    Args:
        arguments: Numbers, and last `is_call`, which becomes +1 or −1.
    """
    *numbers, is_call = np.broadcast_arrays(*arguments)
    columns = [np.ascontiguousarray(number, dtype=np.float64).reshape(-1) for number in numbers]
    return is_call.shape, [*columns, np.where(is_call, 1.0, -1.0).reshape(-1)]


def refuse_impossible(forward_pts: Floats, strike_pts: Floats) -> None:
    """Refuse prices no market can show.

    Raises:
        ValueError: A forward or a strike is ≤ 0.
    """
    if (forward_pts <= 0).any() or (strike_pts <= 0).any():
        raise ValueError("forward_pts and strike_pts must be greater than 0")
