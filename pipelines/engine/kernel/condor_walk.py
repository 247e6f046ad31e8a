"""All rungs of one condor book over all days: fills, exits, stops, settlements (S10, S41, §6.3)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.condor_legs import clear, fresh, owed, price_life, settle, trade
from pipelines.engine.kernel.memory import flag_at, number_at, numbers, place_at
from pipelines.engine.kernel.records import CLOSE, OK, OPEN, UNMARKED

_MULTIPLIER = 100.0


@njit(error_model="numpy")
def walk_condors(market, config, scratch, ledger, result):
    """Walk the days; write `scratch.parts[0]`, `scratch.condor_cost`, and the condor's part of `result`.

    One order a day: the first free rung has it. The hedge's P&L, `scratch.hedge`, counts for stops at book level.
    """
    rungs, pnl, costs, hedge = scratch.rungs, scratch.parts[0], scratch.condor_cost, scratch.hedge
    fresh(rungs)
    for day in range(market.days):
        held, gained, cost = 0, 0.0, 0.0
        for place in range(config.rungs):
            gained += _walk_rung(market, config, place + 1, rungs[place], day, ledger, result)
            held += rungs[place].filled_at >= 0
            cost += rungs[place].costs
        pnl[day], costs[day] = gained, cost
        is_wanted = flag_at(market.is_wanted, config.plan * market.days + day)
        for place in range(config.rungs):
            rung = rungs[place]
            if rung.filled_at >= 0:
                _order_close(market, config, rung, day, hedge[day] / held, result)
            elif is_wanted:
                rung.ordered, is_wanted = day, False


@njit(error_model="numpy", forceinline=True)
def _walk_rung(market, config, number, rung, day, ledger, result):
    """One session of one rung; returns its P&L."""
    rung.cash, rung.costs = 0.0, 0.0
    if rung.ordered >= 0:
        _fill(market, config, number, rung, day, ledger, result)
    if rung.filled_at < 0:
        last, rung.value = rung.value, 0.0
        return rung.cash - last
    if place_at(market.dates, day) >= place_at(market.spx_expiries, rung.expiry):
        if not np.isnan(number_at(market.spot, day)):
            settle(market, config, number, rung, day, ledger)
    elif rung.is_closing and flag_at(market.is_priced, day):
        trade(market, config, number, rung, day, -1.0, CLOSE, ledger)
        clear(rung)
    last, rung.value = rung.value, _value(market, rung, day)
    if np.isnan(rung.value) and result.status == OK:
        result.status = UNMARKED
    return rung.value - last + rung.cash


@njit(error_model="numpy")
def _fill(market, config, number, rung, day, ledger, result):
    """Fill yesterday's order at today's mids ± costs, unless there is no price or it has expired meanwhile."""
    expiry = place_at(market.plan_expiry, config.plan * market.days + rung.ordered)
    if flag_at(market.is_priced, day) and place_at(market.dates, day) < place_at(market.spx_expiries, expiry):
        rung.decided_at, rung.filled_at, rung.expiry = rung.ordered, day, expiry
        rung.contracts = place_at(market.plan_contracts, config.plan * market.days + rung.ordered)
        price_life(market, config, rung, day)
        rung.credit, rung.share = owed(market, rung, day), 0.0
        trade(market, config, number, rung, day, 1.0, OPEN, ledger)
        result.condor_entries += 1
    rung.ordered = -1


@njit(error_model="numpy", forceinline=True)
def _value(market, rung, day):
    """Model value of a rung, negative for what it owes; a missing mark is yesterday's."""
    if rung.filled_at < 0:
        return 0.0
    debt = owed(market, rung, day) if day < place_at(market.spx_end, rung.expiry) else np.nan
    if np.isnan(debt) and day > rung.filled_at:
        for leg in range(4):
            row = numbers(rung.marks, leg * market.days, (leg + 1) * market.days)
            row[day] = row[day - 1]
        debt = owed(market, rung, day)
    return -debt * rung.contracts * _MULTIPLIER


@njit(error_model="numpy", forceinline=True)
def _order_close(market, config, rung, day, share, result):
    """Order the end of a condor that is unwanted or stopped (S10, S41)."""
    is_stopped = False
    if not np.isnan(config.stop_multiple):
        if config.is_book_stop and day > rung.filled_at:
            rung.share += share
        usd = rung.contracts * _MULTIPLIER
        loss = (owed(market, rung, day) - rung.credit) * usd
        is_stopped = loss - rung.share >= config.stop_multiple * rung.credit * usd
        if is_stopped and not rung.is_closing:
            result.stops += 1
    is_unwanted = flag_at(market.is_unwanted, config.plan * market.days + day)
    rung.is_closing = 1 if is_unwanted or is_stopped else 0
