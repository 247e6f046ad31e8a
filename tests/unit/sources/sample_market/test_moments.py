"""The simulated market against the published moments of the real one."""

import json
from pathlib import Path

import numpy as np
import pytest

from pipelines.sources.sample_market.breadth import simulate_breadth
from pipelines.sources.sample_market.equity_path import FALLING, NARROW, EquityPath, simulate_equity_path
from pipelines.sources.sample_market.market import SampleMarket

from .market_moments import (
    breadth_moments,
    curve_moments,
    dollar_moments,
    equity_moments,
    index_moments,
    m2_over_m1,
)

_GOLDEN = json.loads((Path(__file__).parents[3] / "golden" / "sample_market_moments.json").read_text("utf-8"))
_MOMENTS = _GOLDEN["moments"]

_MODEL_MOMENTS = (
    "vix_median_pts",
    "vix_below_15_pct",
    "vix_18_to_22_pct",
    "vix_above_30_pct",
    "vix_above_25_episodes",
    "vix_log_change_sd_pct",
    "vix_spx_log_change_correlation",
    "spx_annual_vol_pct",
)


@pytest.fixture(scope="session")
def simulated(whole_market: SampleMarket) -> dict[str, float]:
    return {
        **equity_moments(whole_market.path),
        **index_moments(whole_market),
        **curve_moments(whole_market),
        **breadth_moments(whole_market),
        **dollar_moments(whole_market),
    }


@pytest.mark.parametrize("name", _MOMENTS)
def test_moment_is_near_the_published_one(name: str, simulated: dict[str, float]) -> None:
    expected = _MOMENTS[name]

    assert simulated[name] == pytest.approx(expected["published"], abs=expected["within"])


def test_every_simulated_moment_has_a_published_number_and_its_source(simulated: dict[str, float]) -> None:
    assert set(simulated) == set(_MOMENTS)
    assert {moment["source"] for moment in _MOMENTS.values()} == set(_GOLDEN["sources"])


def test_model_and_not_only_the_chosen_path_has_these_moments(whole_market: SampleMarket) -> None:
    """The default path was picked for its looks; the median of other seeds was not."""
    moments = [equity_moments(simulate_equity_path(whole_market.path.dates, seed)) for seed in range(1, 26)]

    for name in _MODEL_MOMENTS:
        median = np.median([moment[name] for moment in moments])
        assert median == pytest.approx(_MOMENTS[name]["published"], abs=_MOMENTS[name]["within"]), name


def test_curve_inverts_in_every_crash(whole_market: SampleMarket) -> None:
    path = whole_market.path
    vix = path.vix_close_pts[path.dates >= np.datetime64("2012-01-03")]

    assert (m2_over_m1(whole_market)[vix > 40] < 1).mean() > 0.95


def test_breadth_turns_down_before_prices_fall(whole_market: SampleMarket) -> None:
    """S17: near the 63-day high, the A/D line falls more often just before a fall than on other days."""
    before_falls, other_days = [], []
    for seed in range(1, 9):
        path = simulate_equity_path(whole_market.path.dates, seed)
        is_falling_line, is_near_high = _line_falls_near_high(path, *simulate_breadth(path, seed))
        starts = np.flatnonzero((path.weather[1:] == FALLING) & (path.weather[:-1] == NARROW)) + 1
        sessions = np.arange(len(path.dates))
        nearest = np.append(starts, len(sessions) + 99)[np.searchsorted(starts, sessions, side="right")]
        is_before_fall = (nearest - sessions <= 5) & is_near_high
        before_falls.append(is_falling_line[is_before_fall])
        other_days.append(is_falling_line[is_near_high & ~is_before_fall])

    assert np.concatenate(before_falls).mean() > 1.5 * np.concatenate(other_days).mean()


def _line_falls_near_high(path: EquityPath, advances: np.ndarray, declines: np.ndarray) -> tuple[np.ndarray, ...]:
    """Per session: slope of the A/D line over 20 sessions < 0; SPX within 3 % of its 63-session high."""
    line = np.cumsum((advances - declines) / np.maximum(advances + declines, 1))
    slope = np.convolve(line, (np.arange(20) - 9.5)[::-1], "valid")[43:]
    highs = np.lib.stride_tricks.sliding_window_view(path.spx_close_pts, 63).max(axis=1)
    warm_up = np.zeros(62, dtype=bool)
    is_near_high = path.spx_close_pts[62:] >= 0.97 * highs
    return np.concatenate([warm_up, slope < 0]), np.concatenate([warm_up, is_near_high])


def test_inflation_has_one_hump_far_above_its_five_year_trend(whole_market: SampleMarket) -> None:
    months, level = whole_market.macro["CPIAUCSL"]
    yoy = level[12:] / level[:-12] - 1
    peak = months[12:][np.argmax(yoy)]

    assert np.datetime64("2021-06-01") <= peak <= np.datetime64("2023-01-01")
    assert yoy.max() > 0.06
    assert np.median(yoy[months[12:] >= np.datetime64("2012-01-01")]) < 0.035
