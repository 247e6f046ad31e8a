"""The book's greeks at the newest close, and its break-evens with and without the hedge (S46). Pure."""

from collections.abc import Iterator
from datetime import date

import numpy as np
import polars as pl

from pipelines.claims.break_even import Market, hedged_break_evens, own_break_evens, vix_moves
from pipelines.condor.market import SpxMarket
from pipelines.condor.selection import IS_CALL, LEGS, SIGNS
from pipelines.layers.market import prepared_signals
from pipelines.quant.black76 import black76_greeks
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.spx_smile import SpxSlice, spx_smile_vol
from pipelines.report.decision.line import Line, Newest
from pipelines.report.wording import number_text, usd_text


def greek_lines(newest: Newest) -> Iterator[Line]:
    """Greeks of the hedge to VX and of the condors to SPX, each summed in its own unit; none without a VX future."""
    held = newest.layers.filter(pl.col("held_contracts") > 0)
    if held.height and not held["held_forward_pts"].has_nulls():
        calls, deltas = held["held_contracts"].to_numpy(), held["held_delta_ratio"].to_numpy()
        delta_usd = float(calls @ deltas * OPTION_MULTIPLIER_USD)
        yield _greek("hedge delta", delta_usd, "usd per VX point")
        vega, theta = _hedge_vega_theta(newest, held)
        yield _greek("hedge vega", vega, "usd per volatility point of VIX options")
        yield _greek("hedge theta", theta, "usd per calendar day")
    for row in newest.condors.filter(pl.col("held_contracts") > 0).sort("rung").iter_rows(named=True):
        market = _slice(newest, row["held_expiry_date"])
        if market is None:
            continue
        strikes = np.array([row[f"held_{leg}_strike_pts"] for leg in LEGS])
        vol = spx_smile_vol(strikes, market)
        greeks = black76_greeks(market.forward_pts, strikes, market.years, vol, market.rate_ratio, IS_CALL)
        usd = row["held_contracts"] * OPTION_MULTIPLIER_USD
        name = "condor" if newest.condors.height == 1 else f"condor rung {row['rung']}"
        carry = (
            float(np.asarray(market.forward_pts)) / newest.signal["spx_close_pts"]
        )  # forward's move per point of SPX
        yield _greek(f"{name} delta", float(greeks.delta @ SIGNS * usd * carry), "usd per SPX point")
        yield _greek(f"{name} gamma", float(greeks.gamma @ SIGNS * usd * carry**2), "usd per SPX point squared")
        yield _greek(f"{name} vega", float(greeks.vega @ SIGNS * usd / 100), "usd per volatility point of SPX options")
        yield _greek(f"{name} theta", float(greeks.theta @ SIGNS * usd / 365), "usd per calendar day")


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
    alone = own_break_evens(row, credit_pts)
    for side, level in zip(("lower", "upper"), alone, strict=True):
        yield Line("break_even", f"{side}, condor alone", f"{number_text(level)}", value=level, unit="pts")
    move = vix_moves(newest.signals).row(-1, named=True)
    held_calls = newest.layers.filter(pl.col("held_contracts") > 0)
    is_priced = held_calls.height and not held_calls["held_forward_pts"].has_nulls()
    vvix = prepared_signals(newest.signals)["vvix_known_pts"][-1]
    if move["vix_move_pts"] is None or spot is None or vvix is None or not is_priced:
        return
    market = Market(spot, vvix, newest.signal["risk_free_rate_ratio"] or 0.0, move["vix_move_pts"])
    hedged = hedged_break_evens(row, credit_pts, held_calls.to_dicts(), market)
    basis = f" (VX moves {number_text(move['vix_move_pts'], 1)} points per 100 % of SPX, {move['vix_move_tdays']} days)"
    for side, found, bare in zip(("lower", "upper"), hedged, alone, strict=True):
        if found is None:
            text = "none within reach: the hedge pays for the loss, or its cost eats the credit"
        else:
            text = f"{number_text(found)}, {number_text(found - bare, 1)} from the condor's own"
        yield Line("break_even", f"{side}, with hedge", text + basis, value=found, unit="pts" if found else None)


def _greek(subject: str, usd: float, unit: str) -> Line:
    return Line("greeks", subject, f"{usd_text(usd)} {unit.removeprefix('usd ')}", value=usd, unit=unit)


def _hedge_vega_theta(newest: Newest, held: pl.DataFrame) -> tuple[float, float]:
    days = (held["held_expiry_date"] - held["trade_date"]).dt.total_days().to_numpy()
    names = ("held_forward_pts", "held_strike_pts", "held_vol")
    forward, strike, vol = (held[name].to_numpy() for name in names)
    greeks = black76_greeks(forward, strike, days / 365, vol, newest.signal["risk_free_rate_ratio"] or 0.0, True)
    usd = held["held_contracts"].to_numpy() * OPTION_MULTIPLIER_USD
    return float(greeks.vega @ usd / 100), float(greeks.theta @ usd / 365)


def _slice(newest: Newest, expiry_date: date) -> SpxSlice | None:
    """What prices SPX options of one expiry at the close, as the marks of the book do (§6.3); None without a price."""
    today = SpxMarket.from_signals(newest.signals.tail(1), newest.dividend_yield_ratio)
    if not today.is_priced[0]:
        return None
    each = today.slice_to(np.array([expiry_date], dtype="datetime64[D]"))
    values = (each.forward_pts, each.years, each.atm_vol, each.rate_ratio)
    forward, years, atm, rate = (float(np.asarray(value)[0]) for value in values)
    return SpxSlice(forward, years, atm, rate)
