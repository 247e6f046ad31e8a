"""Rates of return of dated cash flows, on top of `pyxirr`, with every rate where there are several. Pure.

A book that pays in and out every day can have more than one internal rate of return; then none of them is
its return. Neither is a single one at which more came back than was put in: it would have to be earned on that surplus
too. The modified rate (finance and reinvestment at the risk-free rate) is the one to read then (S36).
"""

from dataclasses import dataclass

import numpy as np
import pyxirr
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]

RATES = np.concatenate([np.linspace(-0.999, -0.05, 120), np.linspace(-0.049, 0.5, 280), np.geomspace(0.51, 10, 120)])

_ROUNDING = 1e-6  # of the largest flow: a cent in ten thousand


@dataclass(frozen=True)
class DatedReturn:
    """What dated flows return a year; NaN where there is no such rate."""

    irr_ratio: float  # the only one, on money put in throughout; else NaN
    irr_ratios: tuple[float, ...]  # all between -99.9 % and 1000 %
    mirr_ratio: float
    sign_changes: int


def dated_return(dates: Dates, flows_usd: Floats, rate_ratio: float) -> DatedReturn:
    """Return the internal rates of return of flows, and the modified one.

    Rates are sought on a grid, which can miss a pair of them. `irr_ratio` is known to be the only one: there is none
    beside a rate at which money stays in until the last flow.

    Args:
        dates: Increasing, datetime64[D]. Shape (n,).
        flows_usd: Received +, paid −. Shape (n,).
        rate_ratio: What money costs and earns meanwhile, a year.

    Raises:
        ValueError: Shapes differ.

    Source:
        Soper, "The Marginal Efficiency of Capital: A Further Note", Economic Journal 69 (1959); Teichroew, Robichek and
        Montalbano, "An Analysis of Criteria for Investment and Financing Decisions under Certainty", Management Science
        12 (1965), on why a rate of other flows is none of return.
    """
    if dates.shape != flows_usd.shape:
        raise ValueError(f"dates {dates.shape} and flows {flows_usd.shape} differ in shape")
    moved = np.flatnonzero(flows_usd)
    dates, flows = dates[moved], flows_usd[moved]
    if not (flows > 0).any() or not (flows < 0).any():
        return DatedReturn(np.nan, (), np.nan, 0)
    rates = _all_rates(dates, flows)
    only = pyxirr.xirr(dates, flows, guess=rates[0]) if len(rates) == 1 else None
    changes = len(pyxirr.zero_crossing_points(flows.tolist()))
    if only is None or not stays_in(flows[None], (1 + only) ** -_years(dates)[None])[0]:
        only = np.nan
    return DatedReturn(only, rates, _modified(dates, flows, rate_ratio), changes)


def stays_in(flows: Floats, discount: Floats) -> NDArray[np.bool_]:
    """Tell of each book whether, at its internal rate, no more has come back than was put in until its last flow.

    Args:
        flows: Received +, paid −. Shape (n_books, n).
        discount: Present value of 1 at each flow, at that rate. Shape (n_books, n).
    """
    come_back = np.cumsum(flows * discount, axis=1)[:, :-1]  # less what was put in
    follows = np.cumsum(flows[:, :0:-1] != 0, axis=1)[:, ::-1] > 0  # a flow; else all is settled
    slack = _ROUNDING * np.abs(flows).max(axis=1, keepdims=True)
    return np.asarray(((come_back <= slack) | ~follows).all(axis=1))


def _years(dates: Dates) -> Floats:
    return np.asarray((dates - dates[0]) / np.timedelta64(1, "D") / 365)


def _all_rates(dates: Dates, flows: Floats) -> tuple[float, ...]:
    """Rates at which the net present value is 0."""
    from scipy.optimize import brentq  # noqa: PLC0415 (a third of a second)

    years = _years(dates)

    def value(rate: float) -> float:
        return float(flows @ (1 + rate) ** -years)

    values = np.array([value(rate) for rate in RATES])
    turns = np.flatnonzero(np.sign(values[:-1]) * np.sign(values[1:]) < 0)
    return tuple(float(brentq(value, RATES[place], RATES[place + 1], xtol=1e-12)) for place in turns)


def _modified(dates: Dates, flows: Floats, rate_ratio: float) -> float:
    """Rate at which what was paid, valued at the start, grows to what was received, valued at the end."""
    years = _years(dates)
    if not years[-1]:
        return float("nan")
    paid = -np.minimum(flows, 0.0) @ (1 + rate_ratio) ** -years
    received = np.maximum(flows, 0.0) @ (1 + rate_ratio) ** (years[-1] - years)
    return float((received / paid) ** (1 / years[-1]) - 1)
