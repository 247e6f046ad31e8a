"""Arbitrage checks: known smiles pass or fail, and the book's own smile passes for every level it can have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.arbitrage import calendar_gap, call_slopes, durrleman, is_monotone_and_convex
from pipelines.quant.black76 import black76_price
from pipelines.quant.spx_smile import SpxSlice, spx_smile_vol

GRID = np.linspace(-0.5, 0.5, 201)


def test_flat_smile_has_the_density_of_black() -> None:
    assert durrleman(GRID, np.full(GRID.shape, 0.04)) == pytest.approx(1.0)


def test_smile_with_a_peak_is_a_butterfly_arbitrage() -> None:
    assert durrleman(GRID, 0.04 + 0.02 * np.exp(-((GRID / 0.05) ** 2))).min() < 0


@given(level=st.floats(0.06, 1.0), days=st.floats(7, 200))
def test_book_smile_has_no_negative_probability(level: float, days: float) -> None:
    years = days / 365
    k = np.linspace(-4, 2, 61) * level * np.sqrt(years)
    vol = spx_smile_vol(np.exp(k), SpxSlice(1.0, years, level, 0.0))

    assert durrleman(k, vol**2 * years).min() >= 0


@given(level=st.floats(0.06, 1.0), days=st.floats(7, 200))
def test_prices_of_the_book_smile_are_convex_and_fall(level: float, days: float) -> None:
    years = days / 365
    strikes = 100 * np.exp(np.linspace(-4, 2, 61) * level * np.sqrt(years))
    vol = spx_smile_vol(strikes, SpxSlice(100.0, years, level, 0.0))

    assert is_monotone_and_convex(strikes, black76_price(100.0, strikes, years, vol, 0.0, True))


@pytest.mark.parametrize(
    ("calls", "is_free"),
    [
        ([5.0, 3.0, 2.0], True),
        ([5.0, 3.0, 3.5], False),  # dearer at a higher strike
        ([5.0, 4.5, 2.0], False),  # a butterfly for less than nothing
        ([5.0, 3.0, 1.5], True),
        ([9.0, 3.0, 2.0], False),  # falls by more than the strike rises
    ],
)
def test_quotes_show_what_is_wrong_with_them(calls, is_free) -> None:
    assert is_monotone_and_convex(np.array([100.0, 102.0, 104.0]), np.array(calls)) is is_free


def test_slopes_are_per_point_of_strike() -> None:
    assert call_slopes(np.array([100.0, 102.0, 106.0]), np.array([5.0, 4.0, 3.0])).tolist() == [-0.5, -0.25]


def test_falling_total_variance_is_a_calendar_arbitrage() -> None:
    variance = np.array([[0.010, 0.012], [0.011, 0.011]])

    assert calendar_gap(variance)[0] == pytest.approx([0.001, -0.001])


def test_two_points_make_no_curvature() -> None:
    with pytest.raises(ValueError, match="three points"):
        durrleman(np.array([0.0, 1.0]), np.array([0.1, 0.1]))
