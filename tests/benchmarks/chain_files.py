"""A synthetic history of SPX chains in DataShop's layout, with the calculated columns. Every price is made up."""

from datetime import date, timedelta
from pathlib import Path

import numpy as np
import polars as pl

from pipelines.quant.black76 import black76_delta, black76_price
from pipelines.sources.exchange_calendar import exchange_sessions

EXPIRIES, STRIKES = 30, 200  # calls and puts of each: 12,000 quotes a day
_RATE = 0.04


def write_history(folder: Path, days: int, seed: int = 442) -> int:
    """Write one file per session and return their bytes."""
    folder.mkdir(parents=True, exist_ok=True)
    sessions = exchange_sessions(date(2022, 1, 3), date(2022, 1, 3) + timedelta(days=days * 3 // 2 + 10))[:days]
    random = np.random.default_rng(seed)
    levels = 4500 * np.exp(np.cumsum(random.normal(0, 0.01, days)))
    for session, level in zip(sessions.astype(object), levels, strict=True):
        path = folder / f"UnderlyingOptionsEODCalcs_{session}.csv"
        day_quotes(session, float(level), random).write_csv(path)
    return sum(path.stat().st_size for path in folder.iterdir())


def day_quotes(day: date, level: float, random: np.random.Generator) -> pl.DataFrame:
    """One session's chain: 30 expiries, 200 strikes, quotes around a smile, spreads that widen with the price."""
    offsets = np.unique(np.concatenate([np.arange(1, 21) * 2, 45 + np.arange(10) * 30]))[:EXPIRIES]
    strikes = np.round(level / 5) * 5 + 5 * (np.arange(STRIKES) - STRIKES // 2) * 2
    days, strike, is_call = (
        grid.ravel() for grid in np.meshgrid(offsets, strikes, np.array([True, False]), indexing="ij")
    )
    years = days / 365
    forward = level * np.exp(0.025 * years)
    moneyness = np.log(strike / forward) / np.sqrt(years + 0.02)
    vols = np.clip(0.16 - 0.25 * moneyness + 0.3 * moneyness**2, 0.08, 1.5)
    price = black76_price(forward, strike, years, vols, _RATE, is_call)
    delta = black76_delta(forward, strike, years, vols, _RATE, is_call)
    half = np.maximum(0.05, np.round(0.01 * price, 2))
    bid = np.round(np.maximum(price - half, 0), 2)
    ask = np.round(price + half + 0.05, 2)
    volume = random.poisson(3, len(price))
    expiries = pl.Series([day + timedelta(days=int(n)) for n in offsets]).gather(
        np.repeat(np.arange(EXPIRIES), STRIKES * 2)
    )
    low, high = round(level - 0.5, 2), round(level + 0.5, 2)
    zero, counts = pl.lit(0.0), random.integers(1, 200, (5, len(price)))
    return pl.DataFrame({"bid": bid, "ask": ask, "vol": vols.round(4), "delta": delta.round(4)}).select(
        pl.lit("^SPX").alias("underlying_symbol"), pl.lit(day).alias("quote_date"), pl.lit("SPXW").alias("root"),
        expiries.alias("expiration"), pl.Series("strike", strike).round(3),
        pl.Series("option_type", np.where(is_call, "C", "P")), zero.alias("open"), zero.alias("high"),
        zero.alias("low"), pl.Series("close", np.where(volume > 0, price.round(2), 0.0)),
        pl.Series("trade_volume", volume), pl.Series("bid_size_1545", counts[0]), pl.col("bid").alias("bid_1545"),
        pl.Series("ask_size_1545", counts[1]), pl.col("ask").alias("ask_1545"),
        pl.lit(low).alias("underlying_bid_1545"), pl.lit(high).alias("underlying_ask_1545"),
        pl.lit(round(level, 4)).alias("implied_underlying_price_1545"),
        pl.lit(round(level, 4)).alias("active_underlying_price_1545"),
        pl.col("vol").alias("implied_volatility_1545"), pl.col("delta").alias("delta_1545"),
        pl.lit(0.0012).alias("gamma_1545"), pl.lit(-0.4321).alias("theta_1545"), pl.lit(3.2123).alias("vega_1545"),
        pl.lit(0.5123).alias("rho_1545"), pl.Series("bid_size_eod", counts[2]), pl.col("bid").alias("bid_eod"),
        pl.Series("ask_size_eod", counts[3]), pl.col("ask").alias("ask_eod"),
        pl.lit(low).alias("underlying_bid_eod"), pl.lit(high).alias("underlying_ask_eod"),
        zero.alias("vwap"), pl.Series("open_interest", counts[4]), pl.lit(None, dtype=pl.String).alias("delivery_code"),
    )  # fmt: skip
