"""Forwards of VIX options: the matching future, else between neighbours, and never a guess."""

import numpy as np
import pytest

from pipelines.quant.blend import blended_price
from pipelines.quant.vx_forward import VxCurve, carried_forward

DAY = np.datetime64("2024-01-02")
EXPIRIES = np.array(["2024-01-17", "2024-02-14", "2024-03-20"], dtype="datetime64[D]")
CURVE = VxCurve(np.repeat(DAY, 3), EXPIRIES, np.array([14.0, 15.0, 16.0]))


def forward(expiry: str, vix: float = 13.0, day=DAY) -> tuple[float, str | None]:
    levels, sources = CURVE.forwards(np.array([day]), np.array([expiry], dtype="datetime64[D]"), np.array([vix]))
    return float(levels[0]), sources[0]


def test_matching_future_comes_first() -> None:
    assert forward("2024-02-14") == (15.0, "vx_settle")


def test_weekly_lies_between_its_neighbours_in_calendar_days() -> None:
    level, source = forward("2024-01-31")

    assert level == pytest.approx(14.5)
    assert source == "vx_interpolated"


def test_before_the_first_future_vix_is_the_neighbour() -> None:
    level, source = forward("2024-01-09", vix=13.0)

    assert level == pytest.approx(13 + 7 / 15)
    assert source == "vix_vx_interpolated"


@pytest.mark.parametrize(
    ("expiry", "vix", "day"),
    [
        ("2024-01-09", np.nan, DAY),  # no VIX
        ("2024-06-19", 13.0, DAY),  # beyond the last future
        ("2024-01-02", 13.0, DAY),  # expired
        ("2024-02-14", 13.0, np.datetime64("2024-01-03")),  # a day without settlements
    ],
)
def test_no_forward_is_made_up(expiry, vix, day) -> None:
    level, source = forward(expiry, vix, day)

    assert np.isnan(level)
    assert source is None


def test_settlements_that_are_no_prices_are_left_out() -> None:
    curve = VxCurve(np.repeat(DAY, 3), EXPIRIES, np.array([14.0, 0.0, np.nan]))

    assert np.isnan(curve.settled(np.repeat(DAY, 2), EXPIRIES[1:])).all()
    assert curve.nearest_days(np.array([DAY])).tolist() == [15.0]


@pytest.mark.parametrize(("most", "filled"), [(2, [20.0, 20.0, 20.0, np.nan]), (1, [20.0, 20.0, np.nan, np.nan])])
def test_gap_carries_the_last_forward_of_the_same_expiry(most, filled) -> None:
    expiries = np.array(["2024-01-17"] * 3 + ["2024-02-14"], dtype="datetime64[D]")

    levels, sources = carried_forward(
        np.array([20.0, np.nan, np.nan, np.nan]), ["vx_settle", None, None, None], expiries, most
    )

    assert levels.tolist() == pytest.approx(filled, nan_ok=True)
    assert sources[:2] == ["vx_settle", "vx_carried"]
    assert sources[3] is None


def test_empty_curve_knows_nothing() -> None:
    none = np.array([], dtype="datetime64[D]")
    curve = VxCurve(none, none, np.array([]))

    assert np.isnan(curve.settled(np.array([DAY]), EXPIRIES[:1])).all()
    assert np.isinf(curve.nearest_days(np.array([DAY]))).all()


def test_blend_lies_between_its_ends_and_keeps_gaps() -> None:
    assert blended_price(100.0, 121.0, 0.0) == pytest.approx(100)
    assert blended_price(100.0, 121.0, 1.0) == pytest.approx(121)
    assert np.isnan(blended_price(np.nan, 121.0, 0.5))
    with pytest.raises(ValueError, match="variance_share"):
        blended_price(1.0, 1.0, 1.5)
