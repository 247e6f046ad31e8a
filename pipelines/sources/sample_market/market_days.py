"""Days of the simulated market: exchange sessions, bank days, months, and when a value is public."""

from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from pipelines.quant.expiry_calendar import third_fridays, vx_monthly_expiries, vx_weekly_expiries
from pipelines.sources.exchange_calendar import exchange_sessions

Days = NDArray[np.datetime64]

MARKET_START = date(2010, 6, 17)
"""First session after a VX expiry, so that the first simulated curve is whole from its first day."""

FIRST_WEEKLY = date(2026, 4, 1)

_DAY = np.timedelta64(1, "D")


class MarketDays:
    """Every calendar that the simulated market needs, up to its last session and a little beyond.

    Attributes:
        sessions: Exchange sessions from `MARKET_START` to the market's end.
        listed_sessions: The same, running on for 18 months: expiries that are listed ahead.
        vx_expiries: Monthly VX expiries inside `listed_sessions`.
        vx_weekly_expiries: Weekly ones from `FIRST_WEEKLY` on; the exchange's go back to 2015, a few suffice.
    """

    def __init__(self, end: date) -> None:
        self.end = np.datetime64(end, "D")
        ahead = end + timedelta(days=550)
        self.listed_sessions = exchange_sessions(MARKET_START, ahead)
        self.sessions = self.listed_sessions[self.listed_sessions <= self.end]
        if len(self.sessions) < 2:
            raise ValueError(f"the simulated market starts {MARKET_START} and needs two sessions, not end={end}")
        self.vx_expiries = vx_monthly_expiries(self.listed_sessions)
        weeklies = vx_weekly_expiries(self.listed_sessions)
        self.vx_weekly_expiries = weeklies[weeklies >= np.datetime64(FIRST_WEEKLY, "D")]

    def third_friday_expiries(self, first_day: np.datetime64) -> Days:
        """Return the monthly SPX expiries of eight months: the third Friday, or the session before it."""
        first = first_day.astype("datetime64[M]")
        fridays = third_fridays(np.arange(first, first + 8))
        places = np.searchsorted(self.listed_sessions, fridays, side="right") - 1
        return self.listed_sessions[places]


def calendar_date(day: np.datetime64) -> date:
    """Return a numpy day as the standard library's date."""
    return date.fromisoformat(str(day))


def weekdays(first: date, last: np.datetime64) -> Days:
    """Return Mondays to Fridays between two dates, both included."""
    days = np.arange(np.datetime64(first, "D"), last + _DAY)
    return np.asarray(days[np.is_busday(days)])


def months(first: date, last: np.datetime64) -> Days:
    """Return the first day of each month between two dates, both months included."""
    span = np.arange(np.datetime64(first, "M"), last.astype("datetime64[M]") + 1)
    return np.asarray(span.astype("datetime64[D]"))


def last_public_month(end: np.datetime64, release_day: int) -> np.datetime64:
    """Return the newest month whose value is out, if month m is published on a day of month m + 1."""
    month = end.astype("datetime64[M]")
    is_out = (end - month.astype("datetime64[D]")) / _DAY + 1 >= release_day
    newest: np.datetime64 = (month - (1 if is_out else 2)).astype("datetime64[D]")
    return newest


def bank_holidays(days: Days) -> NDArray[np.bool_]:
    """Tell which weekdays are federal holidays, when H.10 and H.15 print no value.

    Source: 5 U.S.C. 6103; a Sunday holiday is kept on Monday, a Saturday one is not kept by the
    Federal Reserve. Good Friday is not one of them, though exchanges close.
    """
    years = np.unique(days.astype("datetime64[Y]"))
    holidays = np.concatenate([_federal_holidays(int(str(year))) for year in years])
    return np.isin(days, holidays)


def _federal_holidays(year: int) -> Days:
    fixed = [(1, 1), (7, 4), (11, 11), (12, 25)] + ([(6, 19)] if year >= 2021 else [])
    kept = [np.datetime64(date(year, month, day), "D") for month, day in fixed]
    observed = [day + _DAY if day.astype(int) % 7 == 3 else day for day in kept]  # day 3 was a Sunday
    floating = [
        np.busday_offset(f"{year}-{month:02d}", count, roll="forward", weekmask=weekday)
        for month, count, weekday in ((1, 2, "Mon"), (2, 2, "Mon"), (9, 0, "Mon"), (10, 1, "Mon"), (11, 3, "Thu"))
    ]
    memorial = np.busday_offset(f"{year}-06", -1, roll="forward", weekmask="Mon")
    return np.array([*observed, *floating, memorial], dtype="datetime64[D]")
