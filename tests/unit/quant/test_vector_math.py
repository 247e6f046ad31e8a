"""Branch-free exp, log and normal distribution against an arbitrary-precision reference."""

import mpmath
import numpy as np
import pytest
from numba import njit

from pipelines.quant import vector_math

mpmath.mp.dps = 40
DRAWS = np.random.default_rng(442)


@njit
def exp_of(x: np.ndarray) -> np.ndarray:
    return np.array([vector_math.exp(v) for v in x])


@njit
def log_of(x: np.ndarray) -> np.ndarray:
    return np.array([vector_math.log(v) for v in x])


@njit
def cdf_of(x: np.ndarray) -> np.ndarray:
    return np.array([vector_math.normal_cdf(v) for v in x])


def relative_errors(found: np.ndarray, exact: list[mpmath.mpf]) -> np.ndarray:
    return np.array([float(abs((mpmath.mpf(f) - e) / e)) for f, e in zip(found.tolist(), exact, strict=True)])


def test_exp_is_right_to_the_last_bits() -> None:
    x = np.concatenate([DRAWS.uniform(-700, 700, 3000), DRAWS.normal(0, 1, 3000), [0.0, -0.0, 1.0]])

    assert relative_errors(exp_of(x), [mpmath.exp(mpmath.mpf(v)) for v in x.tolist()]).max() < 4e-16


@pytest.mark.parametrize(("x", "value"), [(-1e6, np.exp(-708.0)), (1e6, np.exp(709.0))])
def test_exp_is_held_at_the_ends_of_its_range(x: float, value: float) -> None:
    assert exp_of(np.array([x]))[0] == pytest.approx(value, rel=1e-12)


def test_log_is_right_to_the_last_bits() -> None:
    x = np.concatenate([np.exp(DRAWS.uniform(-200, 200, 3000)), 1 + DRAWS.normal(0, 1e-3, 3000)])
    exact = [mpmath.log(mpmath.mpf(v)) for v in x.tolist()]
    errors = np.array([float(abs(mpmath.mpf(f) - e)) for f, e in zip(log_of(x).tolist(), exact, strict=True)])

    assert (errors / np.maximum(np.array([abs(float(e)) for e in exact]), 1.0)).max() < 4e-16
    assert log_of(np.array([1.0]))[0] == 0.0


def test_normal_distribution_is_right_in_both_tails() -> None:
    x = np.concatenate([DRAWS.uniform(-37, 8, 3000), DRAWS.normal(0, 1, 3000), [0.0]])
    exact = [mpmath.ncdf(mpmath.mpf(v)) for v in x.tolist()]
    errors = relative_errors(cdf_of(x), exact)

    assert errors[np.abs(x) < 1].max() < 2e-15
    assert (errors / (1 + x * x)).max() < 2e-15
