"""Sessions that a load is judged by, and the newest one that it should know of."""

from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.contracts.profile import Clock
from pipelines.contracts.table import TableContract
from pipelines.sources.exchange_calendar import exchange_sessions
from pipelines.sources.landing import LandedFile

_FIRST, _LAST = date(2004, 1, 1), date(2031, 12, 31)
DECIDED_AT = time(16, 30)  # the decision clock, New York
_NEW_YORK = ZoneInfo("America/New_York")


def load_clock(contract: TableContract, rows: pl.DataFrame, files: list[LandedFile], *, is_live: bool) -> Clock | None:
    """Clock of a load; None where its contract promises nothing about the table as a whole.

    Live, the newest session is the last one whose decision clock had passed when the files were fetched, so
    that the same landing is always judged alike. An archive or a simulated market ends where its rows end.
    """
    if not contract.profile or contract.observed is None:
        return None
    sessions = all_sessions()
    newest = rows[contract.observed].max()
    if is_live and files:
        fetched = max(datetime.fromisoformat(file.fetched_at) for file in files)
        newest = newest_session(sessions, fetched)
    return Clock(sessions, newest) if isinstance(newest, date) else None


def newest_session(sessions: pl.Series, now: datetime) -> date:
    """Last session whose decision clock (16:30 New York) has passed at an instant."""
    here = now.astimezone(_NEW_YORK)
    last = here.date() if here.time() >= DECIDED_AT else here.date() - timedelta(days=1)
    newest = sessions.filter(sessions <= last).max()
    if not isinstance(newest, date):
        raise ValueError(f"{now}: before the first session of the calendar")
    return newest


@cache
def all_sessions() -> pl.Series:
    """Sessions from the first that can matter to the last that is planned, ascending."""
    return pl.Series("session_date", exchange_sessions(_FIRST, _LAST), dtype=pl.Date)
