"""Expiry dates by the exchange's rules. Pure numpy.

Rules (methodology §3.4, Cboe contract specifications): a monthly VX future and VIX option settle
on the Wednesday 30 days before the third Friday of the following month; when that Wednesday or
that Friday is a holiday, on the business day before the Wednesday. SPX weeklies (SPXW) expire on
Fridays; when the Friday is a holiday, on the business day before.
"""

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]

_ONE_DAY = np.timedelta64(1, "D")
_THIRTY_DAYS = np.timedelta64(30, "D")


def third_fridays(months: Dates) -> Dates:
    """Return the third Friday of each month, holiday or not.

    Args:
        months: Months, any datetime64 unit. Shape (n,).

    Returns:
        Dates, datetime64[D]. Shape (n,).
    """
    first_days = months.astype("datetime64[M]").astype("datetime64[D]")
    return np.asarray(np.busday_offset(first_days, 2, roll="forward", weekmask="Fri"))


def vx_monthly_expiries(sessions: Dates) -> Dates:
    """Return the final settlement dates of the monthly VX futures and VIX options (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing settlement dates, datetime64[D]. Only months whose Wednesday, Friday and the
        session that replaces the Wednesday all lie inside the span of `sessions`: outside it a
        holiday can't be told from an unknown day.

    Raises:
        ValueError: Sessions do not increase.
    """
    _require_increasing(sessions)
    if not len(sessions):
        return sessions.astype("datetime64[D]")
    first, last = sessions[0], sessions[-1]
    months = np.arange(first.astype("datetime64[M]"), last.astype("datetime64[M]") + 1)
    fridays = third_fridays(months)
    wednesdays = fridays - _THIRTY_DAYS
    is_known = (wednesdays > first) & (fridays <= last)
    fridays, wednesdays = fridays[is_known], wednesdays[is_known]
    is_plain = np.isin(wednesdays, sessions) & np.isin(fridays, sessions)
    latest = np.where(is_plain, wednesdays, wednesdays - _ONE_DAY)
    return _session_on_or_before(latest, sessions)


def spx_weekly_friday_expiries(sessions: Dates) -> Dates:
    """Return the Friday SPXW expiries; a holiday Friday expires on the session before (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing expiry dates, datetime64[D], for every Friday inside the span of `sessions`.

    Raises:
        ValueError: Sessions do not increase.
    """
    _require_increasing(sessions)
    if not len(sessions):
        return sessions.astype("datetime64[D]")
    days = np.arange(sessions[0], sessions[-1] + _ONE_DAY)
    fridays = days[np.is_busday(days, weekmask="Fri")]
    return _session_on_or_before(fridays, sessions)


def spx_third_friday_expiries(sessions: Dates) -> Dates:
    """Return the monthly SPX expiries, third Fridays; a holiday one expires on the session before (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing expiry dates, datetime64[D], for every third Friday inside the span of `sessions`.

    Raises:
        ValueError: Sessions do not increase.
    """
    _require_increasing(sessions)
    if not len(sessions):
        return sessions.astype("datetime64[D]")
    fridays = third_fridays(np.arange(sessions[0].astype("datetime64[M]"), sessions[-1].astype("datetime64[M]") + 1))
    return _session_on_or_before(fridays[(fridays >= sessions[0]) & (fridays <= sessions[-1])], sessions)


def _session_on_or_before(days: Dates, sessions: Dates) -> Dates:
    return sessions[np.searchsorted(sessions, days, side="right") - 1]


def _require_increasing(sessions: Dates) -> None:
    if not (np.diff(sessions) > np.timedelta64(0, "D")).all():
        raise ValueError("sessions must increase")
