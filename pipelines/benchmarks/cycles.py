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
        rolls = np.searchsorted(session_dates, expiry_dates[numbers])
        start = rolls[0] if len(rolls) else len(session_dates)
        days = np.arange(start, len(session_dates))
        cycle = np.searchsorted(rolls, days, side="right") - 1
        return cls(rolls, session_dates[rolls], expiry_dates[numbers + 1], expiry_dates, days, cycle)


def chained_levels(cycles: Cycles, growth_at_close: Floats, growth_at_end: Floats) -> Floats:
    """Return levels from growth since each cycle's start; 1 at the first roll.

    Args:
        cycles: The cycles.
        growth_at_close: Value at each close over value at its cycle's start. Shape (n_days,).
        growth_at_end: The same at the next roll. Shape (n_rolls,); the last one is not used.
    """
    starts = np.concatenate([[1.0], np.cumprod(growth_at_end[:-1])])
    return np.asarray(starts[cycles.cycle_of_day] * growth_at_close)
