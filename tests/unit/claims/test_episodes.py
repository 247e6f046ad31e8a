"""VIX spikes: where they start and end, what is counted, what later days may change."""

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal

from pipelines.claims.episodes import drawdown_episodes
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.contracts.promises import unkept_promises


def vix_with(days: int, *highs: int) -> np.ndarray:
    vix = np.full(days, 15.0)
    vix[list(highs)] = 30.0
    return vix


def episodes_of(daily_of, vix: np.ndarray, unhedged: float = -0.001, hedge: float = 0.0004) -> pl.DataFrame:
    return drawdown_episodes(daily_of(np.full(len(vix), unhedged), hedge, vix=vix))


def test_rows_keep_their_contract(four_years) -> None:
    episodes = drawdown_episodes(four_years)

    assert episodes.height == 13
    assert unkept_promises(FCT_DRAWDOWN_EPISODE, episodes) == []


def test_runs_with_21_days_between_them_are_one_spike_and_with_22_two(daily_of) -> None:
    assert episodes_of(daily_of, vix_with(80, 10, 32)).height == 1
    assert episodes_of(daily_of, vix_with(80, 10, 33)).height == 2


def test_close_at_the_level_is_no_spike(daily_of) -> None:
    assert episodes_of(daily_of, np.full(60, 25.0)).is_empty()


def test_window_is_five_days_around_and_stops_at_the_ends_of_the_data(daily_of) -> None:
    inside, at_start = (episodes_of(daily_of, vix_with(80, place)).row(0, named=True) for place in (20, 2))

    assert (inside["window_tdays"], at_start["window_tdays"]) == (11, 8)


def test_reduction_compares_drawdowns_inside_the_window_only(daily_of) -> None:
    unhedged, hedge = np.zeros(80), np.zeros(80)
    unhedged[20], hedge[20] = -0.10, 0.04
    unhedged[15], hedge[15] = -0.30, -0.10  # on the way to the window's first close, so outside

    row = drawdown_episodes(daily_of(unhedged, hedge, vix=vix_with(80, 20))).row(0, named=True)

    assert row["unhedged_max_drawdown_ratio"] == pytest.approx(0.10)
    assert row["reduction_ratio"] == pytest.approx(0.4)
    assert (row["unhedged_pnl_usd"], row["hedge_pnl_usd"]) == pytest.approx((-100_000, 40_000))


def test_hedge_that_loses_makes_a_negative_reduction(daily_of) -> None:
    assert episodes_of(daily_of, vix_with(80, 20), -0.001, -0.001)["reduction_ratio"][0] < -0.9


def test_drawdown_too_small_to_compare_is_not_counted(daily_of) -> None:
    row = episodes_of(daily_of, vix_with(80, 20), -0.0004).row(0, named=True)

    assert (row["reduction_ratio"], row["is_complete"], row["is_counted"]) == (None, True, False)


def test_spike_is_complete_when_no_later_day_can_join_it(daily_of) -> None:
    assert not episodes_of(daily_of, vix_with(42, 20))["is_complete"][0]
    assert episodes_of(daily_of, vix_with(43, 20))["is_complete"][0]


def test_day_without_a_vix_close_is_not_above_the_level(daily_of) -> None:
    daily = daily_of(np.full(60, -0.001), 0.0, vix=vix_with(60, 20)).with_columns(
        vix_close_pts=pl.col("vix_close_pts").replace(30.0, None)
    )

    assert drawdown_episodes(daily).is_empty()


@given(st.lists(st.integers(0, 199), max_size=12), st.integers(1, 199))
def test_complete_rows_do_not_change_when_days_are_added(daily_of, highs, known) -> None:
    returns = np.random.default_rng(1).normal(-0.001, 0.004, 200)
    daily = daily_of(returns, -0.3 * returns, vix=vix_with(200, *highs))

    before = drawdown_episodes(daily.head(known)).filter("is_complete")

    after = drawdown_episodes(daily).head(before.height)
    assert_frame_equal(before, after, check_exact=True)
