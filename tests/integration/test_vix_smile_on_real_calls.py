"""Level 3 of the acceptance ladder (§6.6): real VIX calls of autumn 2024 against the frozen smile, by delta and day."""

import polars as pl
import pytest

from tests.fixtures.vix_calls import calls, priced

pytestmark = pytest.mark.shared


def test_workbooks_hold_twelve_calls_of_two_expiries() -> None:
    assert calls().select("expiry_date", "strike_pts").n_unique() == 12
    assert calls()["price_pts"].is_between(0.01, 15).all()


def test_calls_on_their_own_future_are_priced_within_a_tenth_of_a_point() -> None:
    """Median over 252 calls, none of them fitted: 0.10 points, 4.5 % of price."""
    own = priced().filter(pl.col("forward_source") == "vx_settle")

    assert len(own) == 252
    assert own["error_pts"].abs().median() <= 0.11
    assert own["error_ratio"].abs().median() <= 0.05


@pytest.mark.parametrize(
    ("low", "high", "limit_pts"), [(0.0, 0.25, 0.10), (0.25, 0.5, 0.26), (0.5, 0.8, 0.14), (0.8, 1.01, 0.10)]
)
def test_error_by_delta_on_the_own_future(low, high, limit_pts) -> None:
    own = priced().filter(pl.col("forward_source") == "vx_settle", pl.col("delta_ratio").is_between(low, high))

    assert len(own) >= 25
    assert own["error_pts"].abs().median() <= limit_pts


def test_no_day_on_the_own_future_is_off_by_more_than_a_third_of_a_point() -> None:
    """42 sessions of six calls each; on half of them the median call is within 0.11 points."""
    own = priced().filter(pl.col("forward_source") == "vx_settle")
    by_day = own.group_by("quote_date").agg(pl.len(), median=pl.col("error_pts").abs().median())

    assert by_day["len"].to_list() == [6] * 42
    assert by_day["median"].median() <= 0.11
    assert by_day["median"].max() <= 0.34


def test_interpolated_forward_is_worse_and_said_to_be_one() -> None:
    """The weekly of 30 October has no future here: its forward lies between two, and its price shows it."""
    by_source = dict(priced().group_by("forward_source").agg(pl.col("error_pts").abs().median()).iter_rows())

    assert set(by_source) == {"vx_settle", "vx_interpolated", "vix_vx_interpolated"}
    assert by_source["vx_settle"] < min(by_source["vx_interpolated"], by_source["vix_vx_interpolated"]) < 0.5
