"""US interest rates of the simulated market: a stylised policy path in quarter points, plus noise.

Policy is a line through a few round numbers near the published target, stepped to quarter points.
Bills follow policy two months ahead, notes a year ahead: the simulated market knows its script.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import bank_holidays, weekdays
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

_FIRST_DAY = date(2004, 1, 2)
_POLICY_PATH = (
    ("2004-06-01", 1.0), ("2006-07-01", 5.25), ("2007-09-01", 5.25), ("2008-12-15", 0.125), ("2015-12-01", 0.125),
    ("2018-12-20", 2.4), ("2019-07-25", 2.4), ("2019-11-01", 1.7), ("2020-02-28", 1.7), ("2020-03-16", 0.125),
    ("2022-03-10", 0.125), ("2023-07-28", 5.4), ("2024-09-10", 5.4), ("2024-12-20", 4.4), ("2025-09-10", 4.4),
    ("2025-12-12", 3.65),
)  # fmt: skip


def simulate_rates(end: np.datetime64, seed: int) -> dict[str, tuple[Days, Floats]]:
    """Return observation days and values in percent per year by FRED series, as public on `end`.

    Treasury series have a row on every weekday, NaN on bank holidays; DFF has one on every day.
    Yesterday's value is the newest that is public.
    """
    yesterday = end - np.timedelta64(1, "D")
    days = weekdays(_FIRST_DAY, yesterday)
    bill, two, ten, quick = stream(seed, "rates").standard_normal((len(days), 4)).T
    curve = {
        "DTB3": policy_middle(days, 60) - 0.05 + reverting(bill, 0.97, 0.05),
        "DGS2": 0.75 * policy_middle(days, 300) + 0.35 + reverting(two, 0.99, 0.25),
        "DGS10": 0.38 * policy_middle(days, 365) + 1.8 + reverting(ten, 0.995, 0.35) + reverting(quick, 0.9, 0.06),
    }
    is_closed = bank_holidays(days)
    rates = {name: (days, np.where(is_closed, np.nan, np.maximum(pct, 0.01))) for name, pct in curve.items()}
    every_day = np.arange(np.datetime64(_FIRST_DAY, "D"), end)
    fixing = stream(seed, "fed_funds").standard_normal(len(every_day))
    return {**rates, "DFF": (every_day, np.maximum(policy_middle(every_day, 0) - 0.04 + 0.01 * fixing, 0.04))}


def policy_middle(days: Days, days_ahead: int) -> Floats:
    """Return the middle of the target range, percent, in quarter-point steps."""
    knots = np.array([day for day, _ in _POLICY_PATH], dtype="datetime64[D]").astype(float)
    line = np.interp(days.astype(float) + days_ahead, knots, [pct for _, pct in _POLICY_PATH])
    return np.asarray(np.floor(line / 0.25 + 1e-9) * 0.25 + 0.125)
