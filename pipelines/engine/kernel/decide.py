"""What a lot decides at a close, inside the compiled walk: enter, sell, roll, resize or wait (S01, S20, S23)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.call_marks import ask_of, call_price_and_delta
from pipelines.engine.kernel.entry import affordable, chosen_expiry, chosen_strike, wanted_contracts, wants_none, whole
from pipelines.engine.kernel.memory import flag_at, number_at, place_at
from pipelines.engine.kernel.records import (
    MONETISE,
    NO_ROLL,
    NOTIONAL,
    OPEN,
    RESIZE,
    ROLL,
    ROLL_AT_DTE,
    ROLL_MONTHLY,
    ROLL_RSI,
)  # fmt: skip

_MULTIPLIER = 100.0


@njit(error_model="numpy")
def _ordered(lot, action, expiry, strike, contracts, reserved):
    lot.action, lot.order_expiry, lot.order_strike = action, expiry, strike
    lot.order_contracts, lot.reserved = contracts, reserved


@njit(error_model="numpy", forceinline=True)
def _is_in_band(vix, lo, hi, lo_excluded, hi_excluded, slack):
    """VIX inside a band widened by `slack`, its ends included unless said otherwise (S04); a NaN is not."""
    lo, hi = lo - slack, hi + slack
    above = vix > lo if lo_excluded else vix >= lo
    below = vix < hi if hi_excluded else vix <= hi
    return above and below


@njit(error_model="numpy", forceinline=True)
def may_enter(market, layer, lot, day):
    """Band and triggers open; remembers whether the band arms the lot (S04, S14, S15, S17, S34)."""
    is_pressed = layer.has_press and flag_at(market.press, day)
    if is_pressed:
        slack = layer.press_hysteresis if lot.is_armed else 0.0
        lo, hi, lo_out, hi_out = layer.press_lo, layer.press_hi, layer.press_lo_excluded, layer.press_hi_excluded
    else:
        slack = layer.hysteresis if lot.is_armed else 0.0
        lo, hi, lo_out, hi_out = layer.band_lo, layer.band_hi, layer.lo_excluded, layer.hi_excluded
    lot.is_armed = _is_in_band(number_at(market.vix, day), lo, hi, lo_out, hi_out, slack)
    gate = layer.press_gate if is_pressed else layer.gate
    return (
        lot.is_armed and flag_at(market.gates, gate * market.days + day) and not np.isnan(number_at(market.vvix, day))
    )


@njit(error_model="numpy")
def order_entry(market, config, layer, lot, day, budget):
    """Order a call for a flat lot, if one is listed, wanted and paid for."""
    expiry = chosen_expiry(market, day, layer.dte_lo, layer.dte_hi, layer.midpoint)
    if expiry >= 0:
        _order_call(market, config, layer, lot, day, expiry, budget, OPEN, 0.0)


@njit(error_model="numpy")
def _order_call(market, config, layer, lot, day, expiry, budget, action, notional):
    """Order calls on `expiry`; a positive `notional` is what a roll by notional keeps (S20)."""
    if wants_none(market, config, layer, day, expiry):
        return False
    strike = chosen_strike(market, layer, day, expiry)
    if np.isnan(strike):
        return False
    if notional > 0.0:
        contracts = whole(notional / (_MULTIPLIER * number_at(market.forward, place_at(market.base, expiry) + day)))
    else:
        contracts = wanted_contracts(market, config, layer, day, expiry, strike)
    if contracts < 1:
        return False
    reserved = 0.0
    if config.is_limited:
        mid, _ = call_price_and_delta(market, day, expiry, strike)
        ask = ask_of(mid)
        contracts = min(contracts, affordable(ask, budget))
        reserved = contracts * ask * _MULTIPLIER
        if contracts < 1:
            return False
    _ordered(lot, action, expiry, strike, contracts, reserved)
    return True


@njit(error_model="numpy", forceinline=True)
def order_for_held(market, config, layer, lot, day, budget, mark, may_trade):
    """Decide for a held lot: sell at a gain before roll before rebalance before hold."""
    place = place_at(market.base, lot.expiry) + day
    if np.isnan(number_at(market.vvix, day)):
        return
    if place_at(market.dates, day) > place_at(market.last_order, lot.expiry) or not flag_at(market.is_settled, place):
        return
    if may_trade:
        if _order_monetise(config, lot, mark):
            return
        if _is_due(market, layer, lot, day) and _order_roll(market, config, layer, lot, day, budget, mark):
            return
    if config.is_rebalanced and flag_at(market.is_rebalance, day):
        _order_resize(market, config, layer, lot, day, budget, mark)


@njit(error_model="numpy", forceinline=True)
def _order_monetise(config, lot, mark):
    """Order the sale of a part once the mark is a multiple of the cost (S23, A7)."""
    if np.isnan(config.gain_multiple) or lot.is_monetised or not mark >= config.gain_multiple * lot.cost:
        return False
    kept = lot.contracts - max(whole(config.sold_ratio * lot.contracts), 1)
    _ordered(lot, MONETISE, lot.expiry, lot.strike, kept, 0.0)
    return True


@njit(error_model="numpy", forceinline=True)
def _is_due(market, layer, lot, day):
    """The layer's roll rule says so (S20); an unknown RSI does not."""
    if layer.roll_rule == NO_ROLL:
        return False
    if layer.roll_rule == ROLL_RSI:
        return number_at(market.rsi, day) > layer.roll_level
    if layer.roll_rule == ROLL_AT_DTE:
        return place_at(market.expiries, lot.expiry) - place_at(market.dates, day) <= layer.roll_level
    return layer.roll_rule == ROLL_MONTHLY and flag_at(market.is_after_expiry, day)


@njit(error_model="numpy")
def _order_roll(market, config, layer, lot, day, budget, mark):
    """Order the move into a longer expiry; what the sale brings may be spent (S20)."""
    expiry = chosen_expiry(market, day, layer.roll_lo, layer.roll_hi, layer.roll_midpoint)
    if expiry < 0 or place_at(market.expiries, expiry) <= place_at(market.expiries, lot.expiry):
        return False
    notional = 0.0
    if config.sizing == NOTIONAL and not (config.is_rebalanced and flag_at(market.is_rebalance, day)):
        notional = lot.contracts * _MULTIPLIER * number_at(market.forward, place_at(market.base, lot.expiry) + day)
    if config.is_limited:
        budget += lot.contracts * mark * _MULTIPLIER
    return _order_call(market, config, layer, lot, day, expiry, budget, ROLL, notional)


@njit(error_model="numpy")
def _order_resize(market, config, layer, lot, day, budget, mark):
    """Order back to the layer's weight on a rebalance day (S38, S39)."""
    contracts = wanted_contracts(market, config, layer, day, lot.expiry, lot.strike)
    reserved = 0.0
    if config.is_limited:
        ask = ask_of(mark)
        contracts = min(contracts, lot.contracts + affordable(ask, budget))
        reserved = max(contracts - lot.contracts, 0) * ask * _MULTIPLIER
    if contracts >= 1 and contracts != lot.contracts:
        _ordered(lot, RESIZE, lot.expiry, lot.strike, contracts, reserved)
