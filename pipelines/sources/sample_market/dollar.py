"""Broad dollar index of the simulated market, daily, and the real effective rate, monthly.

Daily volatility averages about 5 % a year, reverts to its mean within months, and rises with VIX, so
that the 63-day volatility is above 8 % only now and then (methodology §1.5, S39: on 1.8 % of days).
"""

from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy.signal import lfilter

from pipelines.sources.sample_market.equity_path import EquityPath
from pipelines.sources.sample_market.market_days import bank_holidays, last_public_month, months, weekdays
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

_FIRST_DAY = date(2004, 1, 2)
_FIRST_PUBLISHED = np.datetime64("2006-01-02")
_REER_RELEASE_DAY = 20
_REAL_INDEXES = {"RBUSBIS": (0.90, "reer"), "RTWEXBGS": (0.93, "real_index")}
"""Level against the daily index, and the name of the noise."""

_SHOCK_DOF = 6
_LEVEL_DECAY = 0.9992
"""The level reverts to its mean with a half-life of three years."""


def simulate_dollar(path: EquityPath, end: np.datetime64, seed: int) -> dict[str, tuple[Days, Floats]]:
    """Return observation days and index levels by FRED series, as public on `end`; NaN on bank holidays."""
    days = weekdays(_FIRST_DAY, end)
    shock = stream(seed, "dollar").standard_t(_SHOCK_DOF, len(days)) / np.sqrt(_SHOCK_DOF / (_SHOCK_DOF - 2))
    mood = reverting(stream(seed, "dollar_vol").standard_normal(len(days)), 0.985, 0.25)
    fear = 0.40 * np.log(_vix_known(path, days) / 16.0)
    move = 0.0455 / np.sqrt(261) * np.exp(mood + fear) * shock
    level = 112.0 * np.exp(np.asarray(lfilter([1.0], [1.0, -_LEVEL_DECAY], move)))
    is_public = (days >= _FIRST_PUBLISHED) & (days <= _last_published_friday(end))
    daily = np.where(bank_holidays(days), np.nan, level)
    return {
        "DTWEXBGS": (days[is_public], daily[is_public]),
        **{
            series: _real_rate(days, level, end, stream(seed, name), scale)
            for series, (scale, name) in _REAL_INDEXES.items()
        },
    }


def _vix_known(path: EquityPath, days: Days) -> Floats:
    """VIX of the newest session on each day, 16 before the market starts."""
    places = np.searchsorted(path.dates, days, side="right") - 1
    return np.where(places >= 0, path.vix_close_pts[np.maximum(places, 0)], 16.0)


def _last_published_friday(end: np.datetime64) -> np.datetime64:
    """A week is published on the Monday after it."""
    days_since_monday = (end.astype(np.int64) - 4) % 7  # day 4 was a Monday
    return end - np.timedelta64(int(days_since_monday) + 3, "D")


def _real_rate(
    days: Days, level: Floats, end: np.datetime64, draws: np.random.Generator, scale: float
) -> tuple[Days, Floats]:
    """Month means of the daily index with a little noise, on the provider's base."""
    published = months(_FIRST_DAY, last_public_month(end, _REER_RELEASE_DAY))
    monthly = (
        pl.DataFrame({"month": days.astype("datetime64[M]").astype("datetime64[D]"), "level": level})
        .group_by("month", maintain_order=True)
        .mean()
    )
    means = monthly["level"].to_numpy()[: len(published)]
    noise = draws.standard_normal(len(published))
    return published, scale * means * np.exp(0.002 * noise)
