"""Random signals and VX curves that give every rule of the layers its turn."""

from datetime import date

import numpy as np
import polars as pl

from pipelines.layers.daily import LayerMarket, layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.quant.expiry_calendar import vx_monthly_expiries

START = date(2020, 2, 3)
SESSIONS = np.arange("2020-01-01", "2022-12-31", dtype="datetime64[D]")
SESSIONS = SESSIONS[np.is_busday(SESSIONS)]
EXPIRIES = vx_monthly_expiries(SESSIONS)
WINDOW = SESSIONS[(np.datetime64("2020-01-02") <= SESSIONS) & (np.datetime64("2021-07-01") > SESSIONS)]


def some(values: np.ndarray, rng: np.random.Generator, share_null: float, dtype: type) -> pl.Series:
    is_null = rng.random(len(values)) < share_null
    return pl.Series(
        [None if gone else value for value, gone in zip(values.tolist(), is_null, strict=True)], dtype=dtype
    )


def random_signals(seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed)
    n = len(WINDOW)
    vix = rng.uniform(15, 35, n)  # jumps through every band, so that every rule gets its turn
    reason = pl.Series([None if value > 0.03 else "vx_contract_missing" for value in rng.random(n)], dtype=pl.String)
    return pl.DataFrame(
        {
            "trade_date": WINDOW,
            "vix_close_pts": some(vix, rng, 0.01, pl.Float64),
            "edr_pct": some(vix / 252**0.5, rng, 0.01, pl.Float64),
            "vvix_close_pts": some(rng.uniform(75, 150, n), rng, 0.05, pl.Float64),
            "condor_vega_usd": some(-rng.uniform(5_000, 20_000, n), rng, 0.05, pl.Float64),
            "vix_macd_cross_up_age_tdays": some(rng.integers(0, 12, n), rng, 0.1, pl.Int64),
            "vix_macd_null_reason": reason.shuffle(seed),
            "curve_macd_cross_up_age_tdays": some(rng.integers(0, 12, n), rng, 0.1, pl.Int64),
            "curve_macd_null_reason": reason,
            "is_ad_early_deterioration": some(rng.random(n) < 0.5, rng, 0.1, pl.Boolean),
            "vx_rsi_14_pct": some(rng.uniform(20, 80, n), rng, 0.05, pl.Float64),
            "is_cash_press": some(rng.random(n) < 0.2, rng, 0.2, pl.Boolean),
            "is_rebalance": rng.random(n) < 0.05,
            "risk_free_rate_ratio": some(rng.uniform(0, 0.05, n), rng, 0.1, pl.Float64),
            "is_simulated": True,
        }
    )


def random_curve(seed: int) -> pl.DataFrame:
    rng = np.random.default_rng(seed + 1)
    grid = (
        pl.DataFrame({"trade_date": WINDOW})
        .join(pl.DataFrame({"expiry_date": EXPIRIES}), how="cross")
        .filter(pl.col("trade_date") <= pl.col("expiry_date"))
        .filter((pl.col("expiry_date") - pl.col("trade_date")).dt.total_days() < 250)
    )
    settled = grid.with_columns(settle_pts=pl.Series(rng.uniform(12, 60, grid.height)))
    return settled.filter(pl.Series(rng.random(grid.height) > 0.08))


def shared(signals: pl.DataFrame, curve: pl.DataFrame) -> LayerMarket:
    return LayerMarket.of(signals, curve, EXPIRIES, sessions=SESSIONS, start=START)


def run(signals: pl.DataFrame, curve: pl.DataFrame, *presets: str) -> pl.DataFrame:
    chosen = [load_preset(name) for name in presets or ("seed_4422_window",)]
    return layer_states(shared(signals, curve), chosen, 10_000_000.0)
