"""All rungs of one condor book over all days: fills, exits, stops, settlements (S10, S41, §6.3)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.condor_marks import fill_condor_marks
from pipelines.engine.kernel.ledger import record
from pipelines.engine.kernel.lot_step import fill_price
from pipelines.engine.kernel.records import CLOSE, OK, OPEN, SETTLE, UNMARKED

_MULTIPLIER = 100.0
_SIGNS = (1.0, -1.0, -1.0, 1.0)  # long put, short put, short call, long call


@njit(error_model="numpy")
def walk_condors(market, config, scratch, ledger, result):
    """Walk the days; write `scratch.parts[0]`, `scratch.condor_cost`, and the condor's part of `result`.

    One order a day: the first free rung has it. The hedge's P&L, `scratch.hedge`, counts for stops at book level.
    """
    _fresh(scratch.rungs)
    flows = np.zeros(2)
    scratch.parts[0, :] = 0.0
    scratch.condor_cost[:] = 0.0
    for day in range(market.dates.size):
        held = 0
        for place in range(config.rungs):
            rung, marks = scratch.rungs[place], scratch.condor_marks[place]
            flows[:] = 0.0
            _step(market, config, place + 1, rung, marks, day, flows, ledger, result)
            value = _value(market, rung, marks, day, result)
            scratch.parts[0, day] += value - rung.value + flows[0]
            scratch.condor_cost[day] += flows[1]
            rung.value = value
            held += rung.filled_at >= 0
        _order(market, config, scratch, day, held, result)


@njit(error_model="numpy")
def _fresh(rungs):
    for place in range(rungs.size):
        rung = rungs[place]
        rung.decided_at, rung.filled_at, rung.expiry, rung.contracts, rung.ordered = -1, -1, -1, 0, -1
        rung.is_closing, rung.value, rung.credit, rung.share = 0, 0.0, 0.0, 0.0


@njit(error_model="numpy")
def _step(market, config, number, rung, marks, day, flows, ledger, result):
    """Fill yesterday's order, settle what expired, buy back what was ordered closed."""
    today = market.dates[day]
    ordered = rung.ordered
    if ordered >= 0 and market.is_priced[day]:
        expiry = market.plan_expiry[config.plan, ordered]
        if today < market.spx_expiries[expiry]:
            _open(market, config, rung, marks, day, expiry)
            _trade(market, config, number, rung, marks, day, 1.0, OPEN, flows, ledger)
            result.condor_entries += 1
    rung.ordered = -1
    if rung.filled_at < 0:
        return
    if today >= market.spx_expiries[rung.expiry]:
        if not np.isnan(market.spot[day]):
            _settle(market, config, number, rung, day, flows, ledger)
    elif rung.is_closing and market.is_priced[day]:
        _trade(market, config, number, rung, marks, day, -1.0, CLOSE, flows, ledger)
        _clear(rung)


@njit(error_model="numpy")
def _clear(rung):
    rung.decided_at, rung.filled_at, rung.expiry, rung.contracts, rung.is_closing = -1, -1, -1, 0, 0


@njit(error_model="numpy")
def _strikes(market, config, rung):
    """Strikes of the held condor, found at its decision, or at its fill for a credit (§2.2)."""
    day = rung.filled_at if market.is_struck_at_fill[config.plan] else rung.decided_at
    return market.plan_strikes[config.plan, day]


@njit(error_model="numpy")
def _open(market, config, rung, marks, day, expiry):
    """Hold the ordered condor, and price its whole life at once."""
    rung.decided_at, rung.filled_at, rung.expiry = rung.ordered, day, expiry
    rung.contracts = market.plan_contracts[config.plan, rung.ordered]
    end = market.spx_end[expiry]
    first, last = market.spx_base[expiry] + day, market.spx_base[expiry] + end
    fill_condor_marks(
        market.spot[day:end], market.spx_rate[day:end], market.dates[day:end], market.atm[first:last],
        market.spx_expiries[expiry], config.dividend_yield, _strikes(market, config, rung), marks[:, day:end],
    )  # fmt: skip
    rung.credit, rung.share = _owed(marks, day), 0.0


