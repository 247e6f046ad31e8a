"""A small market for condor tests: real sessions, smooth prices, every value published."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.sources.exchange_calendar import exchange_sessions


@pytest.fixture(scope="session")
def sessions() -> np.ndarray:
    return exchange_sessions(date(2019, 1, 1), date(2021, 12, 31))


@pytest.fixture(scope="session")
def signals(sessions) -> pl.DataFrame:
    days = sessions[(sessions >= np.datetime64("2019-06-03")) & (sessions <= np.datetime64("2020-06-30"))]
    steps = np.random.default_rng(11).normal(0.0003, 0.009, len(days))
    vix = 18 + 6 * np.sin(np.arange(len(days)) / 30)
    return pl.DataFrame(
        {
            "trade_date": days,
            "spx_close_pts": 3000 * np.exp(np.cumsum(steps)),
            "vix_close_pts": vix,
            "vix9d_close_pts": vix - 1,
            "vix3m_close_pts": vix + 1.5,
            "vix6m_close_pts": vix + 2.5,
            "skew_close_pts": np.full(len(days), 128.0),
            "risk_free_rate_ratio": np.full(len(days), 0.02),
            "is_carry_low": np.arange(len(days)) % 90 < 30,
            "carry_null_reason": [None] * len(days),
            "is_equity_cost_low": [None] * len(days),
            "equity_cost_null_reason": ["warm_up"] * len(days),
            "is_simulated": np.full(len(days), True),
        },
        schema_overrides={"carry_null_reason": pl.String, "is_equity_cost_low": pl.Boolean},
    )
