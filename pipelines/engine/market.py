"""Arrays that all configurations of one market share. Named tuples of arrays, as compiled code takes them."""

from collections.abc import Mapping
from typing import Any, NamedTuple, get_type_hints

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
Flags = NDArray[np.bool_]


class Market(NamedTuple):
    """Everything a walk reads. Days have shape (n,); a NaN is a value that was not published.

    A *surface* is flat: the value of expiry e on day d stands at `base[e] + d`, for the days before its
    expiry, so that the life of one option is one run of memory.
    """

    dates: Places  # days since 1970-01-01
    months: Floats  # of the purse
    vix: Floats
    vvix: Floats  # last one published
    rate: Floats  # last one published, 0 before the first
    rsi: Floats
    press: Flags
    is_rebalance: Flags
    is_after_expiry: Flags
    expiries: Places  # VX, days since 1970-01-01, increasing
    last_order: Places  # last date an order makes sense
    settle_at: Floats  # per expiry: SOQ, else the last VX settlement of a week
    first_live: Places  # per day: first expiry after it
    base: Places
    end_day: Places  # first day on or after the expiry
    forward: Floats  # surface: last VX settlement of a week
    is_settled: Flags  # surface: settled on this very day
    level: Floats  # surface: smile
    slope: Floats
    strikes: Floats  # the grid, then every chain
    strikes_from: Places  # surface: where its strikes begin
    strikes_to: Places
    vol_min: float
    vol_max: float
    spot: Floats
    spx_rate: Floats  # as published
    stress: Floats  # multiple of the SPX spread
    is_priced: Flags
    spx_expiries: Places
    spx_base: Places
    spx_end: Places
    atm: Floats  # surface of SPX
    gates: Flags  # (gates, n): all triggers of a layer say yes
    vegas: Floats  # (vegas, n): USD per volatility point of a condor book
    is_wanted: Flags  # (plans, n): a flat rung would order
    is_unwanted: Flags  # (plans, n): a held condor is closed
    plan_expiry: Places  # (plans, n): place among `spx_expiries`, −1 without one
    plan_contracts: Places  # (plans, n)
    plan_strikes: Floats  # (plans, n, 4)
    is_struck_at_fill: Flags  # (plans,)
    spikes: Places  # (spikes, 2): first and last day of complete VIX spikes
    spike_drawdown: float  # smallest unhedged drawdown that counts


_DIMENSIONS = {
    "gates": 2, "vegas": 2, "is_wanted": 2, "is_unwanted": 2, "plan_expiry": 2, "plan_contracts": 2,
    "plan_strikes": 3, "spikes": 2,
}  # fmt: skip


def market_of(columns: Mapping[str, Any]) -> Market:
    """Build a market whose arrays all have the one type and layout that the walk is compiled for."""
    kinds = {Floats: np.float64, Places: np.int64, Flags: np.bool_}
    fields: dict[str, Any] = {
        name: float(columns[name]) if hint is float else np.array(columns[name], dtype=kinds[hint], order="C")
        for name, hint in get_type_hints(Market).items()
    }
    return Market(**fields)


def empty_market() -> Market:
    """A market of one day on which nothing exists: enough to compile the walk."""
    shapes = {name: (1,) * _DIMENSIONS.get(name, 1) for name in Market._fields}
    numbers = {name: 0.0 for name, hint in get_type_hints(Market).items() if hint is float}
    return market_of({name: np.zeros(shape) for name, shape in shapes.items()} | numbers)


MARKET = np.dtype(
    [(name, np.float64 if hint is float else np.int64) for name, hint in get_type_hints(Market).items()]
    + [(name, np.int64) for name in ("days", "vx_contracts", "spike_count")]
)
"""Addresses of a market's arrays, and its numbers: what the walk takes."""


def address(array: NDArray[Any]) -> int:
    """Where an array begins in memory."""
    return int(array.__array_interface__["data"][0])


def addresses(market: Market) -> np.ndarray:
    """Return `MARKET`, shape (1,); good as long as somebody keeps the market."""
    row = np.zeros(1, dtype=MARKET)
    for name, value in market._asdict().items():
        row[name] = value if isinstance(value, float) else address(value)
    row["days"], row["vx_contracts"], row["spike_count"] = len(market.dates), len(market.expiries), len(market.spikes)
    return row


class Scratch(NamedTuple):
    """Working memory of one thread; after a walk, the daily paths of its last configuration."""

    lots: np.ndarray
    rungs: np.ndarray
    purse: np.ndarray
    marks: Floats  # (lots, n)
    condor_marks: Floats  # (rungs, 4, n)
    parts: Floats  # (5, n): P&L of the condor and of layers 1 to 4
    condor_cost: Floats
    hedge_cost: Floats
    hedge: Floats
    interest: Floats
    condor: Floats  # unhedged P&L, with interest
    hedged: Floats
    unhedged_nav: Floats
    hedged_nav: Floats
    reductions: Floats
