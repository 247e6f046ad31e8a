"""What a book came to: growth, volatility, drawdowns, drag. Inside the compiled walk."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.memory import number_at, place_at
from pipelines.engine.kernel.records import OK, RUINED

_TRADING_DAYS = 252.0  # a year of sessions, for the volatility
_YEAR_DAYS = 365.25  # a year of dates, for growth and drag


@njit(error_model="numpy")
def sum_up(market, config, scratch, result):
    """Write the numbers of `RESULT` from the P&L of the parts."""
    _add_interest(market, config, scratch.interest)
    scratch.condor[:] = scratch.parts[0] + scratch.interest
    scratch.hedged[:] = scratch.condor + scratch.hedge
    years = (place_at(market.dates, market.days - 1) - place_at(market.dates, 0)) / _YEAR_DAYS
    unhedged = _path(scratch.condor, config.account, years, scratch.unhedged_nav)
    hedged = _path(scratch.hedged, config.account, years, scratch.hedged_nav)
    result.unhedged_cagr_ratio, result.unhedged_vol, result.unhedged_max_drawdown_ratio = unhedged
    result.hedged_cagr_ratio, result.hedged_vol, result.hedged_max_drawdown_ratio = hedged
    if result.status == OK and not (scratch.unhedged_nav.min() > 0.0 and scratch.hedged_nav.min() > 0.0):
        result.status = RUINED
    net, cost = -scratch.hedge.sum(), scratch.hedge_cost.sum()
    result.drag_net_ratio = net / config.account / years
    result.drag_gross_ratio = (net - cost) / config.account / years
    _reduce(market, scratch, result)


@njit(error_model="numpy")
def _add_interest(market, config, interest):
    """Interest that the account's cash earned since the last session, at the rate known then."""
    interest[:] = 0.0
    if config.earns_interest:
        for day in range(1, market.days):
            held_days = place_at(market.dates, day) - place_at(market.dates, day - 1)
            interest[day] = config.account * number_at(market.rate, day - 1) * held_days / 365.0


@njit(error_model="numpy")
def _path(pnl, account, years, nav):
    """Write the NAV of a constant account whose returns compound; return CAGR, volatility, largest drawdown.

    Once it is lost the NAV stays at 0: growth and drawdown are then -100 % and 100 %, a volatility there is none.
    """
    level, high, fall, total, squares = account, 0.0, 0.0, 0.0, 0.0
    for day in range(pnl.size):
        change = pnl[day] / account
        if level > 0.0:
            level = max(level * (1.0 + change), 0.0)
        nav[day] = level
        high = max(high, level)
        fall = max(fall, 1.0 - level / high)
        total, squares = total + change, squares + change * change
    if level == 0.0:
        return -1.0, np.nan, 1.0
    mean = total / pnl.size
    variance = max((squares - total * mean) / (pnl.size - 1.0), 0.0)
    return (nav[-1] / nav[0]) ** (1.0 / years) - 1.0, np.sqrt(variance * _TRADING_DAYS), fall


@njit(error_model="numpy")
def _reduce(market, scratch, result):
    """Median over complete VIX spikes of how much smaller the hedged drawdown was (S43); none of a ruined book."""
    result.spikes, result.reduction_ratio = 0, np.nan
    if result.status == RUINED:
        return
    found = 0
    for place in range(market.spike_count):
        first, last = place_at(market.spikes, 2 * place + 0), place_at(market.spikes, 2 * place + 1)
        unhedged = _fall(scratch.unhedged_nav, first, last)
        if unhedged >= market.spike_drawdown:
            scratch.reductions[found] = 1.0 - _fall(scratch.hedged_nav, first, last) / unhedged
            found += 1
    result.spikes = found
    if found:
        result.reduction_ratio = np.median(scratch.reductions[:found])


@njit(error_model="numpy")
def _fall(nav, first, last):
    """Largest drawdown from `first` to `last`, both included."""
    high, fall = 0.0, 0.0
    for day in range(first, last + 1):
        high = max(high, nav[day])
        fall = max(fall, 1.0 - nav[day] / high)
    return fall
