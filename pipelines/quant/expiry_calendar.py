"""Expiry dates by the exchange's rules. Pure numpy.

Rules (methodology §3.4, Cboe contract specifications): a monthly VX future and VIX option settle
on the Wednesday 30 days before the third Friday of the following month; when that Wednesday or
that Friday is a holiday, on the business day before the Wednesday. SPX monthlies (root SPX, AM-settled)
expire on the third Friday or the business day before. SPX weeklies (root SPXW, PM-settled) expire on each
weekday from the day on which that weekday was first listed; a holiday moves a Monday's expiry to the business day
after, any other to the one before (Cboe Rule 4.13(e)). Month-end expiries that fall on no listed weekday are not
in these calendars.
"""

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]

_ONE_DAY = np.timedelta64(1, "D")
_THIRTY_DAYS = np.timedelta64(30, "D")
_WEEKLIES_LISTED = {
    "Mon": "2016-08-15", "Tue": "2022-04-18", "Wed": "2016-02-23", "Thu": "2022-05-11", "Fri": "2005-10-28",
}  # fmt: skip


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


def vx_weekly_expiries(sessions: Dates) -> Dates:
    """Return the final settlement dates of the weekly VX futures: Wednesdays of weeks without a monthly (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing settlement dates, datetime64[D]; a holiday Wednesday settles on the session before.
        Only weeks in which the monthlies are known.

    Raises:
        ValueError: Sessions do not increase.
    """
    monthlies = vx_monthly_expiries(sessions)
    if not len(monthlies):
        return monthlies
    days = np.arange(monthlies[0], monthlies[-1])
    wednesdays = days[np.is_busday(days, weekmask="Wed")]
    before = np.searchsorted(monthlies, wednesdays, side="right") - 1
    has_monthly = wednesdays - monthlies[before] < np.timedelta64(5, "D")  # the monthly may be on the Tuesday
    return _session_on_or_before(wednesdays[~has_monthly], sessions)


def spx_monthly_expiries(sessions: Dates) -> Dates:
    """Return the AM-settled SPX expiries: third Fridays, or the session before a holiday (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing expiry dates, datetime64[D], of every third Friday inside the span of `sessions`.

    Raises:
        ValueError: Sessions do not increase.
    """
    _require_increasing(sessions)
    if not len(sessions):
        return sessions.astype("datetime64[D]")
    months = np.arange(sessions[0].astype("datetime64[M]"), sessions[-1].astype("datetime64[M]") + 1)
    fridays = third_fridays(months)
    return _session_on_or_before(fridays[(fridays >= sessions[0]) & (fridays <= sessions[-1])], sessions)


def spxw_expiries(sessions: Dates) -> Dates:
    """Return the PM-settled SPXW expiries of all weekdays, each from its first listing (§3.4).

    Args:
        sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).

    Returns:
        Increasing expiry dates without repetition, datetime64[D].

    Raises:
        ValueError: Sessions do not increase.
    """
    _require_increasing(sessions)
    if not len(sessions):
        return sessions.astype("datetime64[D]")
    days = np.arange(sessions[0], sessions[-1] + _ONE_DAY)
    expiries = []
    for weekday, listed in _WEEKLIES_LISTED.items():
        named = days[np.is_busday(days, weekmask=weekday) & (days >= np.datetime64(listed))]
        moved = _session_on_or_after if weekday == "Mon" else _session_on_or_before
        expiries.append(moved(named, sessions))
    return np.unique(np.concatenate(expiries))


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


def _session_on_or_before(days: Dates, sessions: Dates) -> Dates:
    return sessions[np.searchsorted(sessions, days, side="right") - 1]


def _session_on_or_after(days: Dates, sessions: Dates) -> Dates:
    places = np.searchsorted(sessions, days)
    return sessions[places[places < len(sessions)]]


def _require_increasing(sessions: Dates) -> None:
    if not (np.diff(sessions) > np.timedelta64(0, "D")).all():
        raise ValueError("sessions must increase")
