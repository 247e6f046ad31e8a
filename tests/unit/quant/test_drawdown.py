"""Drawdown and spells: known values, bounds, causality, refusals."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from pipelines.quant.drawdown import (
    compounded,
    drawdown_ratio,
    max_drawdown_of_returns,
    max_drawdown_ratio,
    merged_spells,
)

navs = arrays(np.float64, st.integers(1, 40), elements=st.floats(1, 1000))
flags = arrays(np.bool_, st.integers(0, 60))


def test_drawdown_is_the_share_lost_since_the_best_day() -> None:
    path = drawdown_ratio(np.array([100.0, 120.0, 90.0, 130.0, 65.0]))

    np.testing.assert_allclose(path, [0, 0, 0.25, 0, 0.5])


def test_rising_path_has_no_drawdown_and_an_empty_one_no_answer() -> None:
    assert max_drawdown_ratio(np.arange(1.0, 9.0)) == 0
    assert np.isnan(max_drawdown_ratio(np.array([])))


@pytest.mark.parametrize("bad", [0.0, -1.0, np.nan])
def test_value_that_is_no_wealth_is_refused(bad) -> None:
    with pytest.raises(ValueError, match="positive"):
        drawdown_ratio(np.array([1.0, bad, 2.0]))


@given(navs)
def test_largest_drawdown_is_the_worst_pair_of_days(nav) -> None:
    worst = max(1 - nav[later] / nav[earlier] for earlier in range(len(nav)) for later in range(earlier, len(nav)))

    assert max_drawdown_ratio(nav) == pytest.approx(worst, abs=1e-12)


@given(navs, st.floats(0.01, 100))
def test_drawdown_does_not_depend_on_the_unit(nav, scale) -> None:
    np.testing.assert_allclose(drawdown_ratio(nav), drawdown_ratio(nav * scale), atol=1e-12)


@given(navs, st.integers(1, 40))
def test_past_does_not_change_when_days_are_added(nav, known) -> None:
    np.testing.assert_array_equal(drawdown_ratio(nav)[:known], drawdown_ratio(nav[:known]))


@given(arrays(np.float64, st.integers(1, 40), elements=st.floats(-2, 2)), st.integers(1, 40))
def test_a_path_that_lost_everything_stays_at_nothing(returns, known) -> None:
    path = compounded(returns)

    expected, level = [], 1.0
    for each in returns:
        level = max(level * (1 + each), 0.0)
        expected.append(level)
    np.testing.assert_allclose(path, expected, rtol=1e-12)
    np.testing.assert_array_equal(path[:known], compounded(returns[:known]))


def test_a_missing_return_leaves_a_path_unknown_unless_all_was_lost_before() -> None:
    np.testing.assert_array_equal(compounded(np.array([0.5, np.nan, 0.1])), [1.5, np.nan, np.nan])
    np.testing.assert_array_equal(compounded(np.array([-1.5, np.nan, 0.1])), [0, 0, 0])


@given(arrays(np.float64, st.integers(0, 40), elements=st.floats(-0.9, 3)), st.floats(0, 1))
def test_largest_drawdown_of_returns_is_that_of_the_path_they_make(returns, share) -> None:
    path = np.concatenate([[1.0], compounded(share * returns)])

    assert max_drawdown_of_returns(returns, share) == pytest.approx(max_drawdown_ratio(path), abs=1e-12)


@pytest.mark.parametrize("returns", [[-1.0], [0.1, -1.5, -3.0], [0.1, np.nan, 0.2], [np.nan]])
def test_returns_that_lose_everything_or_are_missing_have_no_drawdown(returns) -> None:
    with pytest.raises(ValueError, match="loses everything, or a return is missing"):
        max_drawdown_of_returns(np.array(returns))


def test_gap_of_exactly_the_limit_joins_and_one_more_day_splits() -> None:
    def with_gap(days: int) -> np.ndarray:
        return np.array([True, *[False] * days, True])

    assert merged_spells(with_gap(21), 21) == [(0, 22)]
    assert merged_spells(with_gap(22), 21) == [(0, 0), (23, 23)]


def test_no_true_day_gives_no_spell() -> None:
    assert merged_spells(np.zeros(5, dtype=bool), 21) == []


def test_negative_gap_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        merged_spells(np.ones(2, dtype=bool), -1)


@given(flags, st.integers(0, 10))
def test_spells_start_and_end_inside_cover_every_true_day_and_keep_their_distance(is_inside, gap) -> None:
    spells = merged_spells(is_inside, gap)

    covered = {day for first, last in spells for day in range(first, last + 1)}
    assert set(np.flatnonzero(is_inside)) <= covered
    assert all(is_inside[first] and is_inside[last] for first, last in spells)
    assert all(later[0] - earlier[1] > gap + 1 for earlier, later in pairwise(spells))
