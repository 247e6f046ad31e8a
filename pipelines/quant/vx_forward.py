"""The forward a VIX option is priced on: the VX future of its own expiry, else between its neighbours. Pure numpy.

Hierarchy of methodology §6.1: the matched future; between the bracketing futures, linear in calendar days, with
VIX itself at no days as the earliest neighbour; else nothing, for a guess is no forward.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]


class ForwardSource(StrEnum):
    """Where a forward comes from; every price on it says so."""

    FUTURE = "vx_settle"  # the settlement of the same expiry
    PARITY = "parity"  # put-call parity on a chain
    CARRIED = "vx_carried"  # the last one known, where a day has none
    INTERPOLATED = "vx_interpolated"  # between two futures
    INTERPOLATED_SPOT = "vix_vx_interpolated"  # between VIX and the first future
    CARRY = "carry"  # spot, rate and dividends (SPX)


MOST_CARRIED_DAYS = 5
"""Sessions in a row without a level of volatility that its last one stands in for; a week and no more."""

_ONE_DAY = np.timedelta64(1, "D")


class VxCurve:
    """Settlements of VX futures by trade date and expiry."""

    def __init__(self, trade_dates: Dates, expiry_dates: Dates, settle_pts: Floats) -> None:
        """Keep settlements, shapes (n,); those that are not positive numbers are left out."""
        is_known = np.isfinite(settle_pts) & (settle_pts > 0)
        keys = _keys(trade_dates[is_known], expiry_dates[is_known])
        order = np.argsort(keys)
        self._keys = keys[order]
        self._trade_dates = trade_dates[is_known][order]
        self._expiry_dates = expiry_dates[is_known][order]
        self._settle_pts = settle_pts[is_known][order]

    def settled(self, trade_dates: Dates, expiry_dates: Dates) -> Floats:
        """Return the settlement of each expiry on each day, NaN where there is none. Shape (n,)."""
        if not len(self._keys):
            return np.full(len(trade_dates), np.nan)
        wanted = _keys(trade_dates, expiry_dates)
        places = np.minimum(np.searchsorted(self._keys, wanted), len(self._keys) - 1)
        return np.where(self._keys[places] == wanted, self._settle_pts[places], np.nan)

    def forwards(self, trade_dates: Dates, expiry_dates: Dates, vix_pts: Floats) -> tuple[Floats, list[str | None]]:
        """Return the forward of each expiry on each day and its source; NaN and None where there is none.

        Args:
            trade_dates: Days asked for. Shape (n,).
            expiry_dates: Expiry asked for on each. Shape (n,).
            vix_pts: VIX close on each day; NaN = unknown. Shape (n,).
        """
        levels = self.settled(trade_dates, expiry_dates)
        sources: list[str | None] = [str(ForwardSource.FUTURE)] * len(trade_dates)
        for place in np.flatnonzero(np.isnan(levels)):
            levels[place], sources[place] = self._between(trade_dates[place], expiry_dates[place], vix_pts[place])
        return levels, sources

    def nearest_days(self, trade_dates: Dates) -> Floats:
        """Return the days to the first live future on each day, infinity where none is listed. Shape (n,)."""
        found = np.full(len(trade_dates), np.inf)
        for place, day in enumerate(trade_dates):
            days, _ = self._live(day)
            found[place] = days[0] if len(days) else np.inf
        return found

    def _live(self, day: np.datetime64) -> tuple[Floats, Floats]:
        """Days to expiry and settlements of the futures that live on after a day, the nearest first."""
        start = int(np.searchsorted(self._trade_dates, day, side="left"))
        end = int(np.searchsorted(self._trade_dates, day, side="right"))
        days = np.asarray((self._expiry_dates[start:end] - day) / _ONE_DAY, dtype=np.float64)
        return days[days > 0], self._settle_pts[start:end][days > 0]

    def _between(self, day: np.datetime64, expiry: np.datetime64, vix_pts: float) -> tuple[float, str | None]:
        days, levels = self._live(day)
        wanted = float((expiry - day) / _ONE_DAY)
        if not len(days) or wanted > days[-1] or wanted <= 0:
            return float("nan"), None
        if wanted >= days[0]:
            return float(np.interp(wanted, days, levels)), str(ForwardSource.INTERPOLATED)
        if np.isnan(vix_pts):
            return float("nan"), None
        near = np.interp(wanted, [0.0, days[0]], [vix_pts, levels[0]])
        return float(near), str(ForwardSource.INTERPOLATED_SPOT)


def carried_forward(
    levels: Floats,
    sources: Sequence[str | None],
    contracts: NDArray[Any],
    most_days: int,
    carried: str = str(ForwardSource.CARRIED),
) -> tuple[Floats, list[str | None]]:
    """Fill days without a forward with the last one of the same expiry, for at most so many days in a row.

    Args:
        levels: Forwards in date order, NaN where there is none. Shape (n,).
        sources: Their sources.
        contracts: What each is a level of, its expiry for one; a gap is filled from the same only. Shape (n,).
        most_days: Most days of a run that are filled; the rest of it stays without.
        carried: What the source of a filled day is called.
    """
    filled, named, run = levels.copy(), list(sources), 0
    for place in range(1, len(filled)):
        is_gap = np.isnan(filled[place]) and contracts[place] == contracts[place - 1]
        run = run + 1 if is_gap else 0
        if is_gap and run <= most_days and not np.isnan(filled[place - 1]):
            filled[place], named[place] = filled[place - 1], carried
    return filled, named


def _keys(trade_dates: Dates, expiry_dates: Dates) -> NDArray[np.int64]:
    """One number per contract-day that sorts by day, then by expiry."""
    return _numbers(trade_dates) * 1_000_000 + _numbers(expiry_dates)


def _numbers(dates: Dates) -> NDArray[np.int64]:
    return dates.astype("datetime64[D]").astype(np.int64)
