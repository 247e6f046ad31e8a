"""The clocks: exchange sessions and VX expiries, computed."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.raw.calendar import SESSIONS, SPX_EXPIRIES, VX_EXPIRIES


@pytest.fixture(scope="module")
def sessions() -> pl.DataFrame:
    return SESSIONS.contract.conform(SESSIONS.read([], False))


@pytest.fixture(scope="module")
def expiries() -> pl.DataFrame:
    return VX_EXPIRIES.contract.conform(VX_EXPIRIES.read([], False))


def test_sessions_span_all_vx_history_and_the_listed_future(sessions: pl.DataFrame) -> None:
    assert sessions["session_date"].min() == date(2004, 1, 2)
    assert sessions["session_date"].max() == date(2031, 12, 31)
    assert sessions["session_date"].is_unique().all()


def test_half_day_closes_early_and_a_holiday_is_no_session(sessions: pl.DataFrame) -> None:
    half = sessions.filter(pl.col("session_date") == date(2024, 11, 29)).row(0, named=True)

    assert half["is_half_day"]
    assert half["close_at"] == datetime(2024, 11, 29, 18, tzinfo=UTC)
    assert sessions.filter(pl.col("session_date") == date(2024, 11, 28)).is_empty()


@pytest.mark.parametrize(
    ("expiry", "month", "is_wednesday"),
    [
        (date(2008, 2, 19), date(2008, 2, 1), False),  # Good Friday a month later
        (date(2014, 3, 18), date(2014, 3, 1), False),
        (date(2024, 1, 17), date(2024, 1, 1), True),
        (date(2026, 3, 18), date(2026, 3, 1), True),  # listed by rule though no file has it
    ],
)
def test_expiry_follows_the_rule(expiries: pl.DataFrame, expiry: date, month: date, is_wednesday: bool) -> None:
    assert expiries.filter(pl.col("contract_month") == month).row(0) == (expiry, month, is_wednesday)


def test_every_month_has_one_expiry(expiries: pl.DataFrame) -> None:
    months = expiries["contract_month"]

    assert months.to_list() == pl.date_range(months[0], months[-1], "1mo", eager=True).to_list()
    assert (months[0], months[-1]) == (date(2004, 1, 1), date(2031, 11, 1))


def test_monthly_stops_trading_the_day_before_and_a_weekly_on_the_day() -> None:
    rows = SPX_EXPIRIES.contract.conform(SPX_EXPIRIES.read([], False)).filter(
        pl.col("expiry_date").is_in(
            [date(2024, 1, 19), date(2025, 4, 17)]
        )  # a third Friday; the day before Good Friday
    )

    assert rows.rows() == [
        (date(2024, 1, 19), "SPX", "AM", date(2024, 1, 18)),
        (date(2024, 1, 19), "SPXW", "PM", date(2024, 1, 19)),
        (date(2025, 4, 17), "SPX", "AM", date(2025, 4, 16)),
        (date(2025, 4, 17), "SPXW", "PM", date(2025, 4, 17)),
    ]


def test_calendar_passes_the_gate_and_needs_no_provider(market) -> None:
    assert market.load(VX_EXPIRIES).outcome == "loaded"
    assert market.load(VX_EXPIRIES).outcome == "unchanged"
