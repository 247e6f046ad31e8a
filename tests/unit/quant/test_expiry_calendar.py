"""Expiry dates: the published exceptions, the span rule, causality."""

from datetime import date

import numpy as np
import pytest

from pipelines.quant.expiry_calendar import (
    spx_monthly_expiries,
    spx_weekly_friday_expiries,
    spxw_expiries,
    third_fridays,
    vx_monthly_expiries,
    vx_weekly_expiries,
)
from pipelines.sources.exchange_calendar import exchange_sessions

# Methodology §3.4: every monthly settlement of 2008–2030 that is not a Wednesday.
NOT_WEDNESDAY = [
    "2008-02-19",
    "2014-03-18",
    "2019-03-19",
    "2022-03-15",
    "2024-06-18",
    "2025-03-18",
    "2026-05-19",
    "2027-05-18",
    "2030-03-19",
    "2030-06-18",
]


@pytest.fixture(scope="module")
def sessions() -> np.ndarray:
    return exchange_sessions(date(2004, 1, 1), date(2031, 12, 31))


def weekday(days: np.ndarray) -> np.ndarray:
    return (days.astype("datetime64[D]").astype(int) + 3) % 7  # Monday is 0


def test_exactly_ten_monthlies_do_not_settle_on_a_wednesday(sessions) -> None:
    expiries = vx_monthly_expiries(sessions)

    assert expiries[weekday(expiries) != 2].astype(str).tolist() == NOT_WEDNESDAY


def test_every_month_of_the_span_has_one_expiry(sessions) -> None:
    months = vx_monthly_expiries(sessions).astype("datetime64[M]")

    assert months.tolist() == np.arange("2004-01", "2031-12", dtype="datetime64[M]").tolist()


@pytest.mark.parametrize("expiry", ["2012-01-18", "2020-03-18", "2022-06-15", "2026-04-15"])
def test_ordinary_monthlies(sessions, expiry) -> None:
    assert np.datetime64(expiry) in vx_monthly_expiries(sessions)


def test_every_expiry_is_a_session(sessions) -> None:
    assert np.isin(vx_monthly_expiries(sessions), sessions).all()
    assert np.isin(spx_weekly_friday_expiries(sessions), sessions).all()


def test_expiry_whose_friday_is_unknown_is_left_out(sessions) -> None:
    friday = np.datetime64("2020-04-17")

    assert vx_monthly_expiries(sessions[sessions <= friday])[-1] == np.datetime64("2020-03-18")
    assert vx_monthly_expiries(sessions[sessions < friday])[-1] == np.datetime64("2020-02-19")


def test_expiry_whose_wednesday_is_unknown_is_left_out(sessions) -> None:
    assert vx_monthly_expiries(sessions[sessions >= np.datetime64("2020-03-19")])[0] == np.datetime64("2020-04-15")


@pytest.mark.parametrize("cut", ["2008-02-20", "2014-04-30", "2024-07-01"])
def test_past_expiries_do_not_change_when_sessions_are_added(sessions, cut) -> None:
    known = sessions[sessions <= np.datetime64(cut)]

    for rule in (vx_monthly_expiries, spx_weekly_friday_expiries, spx_monthly_expiries, spxw_expiries):
        short = rule(known)
        np.testing.assert_array_equal(short, rule(sessions)[: len(short)])
        assert len(short) > 40


def test_holiday_fridays_expire_on_the_session_before(sessions) -> None:
    expiries = spx_weekly_friday_expiries(sessions)

    good_friday, day_before = np.datetime64("2024-03-29"), np.datetime64("2024-03-28")
    assert good_friday not in expiries
    assert day_before in expiries
    assert np.datetime64("2024-04-05") in expiries


def test_one_weekly_per_week(sessions) -> None:
    gaps = np.diff(spx_weekly_friday_expiries(sessions)).astype(int)

    assert set(gaps.tolist()) == {6, 7, 8}


def test_monthlies_of_holiday_fridays_expire_on_the_thursday(sessions) -> None:
    expiries = spx_monthly_expiries(sessions)

    moved = expiries[weekday(expiries) != 4].astype(str).tolist()
    before_good_friday = ["2008-03-20", "2014-04-17", "2019-04-18", "2022-04-14", "2025-04-17", "2030-04-18"]
    before_juneteenth = ["2026-06-18", "2027-06-17"]
    assert moved == sorted(before_good_friday + before_juneteenth)
    assert np.isin(expiries, sessions).all()


def test_every_session_is_a_weekly_expiry_since_thursdays_are_listed(sessions) -> None:
    expiries = spxw_expiries(sessions)

    since = np.datetime64("2022-05-16")
    np.testing.assert_array_equal(expiries[expiries >= since], sessions[sessions >= since])


@pytest.mark.parametrize(
    ("first", "last", "expected"),
    [
        ("2016-02-01", "2016-02-22", ["2016-02-05", "2016-02-12", "2016-02-19"]),  # Fridays alone
        ("2016-02-22", "2016-03-04", ["2016-02-24", "2016-02-26", "2016-03-02", "2016-03-04"]),
        # Labor Day: the Monday moves to the Tuesday
        ("2016-09-02", "2016-09-09", ["2016-09-02", "2016-09-06", "2016-09-07", "2016-09-09"]),
        # Independence Day on a Wednesday moves back to the Tuesday
        ("2018-07-02", "2018-07-06", ["2018-07-02", "2018-07-03", "2018-07-06"]),
        ("2022-04-18", "2022-04-22", ["2022-04-18", "2022-04-19", "2022-04-20", "2022-04-22"]),
    ],
)
def test_weekday_is_an_expiry_from_its_first_listing(sessions, first, last, expected) -> None:
    days = spxw_expiries(sessions).astype(str)

    assert [day for day in days.tolist() if first <= day <= last] == expected


def test_third_fridays() -> None:
    months = np.array(["2024-02", "2024-03", "2021-01"], dtype="datetime64[M]")

    assert third_fridays(months).astype(str).tolist() == ["2024-02-16", "2024-03-15", "2021-01-15"]


def test_no_sessions_give_no_expiries() -> None:
    none = np.array([], dtype="datetime64[D]")

    for rule in (vx_monthly_expiries, spx_weekly_friday_expiries, spx_monthly_expiries, spxw_expiries):
        assert len(rule(none)) == 0


def test_unordered_sessions_are_refused() -> None:
    days = np.array(["2024-01-03", "2024-01-02"], dtype="datetime64[D]")

    with pytest.raises(ValueError, match="increase"):
        vx_monthly_expiries(days)


def test_weeklies_settle_on_the_wednesdays_without_a_monthly(sessions) -> None:
    weeklies = vx_weekly_expiries(sessions).astype(str).tolist()

    assert [day for day in weeklies if day[:7] == "2024-06"] == ["2024-06-05", "2024-06-12", "2024-06-26"]
    assert "2024-12-24" in weeklies  # Wednesday the 25th is a holiday
    assert not set(weeklies) & set(vx_monthly_expiries(sessions).astype(str))


def test_weeklies_of_nothing_are_none() -> None:
    assert vx_weekly_expiries(np.array([], dtype="datetime64[D]")).tolist() == []
