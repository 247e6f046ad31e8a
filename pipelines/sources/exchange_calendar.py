"""New York Stock Exchange sessions (XNYS), the clock of every index and option series here.

Source: the `exchange_calendars` package, calendar XNYS. Cboe's index options follow the same
holidays; VX futures also trade on some of them (methodology §5.1), which is why VX files may hold
dates that are not sessions.
"""

from __future__ import annotations

import warnings
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

if TYPE_CHECKING:
    from numpy.typing import NDArray

_EXCHANGE = "XNYS"


def exchange_sessions(start: date, end: date) -> NDArray[np.datetime64]:
    """Return the session dates between two dates, both ends included.

    Args:
        start: First date asked for.
        end: Last date asked for; may lie in the future, where the known holiday rules are applied.

    Returns:
        Increasing dates, dtype datetime64[D]. Shape (n_sessions,).
    """
    return _nanoseconds(_calendar(start, end).sessions).astype("datetime64[D]")


def session_closes(start: date, end: date) -> pl.DataFrame:
    """Return the closing time of each session between two dates, both ends included.

    Args:
        start: First date asked for.
        end: Last date asked for.

    Returns:
        Frame `session_date` Date, `close_at` Datetime(us, UTC), `is_half_day` Boolean, by date.
    """
    calendar = _calendar(start, end)
    sessions = _nanoseconds(calendar.sessions).astype("datetime64[D]")
    early = _nanoseconds(calendar.early_closes).astype("datetime64[D]")
    return pl.DataFrame(
        {
            "session_date": sessions,
            "close_at": _nanoseconds(calendar.closes).astype("datetime64[us]"),
            "is_half_day": np.isin(sessions, early),
        }
    ).with_columns(pl.col("close_at").dt.replace_time_zone("UTC"))


def _calendar(start: date, end: date) -> Any:  # noqa: ANN401 - the library ships no types
    # Imported here: it costs about half a second, and most commands need no calendar.
    import exchange_calendars  # noqa: PLC0415

    with warnings.catch_warnings():
        # The library's own use of pandas, nothing a reader of our log could act on.
        warnings.filterwarnings("ignore", message="Series.values returning")
        # Without bounds the library stops one year ahead, short of the listed expiries.
        return exchange_calendars.get_calendar(_EXCHANGE, start=start, end=end)


def _nanoseconds(stamps: Any) -> NDArray[np.datetime64]:  # noqa: ANN401 - pandas index or series
    """Return pandas stamps as plain numpy; an aware stamp becomes its UTC instant."""
    return np.asarray(stamps.to_numpy(dtype="datetime64[ns]"), dtype="datetime64[ns]")
