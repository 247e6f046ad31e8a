"""Chains made by the book's own smiles, so that every error is known beforehand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.quant.black76 import black76_price
from pipelines.quant.spx_smile import SpxSlice, spx_atm_vol, spx_smile_vol
from pipelines.quant.vix_smile import vix_call_vol

DAY = date(2024, 1, 5)
VIX_PTS, VVIX_PTS, FORWARD_PTS, FUTURE_PTS = 14.0, 90.0, 4700.0, 15.0
DAYS = 30
FAR_PUT_PTS = 4450.0  # a delta of 0.06


@pytest.fixture(scope="session")
def signals() -> pl.DataFrame:
    """One session: VIX alone says the level, SKEW stands at its centre."""
    closes = {"vix9d": None, "vix": VIX_PTS, "vix3m": None, "vix6m": None, "skew": 133.0, "vvix": VVIX_PTS}
    row = {"trade_date": DAY, "risk_free_rate_ratio": 0.05, "is_simulated": False}
    return pl.DataFrame(
        [row | {f"{name}_close_pts": value for name, value in closes.items()}],
        schema_overrides={f"{name}_close_pts": pl.Float64 for name in closes},
    )


@pytest.fixture(scope="session")
def curve() -> pl.DataFrame:
    """VX settled, a little above the parity forward of the chain."""
    return pl.DataFrame({"trade_date": [DAY], "expiry_date": [DAY + timedelta(DAYS)], "settle_pts": [FUTURE_PTS]})


def _rows(root: str, strikes: np.ndarray, prices: np.ndarray, is_call: np.ndarray, forward: float) -> pl.DataFrame:
    n = len(strikes)
    return pl.DataFrame(
        {
            "quote_date": [DAY] * n, "root": [root] * n, "expiry_date": [DAY + timedelta(DAYS)] * n,
            "option_type": np.where(is_call, "C", "P"), "strike_pts": strikes, "settlement_session": ["PM"] * n,
            "dte_days": [DAYS] * n, "mid_pts": prices, "parity_forward_pts": [forward] * n, "is_simulated": [False] * n,
        }
    )  # fmt: skip


@pytest.fixture(scope="session")
def chain_at():
    """SPXW quotes priced with the book's smile, its level multiplied, puts far out dearer; or VIX calls likewise."""

    def spx(factor: float = 1.0, far_put_vol: float = 0.0) -> pl.DataFrame:
        level = factor * float(spx_atm_vol(VIX_PTS / 100, 133.0))
        strikes = np.arange(4200.0, 5000.0, 5.0)
        is_call = strikes >= FORWARD_PTS
        market = SpxSlice(FORWARD_PTS, DAYS / 365, level, 0.05)
        vol = spx_smile_vol(strikes, market) + np.where(strikes < FAR_PUT_PTS, far_put_vol, 0.0)
        prices = black76_price(FORWARD_PTS, strikes, DAYS / 365, vol, 0.05, is_call)
        return _rows("SPXW", strikes, prices, is_call, FORWARD_PTS)

    def vix(factor: float = 1.0) -> pl.DataFrame:
        strikes = np.arange(15.0, 26.0)
        vol = factor * vix_call_vol(VVIX_PTS, DAYS, strikes, FUTURE_PTS)
        prices = black76_price(FUTURE_PTS, strikes, DAYS / 365, vol, 0.05, True)
        return _rows("VIX", strikes, prices, np.ones(len(strikes), dtype=bool), FUTURE_PTS - 0.1)

    return {"spx": spx, "vix": vix}
