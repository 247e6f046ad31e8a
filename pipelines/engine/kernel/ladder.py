"""All lots of one configuration over all days: P&L and cost of each layer, premium committed (S05)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.call_marks import marks_through
from pipelines.engine.kernel.lot_step import fresh, step
from pipelines.engine.kernel.records import NEVER, OK, OPEN, UNMARKED

_MULTIPLIER = 100.0


@njit(error_model="numpy")
def walk_ladder(market, config, layers, levels, scratch, ledger, result):
    """Walk the days; write `scratch.parts[layer]`, `scratch.hedge_cost`, and the hedge's part of `result`.

    Lots act in order, so that inner layers have the first claim on the budget (A5).
    """
    fresh(scratch.lots)
    purse, flows = np.zeros(3), np.zeros(3)  # balance, reserved, month; cash, cost, cash of the budget
    committed, most = 0.0, 0.0
    scratch.parts[1:] = 0.0
    scratch.hedge_cost[:] = 0.0
    for day in range(market.dates.size):
        if config.keeps_budget and market.months[day] != purse[2]:
            purse[0], purse[2] = purse[0] + config.monthly_usd, market.months[day]
        premium = _walk_day(market, config, layers, levels, scratch, day, purse, flows, ledger, result)
        committed, most = committed + premium, max(most, premium)
    result.premium_max_ratio = most / config.account
    result.premium_mean_ratio = committed / market.dates.size / config.account


@njit(error_model="numpy")
def _walk_day(market, config, layers, levels, scratch, day, purse, flows, ledger, result):
    """One session of all lots; returns the premium of what is open after it."""
    place, premium = 0, 0.0
    for number in range(config.layers):
        layer = layers[number]
        for turn in range(layer.lots):
            lot, row = scratch.lots[place], scratch.marks[place]
            flows[:] = 0.0
            is_barred = turn > 0 and _is_barred(layer, scratch.lots[place - 1], market.dates[day])
            budget = max(purse[0] - purse[1], 0.0) if config.is_limited else np.inf
            released, opened = lot.reserved, lot.action == OPEN
            step(market, config, layer, levels, turn + 1, lot, row, day, budget, is_barred, flows, ledger)
            result.hedge_entries += opened and lot.entered_on == market.dates[day]
            if config.keeps_budget:
                _count(config, purse, flows[2], lot.reserved - released)
            value = _value(market, lot, row, day, result)
            scratch.parts[layer.layer, day] += value - lot.value + flows[0]
            scratch.hedge_cost[day] += flows[1]
            lot.value = value
            premium += lot.premium
            place += 1
    return premium


@njit(error_model="numpy")
def _is_barred(layer, before, today):
    """A further lot waits until the one before it is open and old enough."""
    return before.expiry < 0 or before.entered_on == NEVER or today - before.entered_on < layer.spacing_days


@njit(error_model="numpy")
def _count(config, purse, cash, reserved):
    """Count a lot's step; a purse that limits nothing never falls below 0 (S23)."""
    purse[0] += cash
    if not config.is_limited:
        purse[0] = max(purse[0], 0.0)
    purse[1] += reserved


@njit(error_model="numpy")
def _value(market, lot, row, day, result):
    """Model value of what a lot holds; without a mark the configuration is told to be unmarked."""
    if lot.expiry < 0:
        return 0.0
    marks_through(market, lot, row, day)
    value = lot.contracts * row[day] * _MULTIPLIER
    if np.isnan(value) and result.status == OK:
        result.status = UNMARKED
    return value
