"""Seeded bootstrap draws and percentile intervals, on top of `arch`.

`arch` is imported when first used: it takes longer to import than a claim to compute.

Sources: D. Politis, J. Romano, "The stationary bootstrap", JASA 89 (1994) 1303–1313; B. Efron,
R. Tibshirani, "An Introduction to the Bootstrap" (1993), §13 for the percentile interval.
"""

from collections.abc import Callable
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Statistic = Callable[[Floats], Floats]


def iid_draws(rows: Floats, statistic: Statistic, draws: int, seed: int) -> Floats:
    """Return the statistic of `draws` resamples of independent rows.

    Args:
        rows: One row per independent piece (an episode, a year). Shape (n_rows, n_columns).
        statistic: From resampled rows, shape (n_rows, n_columns), to values, shape (n_values,).
        draws: Resamples.
        seed: Same seed, same draws.

    Returns:
        Shape (draws, n_values). NaN where the statistic gives NaN.

    Raises:
        ValueError: No rows.
    """
    from arch.bootstrap import IIDBootstrap  # noqa: PLC0415 - slow to import

    _require_rows(rows)
    return np.asarray(IIDBootstrap(rows, seed=seed).apply(statistic, draws), dtype=np.float64)


def stationary_draws(rows: Floats, statistic: Statistic, mean_block: int, draws: int, seed: int) -> Floats:
    """Return the statistic of `draws` stationary-bootstrap resamples of a time series.

    Blocks have geometric length with the given mean and wrap around the end, so that neighbouring
    days stay together. Columns are resampled together (paired).

    Args:
        rows: Days in order. Shape (n_days, n_columns).
        statistic: From resampled rows, shape (n_days, n_columns), to values, shape (n_values,).
        mean_block: Mean block length, days.
        draws: Resamples.
        seed: Same seed, same draws.

    Returns:
        Shape (draws, n_values). NaN where the statistic gives NaN.

    Raises:
        ValueError: No rows, or a block shorter than one day.
    """
    from arch.bootstrap import StationaryBootstrap  # noqa: PLC0415 - slow to import

    _require_rows(rows)
    if mean_block < 1:
        raise ValueError(f"mean_block must be at least 1, got {mean_block}")
    resampler = StationaryBootstrap(mean_block, rows, seed=seed)
    return np.asarray(resampler.apply(statistic, draws), dtype=np.float64)


def ratio_of_sums_draws(rows: Floats, draws: int, seed: int) -> Floats:
    """Return sum(first column) / sum(second column) of resamples of independent rows.

    Args:
        rows: Shape (n_rows, 2).
        draws: Resamples.
        seed: Same seed, same draws.

    Returns:
        Shape (draws,). NaN where the second sum is 0.

    Raises:
        ValueError: No rows.
    """
    _require_rows(rows)
    counts = np.random.default_rng(seed).multinomial(len(rows), np.full(len(rows), 1 / len(rows)), size=draws)
    return ratio_of_sums(counts.astype(np.float64), rows)


def ratio_of_sums(counts: Floats, rows: Floats) -> Floats:
    """Return sum(first column) / sum(second column) of every resample, as one product of matrices.

    Args:
        counts: How often each row was drawn. Shape (draws, n_rows).
        rows: Shape (n_rows, 2).

    Returns:
        Shape (draws,). NaN where the second sum is 0.
    """
    above, below = (counts @ rows).T
    return np.asarray(np.divide(above, below, out=np.full(len(counts), np.nan), where=below != 0))


@lru_cache(maxsize=4)
def block_counts(periods: int, mean_block: int, draws: int, seed: int) -> Floats:
    """Return how often each period was drawn by a stationary bootstrap, for statistics that are sums.

    Args:
        periods: Length of the series.
        mean_block: Mean block length, periods.
        draws: Resamples.
        seed: Same seed, same draws.

    Returns:
        Shape (draws, periods), read-only; each row adds up to `periods`.

    Raises:
        ValueError: No periods, or a block shorter than one.
    """
    places = np.arange(periods, dtype=np.float64)[:, None]

    def drawn(resampled: Floats) -> Floats:
        return np.bincount(resampled[:, 0].astype(np.int64), minlength=periods).astype(np.float64)

    counts = stationary_draws(places, drawn, mean_block, draws, seed)
    counts.flags.writeable = False
    return counts


def percentile_interval(draws: Floats, confidence_ratio: float) -> tuple[float, float]:
    """Return the central interval that holds `confidence_ratio` of the draws; NaN draws don't count.

    Returns:
        (low, high); (NaN, NaN) when no draw has a value.

    Raises:
        ValueError: `confidence_ratio` is not inside (0, 1).
    """
    if not 0 < confidence_ratio < 1:
        raise ValueError(f"confidence_ratio must lie in (0, 1), got {confidence_ratio}")
    known = draws[~np.isnan(draws)]
    if not len(known):
        return float("nan"), float("nan")
    tail = (1 - confidence_ratio) / 2
    low, high = np.quantile(known, [tail, 1 - tail])
    return float(low), float(high)


def _require_rows(rows: Floats) -> None:
    if rows.ndim != 2 or not len(rows):
        raise ValueError(f"rows must be two-dimensional and not empty, got shape {rows.shape}")
