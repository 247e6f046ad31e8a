"""Exchange sessions: holidays, half days, the far end."""

from datetime import UTC, date, datetime

import numpy as np
import polars as pl

from pipelines.sources.exchange_calendar import exchange_sessions, session_closes


def test_holidays_and_weekends_are_not_sessions() -> None:
    sessions = exchange_sessions(date(2024, 6, 17), date(2024, 6, 23))

    assert sessions.dtype == np.dtype("datetime64[D]")
    assert sessions.astype(str).tolist() == ["2024-06-17", "2024-06-18", "2024-06-20", "2024-06-21"]


def test_calendar_reaches_2031() -> None:
    sessions = exchange_sessions(date(2004, 1, 1), date(2031, 12, 31))

    assert (str(sessions[0]), str(sessions[-1])) == ("2004-01-02", "2031-12-31")


def test_closes_are_utc_and_half_days_close_early() -> None:
    closes = session_closes(date(2023, 7, 3), date(2023, 11, 27))

    assert closes.schema == {
        "session_date": pl.Date,
        "close_at": pl.Datetime("us", "UTC"),
        "is_half_day": pl.Boolean,
    }
    half_days = closes.filter("is_half_day")
    assert half_days["session_date"].to_list() == [date(2023, 7, 3), date(2023, 11, 24)]
    assert half_days["close_at"].to_list() == [
        datetime(2023, 7, 3, 17, tzinfo=UTC),
        datetime(2023, 11, 24, 18, tzinfo=UTC),
    ]
    assert closes["close_at"][-1] == datetime(2023, 11, 27, 21, tzinfo=UTC)


def test_closes_and_sessions_agree() -> None:
    closes = session_closes(date(2012, 1, 1), date(2013, 1, 1))

    assert closes["session_date"].to_list() == exchange_sessions(date(2012, 1, 1), date(2013, 1, 1)).tolist()
