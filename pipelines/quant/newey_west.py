"""Least squares with Newey–West intervals, on top of `statsmodels`.

`statsmodels` is imported when first used: it takes longer to import than a claim to compute.

Source: W. Newey, K. West, "A simple, positive semi-definite, heteroskedasticity and autocorrelation
consistent covariance matrix", Econometrica 55 (1987) 703–708; their rule for the number of lags is
4 (T / 100)^(2/9) (Review of Economic Studies 61 (1994) 631–653).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Coefficient:
    """One coefficient of a regression and its interval."""

    estimate: float
    ci_lo: float
    ci_hi: float


def usual_lags(observations: int) -> int:
    """Return Newey and West's number of lags for a series, at least 1."""
    return max(1, int(4 * (observations / 100) ** (2 / 9)))


def newey_west(outcome: Floats, regressors: Floats, lags: int, confidence_ratio: float) -> list[Coefficient]:
    """Regress on a constant and the regressors.

    Args:
        outcome: In time order, without NaN. Shape (n,).
        regressors: Shape (n, k).
        lags: Autocovariances that the standard errors allow for.
        confidence_ratio: Of the intervals, which use Student's t.

    Returns:
        The constant's coefficient, then one per regressor.

    Raises:
        ValueError: Too few observations, or regressors that are a combination of each other.
    """
    from statsmodels.regression.linear_model import OLS  # noqa: PLC0415 - slow to import

    design = np.column_stack([np.ones(len(outcome)), regressors])
    if len(outcome) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        raise ValueError(f"{len(outcome)} observations do not determine {design.shape[1]} coefficients")
    fit = OLS(outcome, design).fit(cov_type="HAC", cov_kwds={"maxlags": lags, "use_correction": True}, use_t=True)
    ends = np.asarray(fit.conf_int(alpha=1 - confidence_ratio), dtype=np.float64)
    return [Coefficient(float(value), float(lo), float(hi)) for value, (lo, hi) in zip(fit.params, ends, strict=True)]
