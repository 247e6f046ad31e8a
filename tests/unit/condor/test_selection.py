"""The condor of a close: expiry, strikes, credit."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.condor.expiries import chosen_expiries, is_entry_session, nearest_expiries, next_sessions
from pipelines.condor.market import SpxMarket
from pipelines.condor.policy import Promoter, load_policy
from pipelines.condor.selection import IS_CALL, SIGNS, Condors, condors_of, leg_marks
from pipelines.quant.spx_smile import spx_option_price

POLICY = load_policy("vs_45d_16d")


@pytest.fixture(scope="module")
def market(signals) -> SpxMarket:
    return SpxMarket.from_signals(signals, POLICY.dividend_yield_ratio)


def chosen(market: SpxMarket, sessions: np.ndarray, policy=POLICY) -> Condors:
    """Condor of every close of a market on which carry is never low."""
    expiries = chosen_expiries(market.trade_dates, sessions, policy)
    fills = next_sessions(market.trade_dates, sessions)
    return condors_of(market, expiries, fills, policy, np.zeros(len(expiries), dtype=bool))


@pytest.fixture(scope="module")
def condors(market, sessions):
    return chosen(market, sessions)


def dates(*days: str) -> np.ndarray:
    return np.array(days, dtype="datetime64[D]")


def test_expiry_is_the_friday_nearest_to_45_days() -> None:
    fridays = dates("2020-01-03", "2020-01-10", "2020-01-17")

    nearest = nearest_expiries(dates("2019-11-22", "2019-11-29", "2019-11-25"), fridays, 45)

    assert nearest.astype(str).tolist() == ["2020-01-03", "2020-01-10", "2020-01-10"]


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
    narrow = POLICY.strikes.model_copy(update={"wing_delta_ratio": 0.158})
    coarse = POLICY.model_copy(update={"strike_grid_pts": 50.0, "strikes": narrow})

    strikes = chosen(market, sessions, coarse).strikes_pts

    assert (np.diff(strikes, axis=1)[:, [0, 2]] == 50).all()


@pytest.mark.parametrize("column", ["spx_close_pts", "vix_close_pts", "risk_free_rate_ratio"])
def test_day_without_a_needed_value_has_no_condor_and_leaves_the_others_alone(
    signals, sessions, condors, column
) -> None:
    hole = signals.with_columns(
        pl.when(pl.col("trade_date") == date(2019, 8, 14)).then(None).otherwise(pl.col(column)).alias(column)
    )
    place = signals["trade_date"].index_of(date(2019, 8, 14))

    with_hole = chosen(SpxMarket.from_signals(hole, 0.018), sessions)

    assert np.isnat(with_hole.expiry_dates[place])
    assert np.isnan(with_hole.strikes_pts[place]).all()
    others = np.arange(len(condors.credit_pts)) != place
    np.testing.assert_array_equal(with_hole.credit_pts[others], condors.credit_pts[others])


def test_signals_out_of_order_are_refused(signals) -> None:
    with pytest.raises(ValueError, match="sorted"):
        SpxMarket.from_signals(signals.reverse(), 0.018)


def test_promoter_sells_nearer_on_days_of_low_carry_only(market, sessions) -> None:
    promoter = POLICY.model_copy(update={"promoter": Promoter(short_delta_ratio=0.20)})
    is_low = np.arange(len(market.trade_dates)) % 2 == 0
    expiries = chosen_expiries(market.trade_dates, sessions, promoter)

    deltas = condors_of(market, expiries, next_sessions(market.trade_dates, sessions), promoter, is_low).deltas_ratio

    np.testing.assert_allclose(deltas[is_low, 1:3], np.tile([-0.20, 0.20], (is_low.sum(), 1)), atol=0.01)
    np.testing.assert_allclose(deltas[~is_low, 1:3], np.tile([-0.16, 0.16], ((~is_low).sum(), 1)), atol=0.01)


def test_strikes_by_credit_bring_the_credit_with_the_time_left_at_the_fill(market, sessions) -> None:
    daily = load_policy("daily_1dte_credit070")
    fills = next_sessions(market.trade_dates, sessions)
    expiries = chosen_expiries(market.trade_dates, sessions, daily)

    condors = chosen(market, sessions, daily)
    at_fill = market.slice_to(market.trade_dates + (expiries - fills))
    legs = [np.asarray(part)[:, None] for part in (at_fill.forward_pts, at_fill.years)]
    priced = replace(at_fill, forward_pts=np.asarray(condors.forward_pts)[:, None], years=legs[1],
                     atm_vol=condors.atm_vol[:, None], rate_ratio=np.asarray(at_fill.rate_ratio)[:, None])  # fmt: skip
    credit = -(spx_option_price(condors.strikes_pts, priced, IS_CALL) @ SIGNS)

    assert (np.diff(condors.strikes_pts, axis=1)[:, [0, 2]] == 5).all()
    np.testing.assert_allclose(credit, 0.70, atol=0.25)
    assert ((expiries - fills).astype(int) >= 1).all()


def test_entry_sessions_fill_on_expiry_fridays(sessions) -> None:
    days = sessions[:250]
    for name, per_year in (("cndr", 12), ("weekly_ladder", 52)):
        is_entry = is_entry_session(days, sessions, load_policy(name))
        fills = next_sessions(days, sessions)[is_entry]
        assert abs(is_entry.sum() - per_year) <= 1
        weekdays = fills.astype("datetime64[D]").astype(int) % 7  # 1970-01-01 was a Thursday: Friday is 1
        assert np.isin(weekdays, [0, 1]).all()
