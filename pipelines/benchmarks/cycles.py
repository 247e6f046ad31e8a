"""From one roll to the next: which roll each close belongs to, and how values chain over rolls. Pure."""

from dataclasses import dataclass

import numpy as np

from pipelines.benchmarks.market import Dates, Floats, Places


@dataclass(frozen=True)
class Cycles:
    """Rolls inside the sessions known, and the cycle that each close is in."""

    roll_places: Places  # session of each roll, (n_rolls,)
    roll_dates: Dates  # the same as dates
    next_dates: Dates  # when each roll's one-month options settle, (n_rolls,)
    expiry_dates: Dates  # all expiries, beyond the last session too
    day_places: Places  # sessions from the first roll on, (n_days,)
    cycle_of_day: Places  # roll that each of them belongs to; a roll's own close is in its new cycle

    @classmethod
    def of(cls, session_dates: Dates, expiry_dates: Dates, first_date: np.datetime64) -> "Cycles":
        """Cut sessions at expiries.

        Args:
            session_dates: Closes known, increasing. Shape (n_sessions,).
            expiry_dates: Settlement dates, increasing, reaching beyond the last session. Shape (n_expiries,).
            first_date: No roll before it.

        Raises:
            ValueError: No expiry after the last session is known.
        """
        if not len(expiry_dates) or expiry_dates[-1] <= session_dates[-1]:
            raise ValueError(f"no expiry after {session_dates[-1]} is known: the calendar ends too early")
        is_roll = (expiry_dates >= max(first_date, session_dates[1])) & np.isin(expiry_dates, session_dates)
        numbers = np.flatnonzero(is_roll)
        return cls.rolled_on(session_dates, expiry_dates[numbers], expiry_dates[numbers + 1], expiry_dates)

    @classmethod
    def rolled_on(cls, session_dates: Dates, roll_dates: Dates, next_dates: Dates, expiry_dates: Dates) -> "Cycles":
        """Cut sessions at rolls that are given.

        Args:
            session_dates: Closes known, increasing. Shape (n_sessions,).
            roll_dates: Increasing, all of them sessions. Shape (n_rolls,).
            next_dates: When the options of each roll settle, not after the next roll. Shape (n_rolls,).
            expiry_dates: All expiries.
        """
        rolls = np.searchsorted(session_dates, roll_dates)
        start = rolls[0] if len(rolls) else len(session_dates)
        days = np.arange(start, len(session_dates))
        cycle = np.searchsorted(rolls, days, side="right") - 1
        return cls(rolls, roll_dates, next_dates, expiry_dates, days, cycle)


def start_levels(growth_at_end: Floats) -> Floats:
    """Return the level at each cycle's start, 1 at the first.

    Args:
        growth_at_end: Value at the next roll over value at the cycle's start. Shape (n_rolls,); the last is not used.
    """
    return np.concatenate([[1.0], np.cumprod(growth_at_end[:-1])])