@njit(error_model="numpy")
def _owed(marks, day):
    """What buying one condor back costs at mids, points."""
    return marks[1, day] + marks[2, day] - marks[0, day] - marks[3, day]


@njit(error_model="numpy")
def _trade(market, config, number, rung, marks, day, side, action, flows, ledger):
    """Book the four legs of one order."""
    strikes = _strikes(market, config, rung)
    for leg in range(4):
        contracts = side * _SIGNS[leg] * rung.contracts
        mid = marks[leg, day]
        spread = max(config.spx_spread_min, config.spx_spread_ratio * mid * market.stress[day])
        price = fill_price(mid, spread, side * _SIGNS[leg], config.fraction_4)
        fee = rung.contracts * config.spx_fee
        cost = contracts * _MULTIPLIER * (price - mid) + fee
        cash = -contracts * _MULTIPLIER * price - fee
        flows[0] += cash
        flows[1] += cost
        expiry_date = market.spx_expiries[rung.expiry]
        size = np.int64(contracts)
        record(ledger, day, 0, number, leg + 1, action, expiry_date, strikes[leg], size, mid, price, cash, cost)


@njit(error_model="numpy")
def _settle(market, config, number, rung, day, flows, ledger):
    """Settle in cash at the SPX close, each leg at its intrinsic value."""
    strikes, spot = _strikes(market, config, rung), market.spot[day]
    for leg in range(4):
        sign = -1.0 if leg < 2 else 1.0
        value = max(sign * (spot - strikes[leg]), 0.0)
        contracts = -_SIGNS[leg] * rung.contracts
        cash = -contracts * _MULTIPLIER * value
        flows[0] += cash
        expiry_date = market.spx_expiries[rung.expiry]
        size = np.int64(contracts)
        record(ledger, day, 0, number, leg + 1, SETTLE, expiry_date, strikes[leg], size, value, value, cash, 0.0)
    _clear(rung)


@njit(error_model="numpy")
def _value(market, rung, marks, day, result):
    """Model value of a rung, negative for what it owes; a missing mark is yesterday's."""
    if rung.filled_at < 0:
        return 0.0
    is_priced = day < market.spx_end[rung.expiry] and not np.isnan(_owed(marks, day))
    if not is_priced:
        for leg in range(4):
            marks[leg, day] = marks[leg, day - 1] if day > rung.filled_at else np.nan
    value = -_owed(marks, day) * rung.contracts * _MULTIPLIER
    if np.isnan(value) and result.status == OK:
        result.status = UNMARKED
    return value


@njit(error_model="numpy")
def _order(market, config, scratch, day, held, result):
    """Order a condor for the first free rung, and the end of those unwanted or stopped."""
    is_wanted, is_unwanted = market.is_wanted[config.plan, day], market.is_unwanted[config.plan, day]
    for place in range(config.rungs):
        rung = scratch.rungs[place]
        if rung.filled_at >= 0:
            is_stopped = _is_stopped(config, scratch, rung, place, day, held)
            result.stops += is_stopped and not rung.is_closing
            rung.is_closing = 1 if is_unwanted or is_stopped else 0
        elif is_wanted:
            rung.ordered, is_wanted = day, False


@njit(error_model="numpy")
def _is_stopped(config, scratch, rung, place, day, held):
    """The loss since the fill has reached its multiple of the credit, less the hedge's gain at book level (S10)."""
    if np.isnan(config.stop_multiple):
        return False
    if config.is_book_stop and day > rung.filled_at:
        rung.share += scratch.hedge[day] / held
    usd = rung.contracts * _MULTIPLIER
    loss = (_owed(scratch.condor_marks[place], day) - rung.credit) * usd
    return loss - rung.share >= config.stop_multiple * rung.credit * usd
