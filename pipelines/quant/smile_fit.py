"""Calibrate the smiles to chains: least squares on implied volatilities, all expiries at once. Pure numpy.

The book never uses a fitted parameter: fits show how far the frozen ones are from a day's market.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.quant.spx_smile import DEFAULT_SMILE as SPX_DEFAULT

Floats = NDArray[np.float64]
Places = NDArray[np.intp]

_ROUNDS = 8  # of fitting the shape around an at-the-money level that the shape itself moves
_FEWEST_SPX, _FEWEST_VIX = 8, 4


@dataclass(frozen=True)
class SmileFits:
    """What each expiry says; NaN where it has too few quotes. Arrays of shape (n_expiries,)."""

    atm_vol: Floats
    slope: Floats  # SPX: of σ/σ_atm per normalised moneyness; VIX: of σ per unit of ln(K/F)
    put_curvature: Floats
    call_curvature: Floats
    rmse_vol: Floats
    n_quotes: Places


def fit_spx_smiles(expiry: Places, moneyness: Floats, vols: Floats, years: Floats) -> SmileFits:
    """Fit σ = σ_atm·(1 + slope·m + put_curvature·m₋² + call_curvature·m₊²), m = ln(K/F)/(σ_atm·√T) in [−4, 2] (§6.3).

    Args:
        expiry: Place in `years` of each quote's expiry. Shape (n_quotes,).
        moneyness: ln(K/F) of out-of-the-money quotes. Shape (n_quotes,).
        vols: Their implied volatilities; NaN counts as no quote. Shape (n_quotes,).
        years: Calendar time / 365 of each expiry, > 0. Shape (n_expiries,).
    """
    level = _nearest_vols(expiry, moneyness, vols, len(years))
    for _ in range(_ROUNDS):
        m = moneyness / (level * np.sqrt(years))[expiry]
        is_used = np.isfinite(vols) & (m >= SPX_DEFAULT.moneyness_min) & (m <= SPX_DEFAULT.moneyness_max)
        terms = np.stack([np.ones_like(m), m, np.minimum(m, 0) ** 2, np.maximum(m, 0) ** 2])
        fitted, rmse, count = _least_squares(expiry, terms, vols, is_used, _FEWEST_SPX, len(years))
        level = np.where(fitted[:, 0] > 0, fitted[:, 0], np.nan)
    slope, put, call = (fitted[:, place] / level for place in (1, 2, 3))
    return SmileFits(level, slope, put, call, np.where(np.isnan(level), np.nan, rmse), count)


def fit_vix_smiles(expiry: Places, moneyness: Floats, vols: Floats, n_expiries: int) -> SmileFits:
    """Fit σ = level + slope·ln(K/F) (§6.1). Arguments as in `fit_spx_smiles`."""
    terms = np.stack([np.ones_like(moneyness), moneyness])
    fitted, rmse, count = _least_squares(expiry, terms, vols, np.isfinite(vols), _FEWEST_VIX, n_expiries)
    zeros = np.where(np.isnan(fitted[:, 0]), np.nan, 0.0)
    return SmileFits(fitted[:, 0], fitted[:, 1], zeros, zeros, rmse, count)


def _nearest_vols(expiry: Places, moneyness: Floats, vols: Floats, n_expiries: int) -> Floats:
    """Volatility of the quote nearest the forward, where the rounds begin."""
    level = np.full(n_expiries, np.nan)
    known = np.flatnonzero(np.isfinite(vols))
    far_first = known[np.argsort(-np.abs(moneyness[known]), kind="stable")]
    level[expiry[far_first]] = vols[far_first]  # the last one written is the nearest
    return level


def _least_squares(
    expiry: Places, terms: Floats, target: Floats, is_used: NDArray[np.bool_], fewest: int, n_expiries: int
) -> tuple[Floats, Floats, Places]:
    """Solve the normal equations of every expiry: coefficients (n_expiries, n_terms), RMSE, quotes used."""
    place, columns, values = expiry[is_used], terms[:, is_used], target[is_used]
    count = np.bincount(place, minlength=n_expiries)

    def summed(weights: Floats) -> Floats:
        return np.bincount(place, weights=weights, minlength=n_expiries).astype(np.float64)

    matrix = np.array([[summed(one * other) for other in columns] for one in columns]).transpose(2, 0, 1)
    right = np.array([summed(one * values) for one in columns]).T
    is_solvable = (count >= fewest) & (np.linalg.cond(_without_gaps(matrix)) < 1e12)
    fitted = np.full((n_expiries, len(terms)), np.nan)
    fitted[is_solvable] = np.linalg.solve(matrix[is_solvable], right[is_solvable][..., None])[..., 0]
    error = values - np.sum(columns.T * fitted[place], axis=1)
    with np.errstate(invalid="ignore", divide="ignore"):
        rmse = np.sqrt(summed(np.nan_to_num(error**2)) / count)
    return fitted, np.where(is_solvable, rmse, np.nan), count


def _without_gaps(matrix: Floats) -> Floats:
    """The matrices, an expiry without quotes as zeros, which no condition number accepts."""
    return np.asarray(np.nan_to_num(matrix))
