"""A small market for replays: sessions, closes, rates and dividends that a person can check by hand."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.benchmarks.market import Moments
from pipelines.quant.expiry_calendar import spx_monthly_expiries

SESSIONS = np.arange("2023-01-02", "2024-07-01", dtype="datetime64[D]")
SESSIONS = SESSIONS[np.is_busday(SESSIONS)]
LAST = int(np.searchsorted(SESSIONS, np.datetime64("2024-03-28"), side="right"))


@pytest.fixture(scope="session")
def expiries() -> np.ndarray:
    return spx_monthly_expiries(SESSIONS)


@pytest.fixture(scope="session")
def moments_with():
    """Build closes from an SPX path (or one level), the rest constant unless said otherwise."""

    def build(spot=4000.0, *, vix=20.0, rate=0.0, dividend_yield=0.0, vvix=90.0) -> Moments:
        dates = SESSIONS[:LAST]
        spots = np.broadcast_to(np.asarray(spot, dtype=float), dates.shape).copy()
        flat = np.ones(len(dates))
        index = np.column_stack([np.full(len(dates), np.nan), vix * flat, np.full(len(dates), np.nan), flat * np.nan])
        days = (dates - dates[0]) / np.timedelta64(1, "D")
        total = spots * np.exp(dividend_yield * days / 365)
        return Moments(dates, spots, total, index, 133.0 * flat, vvix * flat, rate * flat, dividend_yield * flat)

    return build


@pytest.fixture(scope="session")
def random_walk() -> np.ndarray:
    rng = np.random.default_rng(11)
    return 4000 * np.exp(np.cumsum(rng.normal(0.0003, 0.01, LAST)))


@pytest.fixture(scope="session")
def monthly_frame():
    """Daily rows as `joined_daily` returns them, one session per month end, from levels."""

    def build(level, published, *, stock=None, vix=18.0) -> pl.DataFrame:
        n = len(level)
        ends = [date(2020 + place // 12, place % 12 + 1, 28) for place in range(n)]
        return pl.DataFrame(
            {
                "trade_date": ends,
                "level": level,
                "published_level_pts": published,
                "stock_return_ratio": [0.0] * n if stock is None else stock,
                "vix_close_pts": np.broadcast_to(vix, n).astype(float),
                "return_ratio": [0.0] * n,
                "published_return_ratio": [None] * n,
                "is_priced": [True] * n,
            },
            schema_overrides={"published_return_ratio": pl.Float64},
        )

    return build
