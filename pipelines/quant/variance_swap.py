"""Variance-swap volatility of SPX at any horizon, from the indices Cboe publishes. Pure numpy.

Methodology §6.3 step 1: total variance w(T) = (index/100)²·T is linear in T between the published
maturities. Index values as published (VIX 20.0 is a volatility of 0.20); horizons in calendar days.
"""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]

# Constant maturities, calendar days (Cboe index descriptions: 9, 30, 93 and 184 days).
TENORS_DAYS = {"vix9d": 9.0, "vix": 30.0, "vix3m": 93.0, "vix6m": 184.0}


def variance_swap_vol(index_pts: Floats, horizon_days: Floats) -> Floats:
    """Interpolate each day's volatility indices to its horizon. Day t uses row t alone.

    Args:
        index_pts: VIX9D, VIX, VIX3M, VIX6M, in the order of `TENORS_DAYS`; NaN = not published.
            Shape (n_days, 4).
        horizon_days: Calendar days, > 0. Shape (n_days,).

    Returns:
        Annualised volatility, shape (n_days,). Outside the published maturities the nearest one,
        flat; NaN when none is published.

    Raises:
        ValueError: The shapes don't fit.
    """
    below, above = _bracket(index_pts, horizon_days)
    lower, upper = np.where(below > 0, below, above), np.where(above > 0, above, below)
    rows = np.arange(len(index_pts))
    days = np.array([np.nan, *TENORS_DAYS.values()])
    vols = np.column_stack([np.full(len(index_pts), np.nan), np.asarray(index_pts) / 100])
    start, end = vols[rows, lower] ** 2 * days[lower], vols[rows, upper] ** 2 * days[upper]
    is_between = upper > lower
    gap_days = np.where(is_between, days[upper] - days[lower], 1.0)
    variance = start + (horizon_days - days[lower]) / gap_days * (end - start)
    between = np.sqrt(np.where(is_between, variance, 0.0) / np.where(is_between, horizon_days, 1.0))
    return np.where(is_between, between, vols[rows, lower])


def variance_swap_source(index_pts: Floats, horizon_days: Floats) -> list[str | None]:
    """Name what `variance_swap_vol` used: `vix+vix3m` between two, `vix` on one, `vix_flat` beyond it."""
    below, above = _bracket(index_pts, horizon_days)
    return [_named(int(lower), int(upper)) for lower, upper in zip(below, above, strict=True)]


def _named(lower: int, upper: int) -> str | None:
    names = ("", *TENORS_DAYS)
    if lower and upper:
        return names[lower] if lower == upper else f"{names[lower]}+{names[upper]}"
    return f"{names[lower or upper]}_flat" if lower or upper else None


def _bracket(index_pts: Floats, horizon_days: Floats) -> tuple[Places, Places]:
    """Return the published indices around each horizon, counted from 1; 0 = none on that side."""
    index_pts, horizon_days = np.asarray(index_pts), np.asarray(horizon_days)
    if index_pts.shape != (len(horizon_days), len(TENORS_DAYS)):
        raise ValueError(f"shapes differ: {index_pts.shape} and {horizon_days.shape}")
    below, above = np.zeros((2, len(horizon_days)), dtype=np.int64)
    for place, days in enumerate(TENORS_DAYS.values(), start=1):
        is_published = ~np.isnan(index_pts[:, place - 1])
        below = np.where(is_published & (days <= horizon_days), place, below)
        above = np.where(is_published & (days >= horizon_days) & (above == 0), place, above)
    return below, above
