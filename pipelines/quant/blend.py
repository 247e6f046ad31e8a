"""A value between two closes: what is expected of a path that is known at both ends. Pure numpy.

Given its start and its end, a random walk's mean at a moment in between is linear in the share of the
variance that has passed. Prices are blended in logarithms, so that a blend of two prices is a price.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


def blended_price(start: ArrayLike, end: ArrayLike, variance_share: float) -> Floats:
    """Return start^(1 − share) · end^share; NaN where either is NaN.

    Raises:
        ValueError: The share lies outside [0, 1].

    >>> round(float(blended_price(100.0, 121.0, 0.5)), 6)
    110.0
    """
    if not 0 <= variance_share <= 1:
        raise ValueError(f"variance_share must lie in [0, 1], got {variance_share}")
    between = np.exp((1 - variance_share) * np.log(start) + variance_share * np.log(end))
    return np.asarray(np.clip(between, np.minimum(start, end), np.maximum(start, end)))  # two equal ends stay exact
