"""Which call a lot would buy and how many, inside the compiled walk (S03, S18, S19)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.call_marks import ask_of, call_price_and_delta, fill_call_deltas
from pipelines.engine.kernel.memory import flag_at, number_at, numbers, place_at
from pipelines.engine.kernel.records import BUDGET, CONTRACTS, DELTA, FIXED, NOTIONAL, PERCENT, PREMIUM

_MULTIPLIER = 100.0
_ROUNDING = 1e-9
_UNIT_USD = 100_000.0
_MOST_CONTRACTS = 1e15  # a vega offset with calls of no delta; their fees alone ruin any account


@njit(error_model="numpy")
def whole(contracts):
    """Contracts rounded down; whole but for binary rounding counts as whole."""
    return np.int64(min(np.floor(contracts + _ROUNDING), _MOST_CONTRACTS))


@njit(error_model="numpy")
def chosen_expiry(market, day, lo_days, hi_days, midpoint_days):
    """Expiry inside the window nearest its midpoint, −1 without one or without its settlement today (S03)."""
    today, nearest, best = place_at(market.dates, day), -1, np.inf
    for expiry in range(place_at(market.first_live, day), market.vx_contracts):
        dte = place_at(market.expiries, expiry) - today
        if dte > hi_days:
            break
        distance = abs(dte - midpoint_days)
        if dte >= lo_days and today <= place_at(market.last_order, expiry) and distance < best:
            nearest, best = expiry, distance
    if nearest < 0 or not flag_at(market.is_settled, place_at(market.base, nearest) + day):
        return -1
    return nearest


@njit(error_model="numpy")
def _strike_in_window(strikes, reference, lo, hi, target):
    """Listed strike nearest `reference + target` inside the window; of two, the lower; NaN without one."""
    first = np.searchsorted(strikes, reference + lo - _ROUNDING)
    last = np.searchsorted(strikes, reference + hi + _ROUNDING, side="right")
    strike, best = np.nan, np.inf
    for place in range(first, last):
        distance = abs(strikes[place] - (reference + target))
        if distance < best:
            strike, best = strikes[place], distance
    return strike


@njit(error_model="numpy")
def _strike_by_delta(market, strikes, day, expiry, layer):
    """Listed strike whose delta is in the window and nearest the target; of two, the lower; NaN without one."""
    strike, best = np.nan, np.inf
    deltas = np.empty(strikes.size)
    place = place_at(market.base, expiry) + day
    fill_call_deltas(
        number_at(market.forward, place), number_at(market.level, place), number_at(market.slope, place),
        place_at(market.expiries, expiry) - place_at(market.dates, day), number_at(market.rate, day),
        strikes, market.vol_min, market.vol_max, deltas,
    )  # fmt: skip
    for at in range(strikes.size):
        listed, delta = strikes[at], deltas[at]
        distance = abs(delta - layer.strike_target)
        if layer.strike_lo <= delta <= layer.strike_hi and distance < best:
            strike, best = listed, distance
    return strike


@njit(error_model="numpy")
def chosen_strike(market, layer, day, expiry):
    """Strike that the layer's rule asks for, NaN without one."""
    place = place_at(market.base, expiry) + day
    strikes = numbers(market.strikes, place_at(market.strikes_from, place), place_at(market.strikes_to, place))
    reference = number_at(market.vix, day) if layer.is_spot else number_at(market.forward, place)
    if np.isnan(reference):
        return np.nan
    if layer.strike_rule == DELTA:
        return _strike_by_delta(market, strikes, day, expiry, layer)
    lo, hi, target = layer.strike_lo, layer.strike_hi, layer.strike_target
    if layer.strike_rule == PERCENT:
        lo, hi, target = reference * lo / 100, reference * hi / 100, reference * target / 100
    elif layer.strike_rule == FIXED:
        reference = 0.0
    return _strike_in_window(strikes, reference, lo, hi, target)


@njit(error_model="numpy")
def _weight_at(config, layer, forward):
    """Weight of a layer, by the level of the future where the preset has levels (§3.1)."""
    if config.levels == 0:
        return layer.weight
    for place in range(config.levels - 1, -1, -1):
        if forward > number_at(config.levels_at, 2 * place):
            return number_at(config.levels_at, 2 * place + 1)
    return 0.0


@njit(error_model="numpy")
def wants_none(market, config, layer, day, expiry):
    """The level of the future asks for no calls at all, so that no strike need be looked for."""
    forward = number_at(market.forward, place_at(market.base, expiry) + day)
    return config.sizing == PREMIUM and _weight_at(config, layer, forward) == 0.0


@njit(error_model="numpy")
def _premium_size(premium_usd, mid):
    """Contracts that a premium buys at the ask; none for no premium or no price."""
    ask = ask_of(mid)
    return premium_usd / (_MULTIPLIER * ask) if premium_usd != 0.0 and ask > 0.0 else 0.0


@njit(error_model="numpy")
def wanted_contracts(market, config, layer, day, expiry, strike):
    """Contracts that the layer's sizing asks for on one call, per lot; 0 where it asks for none or can't tell."""
    forward = number_at(market.forward, place_at(market.base, expiry) + day)
    if config.sizing == NOTIONAL:
        return whole(layer.weight * config.account / (_MULTIPLIER * forward) / layer.lots)
    if config.sizing == CONTRACTS:
        return whole(layer.units * config.account / _UNIT_USD / layer.lots)
    price, delta = call_price_and_delta(market, day, expiry, strike)
    if config.sizing == PREMIUM:
        size = _premium_size(_weight_at(config, layer, forward) * config.account, price)
    elif config.sizing == BUDGET:
        size = _premium_size(layer.weight * config.monthly_usd, price)
    else:  # VEGA
        vega = number_at(market.vegas, config.vega * market.days + day)
        if np.isnan(vega) or not delta > 0.0:
            return 0
        offset = config.condor_vega_ratio * abs(vega)
        size = layer.units / config.units_total * offset / (_MULTIPLIER * delta)
    return whole(size / layer.lots) if np.isfinite(size) else 0


@njit(error_model="numpy")
def affordable(ask, budget):
    """Contracts a budget pays for; none at an unknown price."""
    return max(whole(budget / (ask * _MULTIPLIER)), 0) if ask > 0.0 else 0
