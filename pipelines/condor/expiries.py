"""Which expiry each close would choose, and on which closes a book may order at all. Pure (§3.4)."""

import numpy as np
from numpy.typing import NDArray

from pipelines.condor.market import Bools, Dates
from pipelines.condor.policy import CondorPolicy
from pipelines.quant.expiry_calendar import spx_monthly_expiries, spx_weekly_friday_expiries

_ONE_DAY = np.timedelta64(1, "D")
_NO_DATE = np.datetime64("NaT", "D")
_NEAREST_WITHIN_DAYS = {"spxw_friday": 7.0, "third_friday": 22.0}  # beyond, the calendar has ended
_SESSIONS_TO_EXPIRY = 2  # filled in the next session, a day before its expiry


def chosen_expiries(trade_dates: Dates, sessions: Dates, policy: CondorPolicy) -> Dates:
    """Return the expiry of the policy's series for every close, NaT where none is known.

    Daily expiries are chosen by sessions: the one after the session of the fill, so that the condor has
    one day left when it is sold. Fridays are chosen by days, the nearest to `dte_days`.
    """
    if policy.expiry_series == "spxw_daily":
        return _session_after(trade_dates, sessions, _SESSIONS_TO_EXPIRY)
    is_weekly = policy.expiry_series == "spxw_friday"
    listed = spx_weekly_friday_expiries(sessions) if is_weekly else spx_monthly_expiries(sessions)
    return nearest_expiries(trade_dates, listed, policy.dte_days, _NEAREST_WITHIN_DAYS[policy.expiry_series])


def next_sessions(trade_dates: Dates, sessions: Dates) -> Dates:
    """Return the session in which an order of each close fills, NaT beyond the calendar."""
    return _session_after(trade_dates, sessions, 1)


def is_entry_session(trade_dates: Dates, sessions: Dates, policy: CondorPolicy) -> Bools:
    """Tell on which closes the policy may order: any, or those whose fill is on an expiry Friday."""
    if policy.entry == "any_session":
        return np.ones(len(trade_dates), dtype=bool)
    is_weekly = policy.entry == "before_expiry_friday"
    fridays = spx_weekly_friday_expiries(sessions) if is_weekly else spx_monthly_expiries(sessions)
    return np.isin(next_sessions(trade_dates, sessions), fridays)


def nearest_expiries(trade_dates: Dates, expiries: Dates, dte_days: int, within_days: float = 7.0) -> Dates:
    """Return the listed expiry nearest to `dte_days` after each date, the earlier of two; NaT if none is near.

    Args:
        trade_dates: Shape (n_days,).
        expiries: Increasing, not empty. Shape (n_expiries,).
        dte_days: Calendar days.
        within_days: Largest distance from the wanted day.
    """
    wanted = trade_dates + np.timedelta64(dte_days, "D")
    later = np.clip(np.searchsorted(expiries, wanted), 0, len(expiries) - 1)
    earlier = np.maximum(later - 1, 0)
    gap_after = np.abs((expiries[later] - wanted) / _ONE_DAY)
    gap_before = np.abs((wanted - expiries[earlier]) / _ONE_DAY)
    chosen = expiries[np.where(gap_after < gap_before, later, earlier)]
    is_near = np.minimum(gap_after, gap_before) <= within_days
    return np.where(is_near, chosen, _NO_DATE)


def _session_after(trade_dates: Dates, sessions: Dates, steps: int) -> Dates:
    place: NDArray[np.intp] = np.searchsorted(sessions, trade_dates, side="right") - 1 + steps
    return np.where(place < len(sessions), sessions[np.minimum(place, len(sessions) - 1)], _NO_DATE)
