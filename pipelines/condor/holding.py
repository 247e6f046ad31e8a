"""Which condor a rung holds at each close, one at a time. Pure.

An order decided at close t fills at t+1 and lapses if t+1 has no price; the condor is held to its
expiry and settles at that day's SPX close, after which the same close may decide the next order. A
close on which the policy wants no condor orders the one held to be closed, with the same fill.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.condor.market import Bools, Dates, Floats, SpxMarket

Places = NDArray[np.int64]

NOTHING = -1


@dataclass(frozen=True)
class Holdings:
    """Places (row numbers) of the days that matter for each close; `NOTHING` where there is none."""

    decided_at: Places  # day that decided the condor held at this close
    filled_at: Places  # day that it was filled
    settled: Places  # deciding day of the condor that settled at this close
    closed: Places  # deciding day of the condor that was bought back at this close
    closed_filled_at: Places  # day that it was filled
    is_order: Bools  # this close orders a condor
    is_close_order: Bools  # this close orders the one held to be closed


@dataclass(frozen=True)
class _Position:
    decided_at: int = NOTHING
    filled_at: int = NOTHING


_FLAT = _Position()


def holdings_of(market: SpxMarket, expiry_dates: Dates, is_wanted: Bools, is_unwanted: Bools) -> Holdings:
    """Walk the closes in order.

    Args:
        market: The closes.
        expiry_dates: Expiry that each close would choose. Shape (n_days,).
        is_wanted: The close would order if the rung were flat. Shape (n_days,).
        is_unwanted: The close orders a condor held to be closed. Shape (n_days,).

    Returns:
        One entry per close. Entry t depends on closes up to t only.
    """
    walk = RungWalk(market, expiry_dates)
    for today in range(len(expiry_dates)):
        walk.morning(today)
        walk.evening(today, is_wanted=bool(is_wanted[today]), is_unwanted=bool(is_unwanted[today]))
    return walk.holdings


class RungWalk:
    """One rung on its way through the closes: what a close finds in the morning, what it orders in the evening."""

    def __init__(self, market: SpxMarket, expiry_dates: Dates) -> None:
        """Start flat."""
        days = len(expiry_dates)
        self._market, self._expiry_dates = market, expiry_dates
        places, flags = np.full((5, days), NOTHING, dtype=np.int64), np.zeros((2, days), dtype=bool)
        self.holdings = Holdings(*places, *flags)
        self._held, self._ordered, self._is_closing = _FLAT, NOTHING, False

    @property
    def is_flat(self) -> bool:
        """Whether nothing is held."""
        return self._held is _FLAT

    def morning(self, today: int) -> None:
        """Fill yesterday's order, settle what expired, buy back what was ordered closed."""
        market, ordered, days = self._market, self._ordered, self.holdings
        date = market.trade_dates[today]
        if ordered != NOTHING and market.is_priced[today] and date < self._expiry_dates[ordered]:
            self._held = _Position(decided_at=ordered, filled_at=today)
        held = self._held
        if held is not _FLAT and _is_settled(market, self._expiry_dates[held.decided_at], today):
            days.settled[today], self._held = held.decided_at, _FLAT
        elif self._is_closing and market.is_priced[today] and date < self._expiry_dates[held.decided_at]:
            days.closed[today], days.closed_filled_at[today], self._held = held.decided_at, held.filled_at, _FLAT
        days.decided_at[today], days.filled_at[today] = self._held.decided_at, self._held.filled_at

    def evening(self, today: int, *, is_wanted: bool, is_unwanted: bool) -> None:
        """Order a condor where the rung is flat, or the end of the one that is held."""
        days = self.holdings
        days.is_order[today] = self.is_flat and is_wanted
        self._is_closing = days.is_close_order[today] = not self.is_flat and is_unwanted
        self._ordered = today if days.is_order[today] else NOTHING


def _is_settled(market: SpxMarket, expiry_date: np.datetime64, today: int) -> bool:
    """Settlement waits for an SPX close if the expiry day has none."""
    return bool(market.trade_dates[today] >= expiry_date and np.isfinite(market.spot_pts[today]))


def carried_forward(marks_pts: Floats, decided_at: Places) -> tuple[Floats, Bools]:
    """Fill a held condor's missing marks with its last one.

    Args:
        marks_pts: Marks per leg; NaN without a price. Shape (n_days, 4).
        decided_at: Which condor each close holds. Shape (n_days,).

    Returns:
        Marks, and a flag per close that is true where the mark is an earlier day's.
    """
    filled = marks_pts.copy()
    is_stale = np.isnan(marks_pts).any(axis=1) & (decided_at != NOTHING)
    for today in np.flatnonzero(is_stale):
        filled[today] = filled[today - 1]
    return filled, is_stale
