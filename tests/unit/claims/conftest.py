"""Backtest days for claim tests, made from returns: NAV and P&L follow, nothing else is needed."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.quant.drawdown import drawdown_ratio

ACCOUNT_USD = 1_000_000.0


@pytest.fixture(scope="session")
def settings() -> ClaimSettings:
    return ClaimSettings(account_usd=ACCOUNT_USD, seed=7, piece_draws=400, series_draws=300)


@pytest.fixture(scope="session")
def daily_of():
    """Build `fct_backtest_daily` rows from returns; business days from `start`."""

    def build(unhedged, hedge, *, vix=18.0, spx=3000.0, cost_usd=0.0, start="2012-01-03") -> pl.DataFrame:
        unhedged = np.asarray(unhedged, dtype=float)
        hedge = np.broadcast_to(np.asarray(hedge, dtype=float), unhedged.shape)
        days = np.busday_offset(np.datetime64(start), np.arange(len(unhedged)), roll="forward")
        navs = {
            "unhedged": ACCOUNT_USD * np.cumprod(1 + unhedged),
            "hedged": ACCOUNT_USD * np.cumprod(1 + unhedged + hedge),
        }
        return pl.DataFrame(
            {
                "preset": ["hedge"] * len(days),
                "baseline": ["condor"] * len(days),
                "trade_date": days,
                "hedge_pnl_usd": hedge * ACCOUNT_USD,
                "unhedged_pnl_usd": unhedged * ACCOUNT_USD,
                "hedge_cost_usd": np.broadcast_to(cost_usd, unhedged.shape).astype(float),
                "unhedged_return_ratio": unhedged,
                "hedged_return_ratio": unhedged + hedge,
                "unhedged_nav_usd": navs["unhedged"],
                "hedged_nav_usd": navs["hedged"],
                "unhedged_drawdown_ratio": drawdown_ratio(navs["unhedged"]),
                "hedged_drawdown_ratio": drawdown_ratio(navs["hedged"]),
                "vix_close_pts": np.broadcast_to(vix, unhedged.shape).astype(float),
                "spx_close_pts": np.broadcast_to(spx, unhedged.shape).astype(float),
                "price_source": ["model"] * len(days),
                "condor_price_source": ["model"] * len(days),
                "hedge_price_source": ["model"] * len(days),
                "is_simulated": [True] * len(days),
            }
        )

    return build


@pytest.fixture(scope="session")
def four_years(daily_of) -> pl.DataFrame:
    """A book that earns, falls in three VIX spikes a year, and a hedge that costs and pays then."""
    days = 1040
    rng = np.random.default_rng(3)
    is_spike = np.arange(days) % 85 < 8
    unhedged = np.where(is_spike, -0.004, 0.0008) + rng.normal(0, 0.0004, days)
    hedge = np.where(is_spike, 0.0016, -0.00012) + rng.normal(0, 0.0001, days)
    vix = np.where(is_spike, 31.0, 16 + 4 * rng.random(days))
    return daily_of(unhedged, hedge, vix=vix, cost_usd=5.0, start=date(2012, 1, 3).isoformat())
