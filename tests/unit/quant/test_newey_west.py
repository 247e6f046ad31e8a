"""Newey–West intervals: against the formula written out, and what they refuse."""

import numpy as np
import pytest
from scipy.stats import t as student_t

from pipelines.quant.newey_west import newey_west, usual_lags


def test_interval_is_the_formula_written_out() -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(size=80)
    shocks = rng.normal(size=81)
    y = 0.5 + 2.0 * x + shocks[1:] + 0.7 * shocks[:-1]
    lags, count = 3, len(x)

    constant, slope = newey_west(y, x[:, None], lags, 0.95)

    design = np.column_stack([np.ones(count), x])
    bread = np.linalg.inv(design.T @ design)
    beta = bread @ design.T @ y
    scores = design * (y - design @ beta)[:, None]
    meat = scores.T @ scores
    for lag in range(1, lags + 1):
        lagged = scores[lag:].T @ scores[:-lag]
        meat += (1 - lag / (lags + 1)) * (lagged + lagged.T)
    errors = np.sqrt(np.diag(bread @ meat @ bread) * count / (count - 2))
    reach = student_t.ppf(0.975, count - 2) * errors
    assert (constant.estimate, slope.estimate) == pytest.approx(tuple(beta))
    assert (slope.ci_lo, slope.ci_hi) == pytest.approx((beta[1] - reach[1], beta[1] + reach[1]))


@pytest.mark.parametrize(("observations", "lags"), [(1, 1), (100, 4), (400, 5)])
def test_lags_grow_slowly(observations, lags) -> None:
    assert usual_lags(observations) == lags


@pytest.mark.parametrize("regressor", [np.ones(20), np.arange(2.0)])
def test_coefficients_that_are_not_determined_are_refused(regressor) -> None:
    with pytest.raises(ValueError, match="do not determine"):
        newey_west(np.arange(float(len(regressor))), regressor[:, None], 1, 0.95)
