"""The condor of a close: expiry, strikes, credit."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.condor.market import SpxMarket
from pipelines.condor.policy import load_policy
from pipelines.condor.selection import condors_of, leg_marks, nearest_expiries
from pipelines.quant.expiry_calendar import spx_weekly_friday_expiries

POLICY = load_policy("vs_45d_16d")


@pytest.fixture(scope="module")
def market(signals) -> SpxMarket:
    return SpxMarket.from_signals(signals, POLICY.dividend_yield_ratio)


@pytest.fixture(scope="module")
def condors(market, sessions):
    return condors_of(market, spx_weekly_friday_expiries(sessions), POLICY)


def dates(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def test_expiry_is_the_friday_nearest_to_45_days() -> None:
    fridays = dates("2020-01-03", "2020-01-10", "2020-01-17")

    chosen = nearest_expiries(dates("2019-11-22", "2019-11-29", "2019-11-25"), fridays, 45)

    assert chosen.astype(str).tolist() == ["2020-01-03", "2020-01-10", "2020-01-10"]


def test_earlier_of_two_equally_near_expiries_wins() -> None:
    assert nearest_expiries(dates("2020-01-01"), dates("2020-02-14", "2020-02-16"), 45)[0] == np.datetime64(
        "2020-02-14"
    )


def test_calendar_that_has_ended_gives_no_expiry() -> None:
    assert np.isnat(nearest_expiries(dates("2020-01-01"), dates("2019-12-27", "2020-01-31"), 45))[0]


def test_expiry_is_within_four_days_of_the_target_on_every_day(market, condors) -> None:
    days = market.days_to(condors.expiry_dates)

    assert (np.abs(days - 45) <= 4).all()


def test_strikes_sit_on_the_grid_and_have_the_deltas_asked_for(condors) -> None:
    assert (condors.strikes_pts % 5 == 0).all()
    # Half a grid step moves a delta by about 0.005 here.
    np.testing.assert_allclose(
        condors.deltas_ratio, np.tile([-0.05, -0.16, 0.16, 0.05], (len(condors.deltas_ratio), 1)), atol=0.01
    )


def test_credit_is_positive_and_below_the_width(condors) -> None:
    assert ((condors.credit_pts > 0) & (condors.credit_pts < condors.width_pts)).all()


def test_credit_is_what_the_legs_are_marked_at(market, condors) -> None:
    marks = leg_marks(market, condors.expiry_dates, condors.strikes_pts)

    np.testing.assert_allclose(marks @ [-1, 1, 1, -1], condors.credit_pts, atol=1e-9)


def test_wings_stay_beyond_their_shorts_when_the_grid_is_coarse(market, sessions) -> None:
    coarse = POLICY.model_copy(update={"strike_grid_pts": 50.0, "wing_delta_ratio": 0.158})

    strikes = condors_of(market, spx_weekly_friday_expiries(sessions), coarse).strikes_pts

    assert (np.diff(strikes, axis=1)[:, [0, 2]] == 50).all()


@pytest.mark.parametrize("column", ["spx_close_pts", "vix_close_pts", "risk_free_rate_ratio"])
def test_day_without_a_needed_value_has_no_condor_and_leaves_the_others_alone(
    signals, sessions, condors, column
) -> None:
    hole = signals.with_columns(
        pl.when(pl.col("trade_date") == date(2019, 8, 14)).then(None).otherwise(pl.col(column)).alias(column)
    )
    place = signals["trade_date"].index_of(date(2019, 8, 14))

    with_hole = condors_of(SpxMarket.from_signals(hole, 0.018), spx_weekly_friday_expiries(sessions), POLICY)

    assert np.isnat(with_hole.expiry_dates[place])
    assert np.isnan(with_hole.strikes_pts[place]).all()
    others = np.arange(len(condors.credit_pts)) != place
    np.testing.assert_array_equal(with_hole.credit_pts[others], condors.credit_pts[others])


def test_signals_out_of_order_are_refused(signals) -> None:
    with pytest.raises(ValueError, match="sorted"):
        SpxMarket.from_signals(signals.reverse(), 0.018)
