"""The book's greeks at the newest close, and its break-evens with and without the hedge (S46). Pure."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.black76 import black76_greeks
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.spx_smile import SpxSlice, spx_smile_vol
from pipelines.quant.vix_smile import vix_call_price
from pipelines.report.decision.line import Line, Newest
from pipelines.report.wording import number_text, usd_text

Floats = NDArray[np.float64]

_LEGS = ("long_put", "short_put", "short_call", "long_call")
_SIGNS = np.array([1.0, -1.0, -1.0, 1.0])
_IS_CALL = np.array([False, False, True, True])
_REGRESSION_TDAYS = 252
_FEWEST_TDAYS = 60
_REACH = 0.35  # break-evens are looked for within this log distance


@dataclass(frozen=True)
class Sensitivity:
    """ΔF1 of the front VX future regressed on the SPX log return of the same session (S46)."""

    slope_pts: float  # VX points per 1.00 of log return, negative
    tdays: int


def greek_lines(newest: Newest) -> Iterator[Line]:
    """Greeks of the hedge to VX and of the condors to SPX, each summed in its own unit."""
    held = newest.layers.filter(pl.col("held_contracts") > 0)
    if held.height:
        calls, deltas = held["held_contracts"].to_numpy(), held["held_delta_ratio"].to_numpy()
        delta_usd = float(calls @ deltas * OPTION_MULTIPLIER_USD)
        yield _greek("hedge delta", delta_usd, "usd per VX point")
        vega, theta = _hedge_vega_theta(newest, held)
        yield _greek("hedge vega", vega, "usd per volatility point of VIX options")
        yield _greek("hedge theta", theta, "usd per calendar day")
    for row in newest.condors.filter(pl.col("held_contracts") > 0).sort("rung").iter_rows(named=True):
        market = _slice(newest, (row["held_expiry_date"] - newest.trade_date).days)
        if market is None:
            continue
        strikes = np.array([row[f"held_{leg}_strike_pts"] for leg in _LEGS])
        vol = spx_smile_vol(strikes, market)
        greeks = black76_greeks(market.forward_pts, strikes, market.years, vol, market.rate_ratio, _IS_CALL)
        usd = row["held_contracts"] * OPTION_MULTIPLIER_USD
        name = "condor" if newest.condors.height == 1 else f"condor rung {row['rung']}"
        yield _greek(f"{name} delta", float(greeks.delta @ _SIGNS * usd), "usd per SPX point")
        yield _greek(f"{name} gamma", float(greeks.gamma @ _SIGNS * usd), "usd per SPX point squared")
        yield _greek(f"{name} vega", float(greeks.vega @ _SIGNS * usd / 100), "usd per volatility point of SPX options")
        yield _greek(f"{name} theta", float(greeks.theta @ _SIGNS * usd / 365), "usd per calendar day")


def break_even_lines(newest: Newest) -> Iterator[Line]:
    """Break-evens at the condor's expiry: of the condor alone, and with the hedge marked where VX would be."""
    held = newest.condors.filter(pl.col("held_contracts") > 0)
    if held.height != 1:  # several condors have no one expiry
        return
    row = held.row(0, named=True)
    credit_pts = row["held_credit_pts"]
    if credit_pts is None:
        return
    spot = newest.signal["spx_close_pts"]
    alone = (row["held_short_put_strike_pts"] - credit_pts, row["held_short_call_strike_pts"] + credit_pts)
    for side, level in zip(("lower", "upper"), alone, strict=True):
        yield Line("break_even", f"{side}, condor alone", f"{number_text(level)}", value=level, unit="pts")
    sensitivity = vx_sensitivity(newest.signals)
    calls = newest.layers.filter(pl.col("held_contracts") > 0)
    if sensitivity is None or spot is None or calls.is_empty():
        return
    levels = spot * np.exp(np.linspace(-_REACH, _REACH, 1401))
    profit = _condor_profit_usd(row, credit_pts, levels) + _hedge_profit_usd(newest, calls, row, levels, sensitivity)
    for side, level, bare in zip(("lower", "upper"), _roots_around(levels, profit, spot), alone, strict=True):
        if level is None:
            text = "none within reach: the hedge pays for the loss, or its cost eats the credit"
        else:
            text = f"{number_text(level)}, {number_text(level - bare, 1)} from the condor's own"
        basis = f" (VX moves {number_text(sensitivity.slope_pts, 1)} points per 100 % of SPX, {sensitivity.tdays} days)"
        yield Line("break_even", f"{side}, with hedge", text + basis, value=level, unit="pts" if level else None)


