"""Listed strikes: the grid, the window and its edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.strike_grid import VIX_STRIKES_PTS, snap_spx_strike, vix_strike_in_window


@pytest.mark.parametrize("strike", [12.5, 19.5, 20.0, 27.0, 50.0, 52.5, 97.5, 105.0])
def test_strike_is_listed(strike) -> None:
    assert strike in VIX_STRIKES_PTS


@pytest.mark.parametrize("strike", [12.25, 20.5, 33.5, 51.0, 102.5])
def test_strike_is_not_listed(strike) -> None:
    assert strike not in VIX_STRIKES_PTS


@pytest.mark.parametrize(
    ("reference", "strike"),
    [
        (18.5, 27.0),  # 27.5 wanted: 27 and 28 equally near, the lower wins
        (18.6, 28.0),
        (18.0, 27.0),
        (10.3, 19.5),  # half points below 20
        (46.0, 55.0),
        (20.15, 29.0),
    ],
)
def test_nearest_listed_strike_to_nine_points_out(reference, strike) -> None:
    assert vix_strike_in_window(reference, 8, 10, 9) == strike


def test_window_ends_are_included() -> None:
    assert vix_strike_in_window(19.9, 8.1, 8.2, 8.15) == 28.0
    assert vix_strike_in_window(19.9, 8.0, 8.1, 8.05) == 28.0


def test_window_between_two_listed_strikes_is_nan() -> None:
    assert np.isnan(vix_strike_in_window(49.6 - 0.01, 8, 9, 8.5))  # (57.59, 58.59): 57.5 and 60 are listed


def test_unknown_reference_is_nan() -> None:
    assert np.isnan(vix_strike_in_window(float("nan"), 8, 10, 9))


@given(st.floats(8, 90))
def test_strike_is_listed_and_within_the_window(reference) -> None:
    strike = vix_strike_in_window(reference, 8, 10, 9)

    if not np.isnan(strike):
        assert strike in VIX_STRIKES_PTS
        assert reference + 8 - 1e-6 <= strike <= reference + 10 + 1e-6


@given(st.floats(8, 40))
def test_window_of_two_points_always_holds_a_strike_up_to_fifty(reference) -> None:
    assert not np.isnan(vix_strike_in_window(reference, 8, 10, 9))


def test_target_outside_the_window_is_refused() -> None:
    with pytest.raises(ValueError, match="outside"):
        vix_strike_in_window(20, 8, 10, 11)


def test_spx_strikes_snap_to_five_points_and_ties_go_up() -> None:
    snapped = snap_spx_strike([4512.4, 4512.5, 4515.0, np.nan])

    np.testing.assert_array_equal(snapped, [4510, 4515, 4515, np.nan])
