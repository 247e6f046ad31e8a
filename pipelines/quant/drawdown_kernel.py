"""Compiled loop behind `max_drawdown_of_returns`, which a bootstrap asks tens of thousands of times.

Compiled once, kept on disk beside this file.
"""

import numpy as np
from numba import njit
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@njit(cache=True, error_model="numpy", nogil=True)
def lowest_depth(returns: Floats, share: float) -> float:
    """Return the lowest value over the best one so far, of the path that earns `share` of each return; shape (n,).

    1 for a path that never falls, 0 or less once all is lost, NaN with a missing return.
    """
    depth = 1.0
    lowest = 1.0
    for i in range(returns.size):
        depth *= 1.0 + share * returns[i]
        depth = min(depth, 1.0)
        lowest = min(lowest, depth)
    return lowest if depth == depth else np.nan  # noqa: PLR0124 - false for a NaN only
