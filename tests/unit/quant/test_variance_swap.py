"""Variance-swap volatility: known values, gaps in what is published, bounds, causality."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.variance_swap import variance_swap_source, variance_swap_vol

NAN = np.nan


def swap(vix9d=NAN, vix=NAN, vix3m=NAN, vix6m=NAN, days=45.0) -> float:
    return float(variance_swap_vol(np.array([[vix9d, vix, vix3m, vix6m]]), np.array([days]))[0])


def source(vix9d=NAN, vix=NAN, vix3m=NAN, vix6m=NAN, days=45.0) -> str | None:
    return variance_swap_source(np.array([[vix9d, vix, vix3m, vix6m]]), np.array([days]))[0]


def test_total_variance_is_linear_between_two_indices() -> None:
    halfway = (30 + 93) / 2
    expected = np.sqrt((0.20**2 * 30 + 0.24**2 * 93) / 2 / halfway)

    assert swap(vix=20, vix3m=24, days=halfway) == pytest.approx(expected, abs=1e-12)
    assert source(vix=20, vix3m=24, days=halfway) == "vix+vix3m"


def test_published_maturity_is_taken_as_it_is() -> None:
    assert swap(18, 20, 24, 25, days=30) == pytest.approx(0.20)
    assert source(18, 20, 24, 25, days=30) == "vix"


def test_missing_index_is_skipped() -> None:
    assert source(vix=20, vix6m=25) == "vix+vix6m"
    assert 0.20 < swap(vix=20, vix6m=25) < 0.25


def test_horizon_beyond_the_published_indices_is_flat_and_says_so() -> None:
    assert swap(vix9d=15, vix=20) == pytest.approx(0.20)
    assert source(vix9d=15, vix=20) == "vix_flat"
    assert swap(vix9d=15, vix=20, days=5) == pytest.approx(0.15)
    assert source(vix9d=15, vix=20, days=5) == "vix9d_flat"


def test_no_index_at_all_is_nan() -> None:
    assert np.isnan(swap())
    assert source() is None


def test_shapes_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="shapes"):
        variance_swap_vol(np.ones((2, 3)), np.ones(2))


published = st.tuples(*[st.one_of(st.just(NAN), st.floats(8, 90))] * 4)


@given(st.lists(published, min_size=1, max_size=5), st.floats(2, 400))
def test_swap_vol_lies_between_the_published_ones(rows, days) -> None:
    index_pts = np.array(rows)

    for row, vol in zip(index_pts, variance_swap_vol(index_pts, np.full(len(rows), days)), strict=True):
        known = row[~np.isnan(row)] / 100
        assert np.isnan(vol) == (len(known) == 0)
        assert len(known) == 0 or known.min() - 1e-12 <= vol <= known.max() + 1e-12


def test_days_are_independent_of_each_other() -> None:
    index_pts = np.random.default_rng(7).uniform(10, 60, (6, 4))
    index_pts[2, 2:] = NAN
    days = np.full(6, 45.0)

    for known in range(1, 6):
        np.testing.assert_array_equal(
            variance_swap_vol(index_pts, days)[:known], variance_swap_vol(index_pts[:known], days[:known])
        )
