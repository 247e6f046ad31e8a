"""Rates of return of many books at once, each a row of days with the money tied up and what it made. Pure numpy.

The flows of such a book are the money put in at the start, what is freed or added each day, and all that is left at the
end, so its net present value is the sum of v^t (profit − rate · money) over days t = 1, 2, …
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.quant.cash_flows import RATES, stays_in

Floats = NDArray[np.float64]


def only_rates(money: Floats, profit: Floats, days_per_year: float) -> Floats:
    """Return each book's internal rate of return a year, where it is one as `cash_flows.dated_return` says.

    Roots are looked for between the rates of `cash_flows.RATES`, and found by a straight line between two of them.

    Args:
        money: Tied up over each day, ≥ 0. Shape (n_books, n_days).
        profit: Of that day. Shape (n_books, n_days).
        days_per_year: Days that a yearly rate compounds over.

    Returns:
        Shape (n_books,); NaN where there is not exactly one rate, or more comes back at it than was put in.
    """
    daily = (1 + RATES) ** (1 / days_per_year) - 1
    discount = np.exp(-np.outer(np.arange(1, money.shape[1] + 1), np.log1p(daily)))
    value = profit @ discount - daily * (money @ discount)
    is_turn = np.sign(value[:, :-1]) * np.sign(value[:, 1:]) < 0
    places, books = is_turn.argmax(axis=1), np.arange(len(value))
    before, after = value[books, places], value[books, places + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        rates = RATES[places] + (RATES[places + 1] - RATES[places]) * before / (before - after)
    years = np.arange(money.shape[1] + 1) / days_per_year
    is_return = stays_in(_flows(money, profit), np.exp(-np.outer(np.log1p(rates), years)))
    return np.where((is_turn.sum(axis=1) == 1) & is_return, rates, np.nan)


def modified_rates(money: Floats, profit: Floats, rate_ratio: float, days_per_year: float) -> Floats:
    """Return each book's modified rate of return a year: what goes in costs, and what comes out earns, `rate_ratio`.

    Args:
        money: Tied up over each day, ≥ 0. Shape (n_books, n_days).
        profit: Of that day. Shape (n_books, n_days).
        rate_ratio: Of a year.
        days_per_year: Days that a yearly rate compounds over.

    Returns:
        Shape (n_books,); NaN where nothing went in or nothing came out.
    """
    flows = _flows(money, profit)
    years = np.arange(flows.shape[1]) / days_per_year
    paid = -np.minimum(flows, 0.0) @ (1 + rate_ratio) ** -years
    received = np.maximum(flows, 0.0) @ (1 + rate_ratio) ** (years[-1] - years)
    known = (paid > 0) & (received > 0)
    grown = np.divide(received, paid, out=np.full(len(paid), np.nan), where=known)
    return np.asarray(grown ** (1 / years[-1]) - 1)


def _flows(money: Floats, profit: Floats) -> Floats:
    """Received +, paid −, at the start and after each day. Shape (n_books, n_days + 1)."""
    flows = np.zeros((len(money), money.shape[1] + 1))
    flows[:, :-1] -= money
    flows[:, 1:] += money + profit
    return flows
