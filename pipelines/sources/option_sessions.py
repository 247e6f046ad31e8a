"""Which session option quotes belong to, and which root an option has whose file names none."""

from datetime import date, datetime, time, timedelta
from functools import cache

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.expiry_calendar import third_fridays, vx_monthly_expiries
from pipelines.sources.exchange_calendar import exchange_sessions, session_closes

FIRST, LAST = date(2004, 1, 1), date(2035, 12, 31)
_BEFORE_CLOSE = timedelta(minutes=15)
_OPENS_AT = time(9, 30)  # before the open a page still shows the session before


def last_opened_session(stamp: datetime) -> date:
    """Last session that had opened at a New York stamp: quotes pulled before the open are of the day before.

    Raises:
        ValueError: The stamp lies outside the calendar.
    """
    day = stamp.date() - timedelta(days=stamp.time() < _OPENS_AT)
    if not FIRST < day <= LAST:
        raise ValueError(f"{day} is not between {FIRST} and {LAST}")
    sessions = _sessions()
    found: date = sessions[np.searchsorted(sessions, np.datetime64(day), side="right") - 1].astype(date)
    return found


def is_off_close(quoted: datetime, pulled: date, session: date) -> bool:
    """Whether quotes are not those of a session's close.

    They were quoted before it, or pulled in the morning of a later session, when overnight quotes have replaced them.
    On a weekend or a holiday the page still shows the closing quotes. The page of 2019-05-13 04:47 shows the index
    level of 2019-05-10 beside options whose parity forward lies 32 points below it.

    Args:
        quoted: Instant of the quotes, with a zone.
        pulled: Day of the pull, New York.
        session: Session that they are said to be of.
    """
    close = close_of(session)
    is_early = close is not None and quoted < close
    return is_early or (pulled > session and bool(np.isin(np.datetime64(pulled), _sessions())))


def are_off_close(rows: pl.DataFrame) -> pl.Series:
    """Whether quotes with an instant, `quoted_at`, are not those of the close of `quote_date`.

    Vendors take a chain as much as a quarter of an hour before the close, when both sides are still made.
    """
    dated = rows.select("quote_date", "quoted_at").join(closes(), on="quote_date", how="left", maintain_order="left")
    day = pl.col("quoted_at").dt.convert_time_zone("America/New_York").dt.date()
    is_early = pl.col("quoted_at") < pl.col("close_at") - _BEFORE_CLOSE
    return dated.select(((day != pl.col("quote_date")) | is_early).fill_null(value=False).alias("off"))["off"]


@cache
def closes() -> pl.DataFrame:
    """Closing instant of each session, half days included: `quote_date`, `close_at`."""
    return session_closes(FIRST, LAST).select(pl.col("session_date").alias("quote_date"), "close_at")


def close_of(session: date) -> datetime | None:
    """Instant at which a session closes; None on a day without one."""
    return _close_instants().get(session)


@cache
def _close_instants() -> dict[date, datetime]:
    return dict(closes().iter_rows())


@cache
def monthly_expiries(index: str) -> frozenset[date]:
    """Expiries of the AM-settled monthly options: `SPX` and `VIX` themselves; all others are weeklies."""
    sessions = _sessions()
    if index == "VIX":
        return frozenset(vx_monthly_expiries(sessions).tolist())
    fridays = third_fridays(np.arange(sessions[0].astype("datetime64[M]"), sessions[-1].astype("datetime64[M]")))
    # On a holiday Friday the options end on Thursday. Before February 2015 files name the Saturday after
    thursdays = sessions[np.searchsorted(sessions, fridays, side="right") - 1]
    return frozenset([*fridays.tolist(), *thursdays.tolist(), *(fridays + np.timedelta64(1, "D")).tolist()])


@cache
def _sessions() -> NDArray[np.datetime64]:
    return exchange_sessions(FIRST, LAST)
