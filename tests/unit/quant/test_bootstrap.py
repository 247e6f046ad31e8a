"""Bootstrap: repeatable, close to known standard errors, honest about missing draws."""

import numpy as np
import pytest

from pipelines.quant.bootstrap import (
    block_counts,
    iid_draws,
    percentile_interval,
    ratio_of_sums,
    ratio_of_sums_draws,
    stationary_draws,
)


def column_means(rows: np.ndarray) -> np.ndarray:
    return rows.mean(axis=0)


def series(days: int = 400) -> np.ndarray:
    return np.random.default_rng(5).normal(size=(days, 2))


def test_same_seed_gives_the_same_draws_and_another_seed_others() -> None:
    first, again, other = (stationary_draws(series(), column_means, 20, 50, seed) for seed in (1, 1, 2))

    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_iid_draws_spread_like_the_standard_error() -> None:
    rows = series(400)

    draws = iid_draws(rows, column_means, 2000, seed=3)

    assert draws.shape == (2000, 2)
    np.testing.assert_allclose(draws.std(axis=0), rows.std(axis=0) / np.sqrt(400), rtol=0.08)


def test_blocks_widen_the_interval_of_a_persistent_series() -> None:
    steps = np.random.default_rng(8).normal(size=2000)
    persistent = np.convolve(steps, np.ones(40) / 40, mode="valid")[:, None]

    days_apart = stationary_draws(persistent, column_means, 1, 400, seed=3).std()
    in_blocks = stationary_draws(persistent, column_means, 63, 400, seed=3).std()

    assert in_blocks > 3 * days_apart


def test_columns_are_resampled_together() -> None:
    rows = np.column_stack([np.arange(50.0), 2 * np.arange(50.0)])

    draws = stationary_draws(rows, column_means, 5, 30, seed=1)

    np.testing.assert_allclose(draws[:, 1], 2 * draws[:, 0])


def test_interval_holds_the_share_asked_for_and_skips_missing_draws() -> None:
    draws = np.append(np.arange(1001.0), [np.nan] * 100)

    assert percentile_interval(draws, 0.95) == pytest.approx((25, 975))


def test_no_draw_with_a_value_has_no_interval() -> None:
    assert np.isnan(percentile_interval(np.array([np.nan]), 0.95)).all()


@pytest.mark.parametrize("confidence", [0.0, 1.0, 95.0])
def test_confidence_that_is_no_share_is_refused(confidence) -> None:
    with pytest.raises(ValueError, match="confidence_ratio"):
        percentile_interval(np.ones(3), confidence)


@pytest.mark.parametrize("rows", [np.empty((0, 2)), np.ones(3)])
def test_nothing_to_resample_is_refused(rows) -> None:
    with pytest.raises(ValueError, match="rows"):
        iid_draws(rows, column_means, 10, seed=1)
    with pytest.raises(ValueError, match="rows"):
        stationary_draws(rows, column_means, 5, 10, seed=1)


def test_block_shorter_than_a_day_is_refused() -> None:
    with pytest.raises(ValueError, match="mean_block"):
        stationary_draws(series(), column_means, 0, 10, seed=1)


def test_ratio_of_sums_is_the_bootstrap_written_out() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 4.0], [-1.0, 1.0]])

    draws = ratio_of_sums_draws(rows, 4000, seed=1)
    written_out = iid_draws(rows, lambda drawn: drawn[:, :1].sum(axis=0) / drawn[:, 1:].sum(axis=0), 4000, seed=2)

    assert draws.shape == (4000,)
    assert np.quantile(draws, [0.1, 0.5, 0.9]) == pytest.approx(np.quantile(written_out, [0.1, 0.5, 0.9]), abs=0.03)
    assert (ratio_of_sums_draws(rows, 10, seed=1) == draws[:10]).all()
    assert np.isnan(ratio_of_sums_draws(np.zeros((2, 2)), 5, seed=1)).all()


def test_counts_of_blocks_are_the_stationary_bootstrap_written_out() -> None:
    rows = np.abs(series(30))

    counts = block_counts(30, 4, 50, seed=2)
    written_out = stationary_draws(rows, lambda drawn: drawn[:, :1].sum(axis=0) / drawn[:, 1:].sum(axis=0), 4, 50, 2)

    assert counts.shape == (50, 30)
    assert (counts.sum(axis=1) == 30).all()
    np.testing.assert_allclose(ratio_of_sums(counts, rows), written_out[:, 0])
    with pytest.raises(ValueError, match="read-only"):
        counts[0, 0] = 1.0
