"""Whether a volatility smile lets somebody earn without risk. Pure numpy.

Butterfly: Durrleman's condition g(k) ≥ 0 with g = (1 − k·w′/2w)² − (w′²/4)·(1/w + 1/4) + w″/2, where w is total
variance and k = ln(K/F); g < 0 is a negative probability (Gatheral, Jacquier, Quantitative Finance 14, 2014).
Calendar: at one k total variance must not fall with time. Both are equivalent to call prices that are convex and
falling in the strike, and rising in time; the two checks on prices at the end say so for quotes.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def durrleman(moneyness: Floats, total_variance: Floats) -> Floats:
    """Return g on the inner points of a grid, derivatives by central differences.

    Args:
        moneyness: k = ln(K/F), increasing along the last axis. Shape (…, n), n ≥ 3.
        total_variance: σ²T at each k, > 0. The same shape.

    Returns:
        Shape (…, n − 2). NaN where an argument is NaN.

    Raises:
        ValueError: Fewer than three points, or shapes that differ.
    """
    k, w = np.asarray(moneyness, dtype=np.float64), np.asarray(total_variance, dtype=np.float64)
    if k.shape != w.shape or k.shape[-1] < 3:
        raise ValueError(f"moneyness and total_variance need one shape and three points, got {k.shape} and {w.shape}")
    left, right = k[..., 1:-1] - k[..., :-2], k[..., 2:] - k[..., 1:-1]
    up, down = (w[..., 2:] - w[..., 1:-1]) / right, (w[..., 1:-1] - w[..., :-2]) / left
    first = (up * left + down * right) / (left + right)
    second = 2 * (up - down) / (left + right)
    k, w = k[..., 1:-1], w[..., 1:-1]
    return np.asarray((1 - k * first / (2 * w)) ** 2 - first**2 / 4 * (1 / w + 0.25) + second / 2)


def calendar_gap(total_variance: Floats) -> Floats:
    """Return the rise of total variance from each horizon to the next at the same k; negative is an arbitrage.

    Args:
        total_variance: Horizons along the second last axis, nearest first. Shape (…, n_horizons, n).

    Returns:
        Shape (…, n_horizons − 1, n).
    """
    return np.asarray(np.diff(np.asarray(total_variance, dtype=np.float64), axis=-2))


def call_slopes(strikes_pts: Floats, calls_pts: Floats) -> Floats:
    """Return the change of undiscounted call prices per point of strike; each must lie in [−1, 0], and rise.

    Args:
        strikes_pts: Increasing. Shape (n,).
        calls_pts: Prices / discount factor. Shape (n,).
    """
    return np.asarray(np.diff(calls_pts) / np.diff(strikes_pts))


def is_monotone_and_convex(strikes_pts: Floats, calls_pts: Floats, tolerance: float = 1e-9) -> bool:
    """Tell whether call prices fall in the strike, by no more than the strike, and ever more slowly."""
    slopes = call_slopes(strikes_pts, calls_pts)
    is_monotone = bool((slopes <= tolerance).all() and (slopes >= -1 - tolerance).all())
    return is_monotone and bool((np.diff(slopes) >= -tolerance).all())
