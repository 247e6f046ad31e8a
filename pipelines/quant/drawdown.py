"""What a book's returns make, how far it lies below its best, and spells of stress to measure it in. Pure."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def compounded(returns: Floats) -> Floats:
    """Return the path that starts at 1 and earns these; once it has lost everything it stays at 0.

    A book that has nothing left can earn nothing back, whatever its constant account would have made.

    Args:
        returns: Simple returns in date order. Shape (n_days,).

    Returns:
        Shape (n_days,), ≥ 0. NaN from the first missing return on.

    >>> compounded(np.array([0.5, -1.5, 2.0])).tolist()
    [1.5, 0.0, 0.0]
    """
    path = np.cumprod(1 + np.asarray(returns, dtype=np.float64))
    return np.where(np.logical_or.accumulate(path <= 0), 0.0, path)


def drawdown_ratio(nav: Floats) -> Floats:
    """Return the share lost since the highest value so far: 0 at a high, 0.25 a quarter below it.

    Args:
        nav: Net asset value in any unit, > 0, in date order. Shape (n_days,).

    Returns:
        Shape (n_days,), in [0, 1). Day t uses days up to t.

    Raises:
        ValueError: A value is missing or not positive: a return on it would mean nothing.

    >>> drawdown_ratio(np.array([100.0, 120.0, 90.0, 130.0])).tolist()
    [0.0, 0.0, 0.25, 0.0]
    """
    nav = np.asarray(nav, dtype=np.float64)
    if not (nav > 0).all():
        raise ValueError("nav must be positive and without gaps")
    return np.asarray(1 - nav / np.maximum.accumulate(nav)) if len(nav) else nav


def max_drawdown_ratio(nav: Floats) -> float:
    """Return the largest drawdown of a path, 0 for a path that never falls; NaN for an empty one.

    Raises:
        ValueError: A value is missing or not positive.
    """
    path = drawdown_ratio(nav)
    return float(path.max()) if len(path) else float("nan")


def max_drawdown_of_returns(returns: Floats, share: float = 1.0) -> float:
    """Return the largest drawdown of the path that starts at 1 and earns a share of these, 0 without any.

    Args:
        returns: Simple returns. Shape (n_periods,).
        share: What each is multiplied with: 0.5 = half of the book, the rest idle.

    Raises:
        ValueError: The path loses everything, or a return is missing.

    >>> max_drawdown_of_returns(np.array([0.0, -0.25, 0.1]))
    0.25
    """
    from pipelines.quant.drawdown_kernel import lowest_depth  # noqa: PLC0415 - numba is slow to import

    lowest = float(lowest_depth(np.array(returns, dtype=np.float64), share))
    if not lowest > 0:
        raise ValueError("the path loses everything, or a return is missing")
    return 1.0 - lowest


def merged_spells(is_inside: Bools, max_gap_days: int) -> list[tuple[int, int]]:
    """Return the runs of true days as (first, last) places, runs with a short gap between them joined.

    Args:
        is_inside: One flag per trading day. Shape (n_days,).
        max_gap_days: Runs with at most this many false days between them are one spell (S43: 21).

    Returns:
        Spells in date order; none overlaps another.

    Raises:
        ValueError: The gap is negative.

    >>> merged_spells(np.array([True, False, True, False, False, True]), max_gap_days=1)
    [(0, 2), (5, 5)]
    """
    if max_gap_days < 0:
        raise ValueError("max_gap_days must not be negative")
    places = np.flatnonzero(is_inside)
    if not len(places):
        return []
    breaks = [
        later for earlier, later in pairwise(range(len(places))) if places[later] - places[earlier] > max_gap_days + 1
    ]
    starts, ends = [0, *breaks], [*breaks, len(places)]
    return [(int(places[start]), int(places[end - 1])) for start, end in zip(starts, ends, strict=True)]