def vx_sensitivity(signals: pl.DataFrame) -> Sensitivity | None:
    """Regress the front future's change on the SPX log return over the last 252 sessions; None with too few."""
    pairs = signals.sort("trade_date").select(
        change="front_change_pts", move=(pl.col("spx_close_pts") / pl.col("spx_close_pts").shift(1)).log()
    )
    pairs = pairs.tail(_REGRESSION_TDAYS).drop_nulls()
    if pairs.height < _FEWEST_TDAYS:
        return None
    slope, _ = np.polyfit(pairs["move"].to_numpy(), pairs["change"].to_numpy(), 1)
    return Sensitivity(float(slope), pairs.height)


def _greek(subject: str, usd: float, unit: str) -> Line:
    return Line("greeks", subject, f"{usd_text(usd)} {unit.removeprefix('usd ')}", value=usd, unit=unit)


def _hedge_vega_theta(newest: Newest, held: pl.DataFrame) -> tuple[float, float]:
    days = (held["held_expiry_date"] - held["trade_date"]).dt.total_days().to_numpy()
    names = ("held_forward_pts", "held_strike_pts", "held_vol")
    forward, strike, vol = (held[name].to_numpy() for name in names)
    greeks = black76_greeks(forward, strike, days / 365, vol, newest.signal["risk_free_rate_ratio"] or 0.0, True)
    usd = held["held_contracts"].to_numpy() * OPTION_MULTIPLIER_USD
    return float(greeks.vega @ usd / 100), float(greeks.theta @ usd / 365)


def _slice(newest: Newest, days: int) -> SpxSlice | None:
    """What prices SPX options of one tenor now: the row's own level and forward, at the held expiry."""
    found = newest.condors.filter(pl.col("atm_vol").is_not_null())
    spot, rate = newest.signal["spx_close_pts"], newest.signal["risk_free_rate_ratio"]
    if found.is_empty() or spot is None or rate is None:
        return None
    return SpxSlice(spot, days / 365, found["atm_vol"][0], rate)


def _condor_profit_usd(row: dict[str, float], credit_pts: float, levels: Floats) -> Floats:
    strikes = [row[f"held_{leg}_strike_pts"] for leg in _LEGS]
    put = np.clip(strikes[1] - levels, 0, strikes[1] - strikes[0])
    call = np.clip(levels - strikes[2], 0, strikes[3] - strikes[2])
    return np.asarray((credit_pts - put - call) * row["held_contracts"] * OPTION_MULTIPLIER_USD)


def _hedge_profit_usd(
    newest: Newest, calls: pl.DataFrame, condor: dict[str, object], levels: Floats, sensitivity: Sensitivity
) -> Floats:
    """Value of the calls at the condor's expiry less their value today, were SPX there at each level."""
    move_pts = sensitivity.slope_pts * np.log(levels / newest.signal["spx_close_pts"])
    vvix = newest.signals["vvix_close_pts"].drop_nulls()[-1]
    total = np.zeros(len(levels))
    for call in calls.iter_rows(named=True):
        days_left = (call["held_expiry_date"] - condor["held_expiry_date"]).days
        forward = np.maximum(call["held_forward_pts"] + move_pts, 5.0)
        rate = newest.signal["risk_free_rate_ratio"] or 0.0
        value = vix_call_price(vvix, max(days_left, 0), call["held_strike_pts"], forward, rate_ratio=rate)
        total += (value - call["held_mark_pts"]) * call["held_contracts"] * OPTION_MULTIPLIER_USD
    return total


def _roots_around(levels: Floats, profit: Floats, spot: float) -> tuple[float | None, float | None]:
    """Levels nearest below and above the spot at which profit changes sign; None where it never does."""
    turns = np.flatnonzero(np.sign(profit[:-1]) * np.sign(profit[1:]) < 0)
    share = profit[turns] / (profit[turns] - profit[turns + 1])
    roots = levels[turns] + share * (levels[turns + 1] - levels[turns])
    below, above = roots[roots <= spot], roots[roots > spot]
    return (float(below[-1]) if len(below) else None, float(above[0]) if len(above) else None)
