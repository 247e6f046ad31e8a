"""True prices behind the simulated chains: which options are listed, and what each is worth.

SPX: the smile of methodology §6.3, VIX: the call skew of §6.1 on the VX future of the same expiry.
The shape parameters differ a little from the defaults, by day and expiry, as markets differ from
models: a comparison of model and market on this chain finds something to report.
"""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.black76 import black76_delta, black76_price, black76_vega
from pipelines.quant.spx_smile import SpxSlice, SpxSmile, spx_atm_vol, spx_forward, spx_smile_vol
from pipelines.quant.variance_swap import variance_swap_vol
from pipelines.quant.vix_smile import VixSmile, vix_call_vol
from pipelines.sources.sample_market.streams import stream

Floats = NDArray[np.float64]

_DIVIDEND_YIELD_RATIO = 0.013


@dataclass(frozen=True)
class ChainDay:
    """What the chains of one session are priced from."""

    quote_date: np.datetime64
    spx_close_pts: float
    vix_close_pts: float
    vvix_close_pts: float
    skew_close_pts: float
    variance_index_pts: Floats  # VIX9D, VIX, VIX3M, VIX6M; shape (4,)
    rate_ratio: float
    vx_settle_pts: dict[np.datetime64, float]  # expiry -> settlement of the day


def spx_options(day: ChainDay, listings: list[tuple[str, np.datetime64]], seed: int) -> pl.DataFrame:
    """Return one row per listed SPX option: symbol parts, true price, vol, delta, gamma."""
    return pl.concat([_spx_expiry(day, root, expiry, seed) for root, expiry in listings])


def vix_options(day: ChainDay, seed: int) -> pl.DataFrame:
    """Return one row per listed VIX option, for the six nearest monthly expiries."""
    expiries = sorted(expiry for expiry in day.vx_settle_pts if expiry > day.quote_date)[:6]
    return pl.concat([_vix_expiry(day, expiry, seed) for expiry in expiries])


def _spx_expiry(day: ChainDay, root: str, expiry: np.datetime64, seed: int) -> pl.DataFrame:
    rng = _expiry_stream(seed, "spx_shape", day, expiry)
    level, slope, curve = rng.standard_normal(3)
    days_left = float((expiry - day.quote_date) / np.timedelta64(1, "D"))
    years = max(days_left, 0.25) / 365
    smile = SpxSmile(slope=-0.25 + 0.012 * slope, call_curvature=0.062 + 0.006 * curve)
    swap = variance_swap_vol(day.variance_index_pts[None, :], np.array([days_left]))[0]
    forward = float(spx_forward(day.spx_close_pts, years, day.rate_ratio, _DIVIDEND_YIELD_RATIO))
    atm_vol = float(spx_atm_vol(swap, day.skew_close_pts)) * (1 + 0.02 * level)
    strikes = _spx_strikes(day.spx_close_pts)
    vol = spx_smile_vol(strikes, SpxSlice(forward, years, atm_vol, day.rate_ratio, smile))
    return _both_sides(root, expiry, strikes, vol, (forward, years, day.rate_ratio))


def _vix_expiry(day: ChainDay, expiry: np.datetime64, seed: int) -> pl.DataFrame:
    level, slope = _expiry_stream(seed, "vix_shape", day, expiry).standard_normal(2)
    days_left = float((expiry - day.quote_date) / np.timedelta64(1, "D"))
    forward = day.vx_settle_pts[expiry]
    strikes = _vix_strikes()
    smile = VixSmile(a=0.92 + 0.015 * level, b=1.1 + 0.06 * slope)
    vol = vix_call_vol(day.vvix_close_pts, days_left, _bent(strikes, forward), forward, smile)
    return _both_sides("VIX", expiry, strikes, vol, (forward, days_left / 365, day.rate_ratio))


def _bent(strikes: Floats, forward: float) -> Floats:
    """Strikes whose ln(K/F) is bent towards 1: a skew linear to the end would make far calls rise again."""
    moneyness = np.log(strikes / forward)
    return np.asarray(forward * np.exp(np.where(moneyness > 0, -np.expm1(-moneyness), moneyness)))


def _both_sides(
    root: str, expiry: np.datetime64, strikes: Floats, vol: Floats, market: tuple[float, float, float]
) -> pl.DataFrame:
    """Calls and puts strike by strike, as chains list them; `market` is forward, years and rate."""
    forward, years, rate = market
    strike, vols = np.repeat(strikes, 2), np.repeat(vol, 2)
    is_call = np.tile([True, False], len(strikes))
    terms = (forward, strike, years, vols, rate)
    vega = black76_vega(*terms)
    return pl.DataFrame(
        {
            "root": [root] * len(strike),
            "expiry_date": np.full(len(strike), expiry),
            "is_call": is_call,
            "strike_pts": strike,
            "price_pts": black76_price(*terms, is_call),
            "vol": vols,
            "delta_ratio": black76_delta(*terms, is_call),
            "gamma_ratio": vega / (forward**2 * vols * years),
            "moneyness_ratio": np.abs(np.log(strike / forward)),
        }
    )


def _spx_strikes(spot_pts: float) -> Floats:
    """Strikes 5 points apart within 3 % of the index, 25 apart from 65 % to 112 % of it."""
    near = np.arange(np.ceil(0.97 * spot_pts / 5) * 5, 1.03 * spot_pts, 5.0)
    wide = np.arange(np.ceil(0.65 * spot_pts / 25) * 25, 1.12 * spot_pts, 25.0)
    return np.union1d(near, wide)


def _vix_strikes() -> Floats:
    return np.concatenate([np.arange(10.0, 20, 0.5), np.arange(20.0, 50, 1), np.arange(50.0, 100.1, 5)])


def _expiry_stream(seed: int, name: str, day: ChainDay, expiry: np.datetime64) -> np.random.Generator:
    return stream(seed, name, int(day.quote_date.astype(int)), int(expiry.astype(int)))
