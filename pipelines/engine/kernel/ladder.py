"""All lots of one configuration over all days: P&L and cost of each layer, premium committed (S05)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.call_marks import mark_of
from pipelines.engine.kernel.lot_step import fresh, step
from pipelines.engine.kernel.memory import number_at, place_at
from pipelines.engine.kernel.records import NEVER, OK, OPEN, UNMARKED

_MULTIPLIER = 100.0


@njit(error_model="numpy")
def walk_ladder(market, config, layers, scratch, ledger, result):
    """Walk the days; write `scratch.parts[layer]`, `scratch.hedge_cost`, and the hedge's part of `result`.

    Lots act in order, so that inner layers have the first claim on the budget (A5).
    """
    lots, parts, costs, purse = scratch.lots, scratch.parts, scratch.hedge_cost, scratch.purse[0]
    fresh(lots)
    purse.balance, purse.reserved, purse.month = 0.0, 0.0, 0.0
    parts[1:] = 0.0
    committed, most = 0.0, 0.0
    for day in range(market.days):
        if config.keeps_budget and number_at(market.months, day) != purse.month:
            purse.balance, purse.month = purse.balance + config.monthly_usd, number_at(market.months, day)
        place, premium, cost = 0, 0.0, 0.0
        for number in range(config.layers):
            layer = layers[number]
            for turn in range(layer.lots):
                lot = lots[place]
                before = lots[place - 1] if turn > 0 else lot
                parts[layer.layer, day] += _walk_lot(
                    market, config, layer, turn, lot, before, day, purse, ledger, result
                )
                premium, cost, place = premium + lot.premium, cost + lot.costs, place + 1
        costs[day], committed, most = cost, committed + premium, max(most, premium)
    result.premium_max_ratio = most / config.account
    result.premium_mean_ratio = committed / market.days / config.account


@njit(error_model="numpy", forceinline=True)
def _walk_lot(market, config, layer, turn, lot, before, day, purse, ledger, result):
    """One session of one lot; returns its P&L."""
    is_barred = turn > 0 and _is_barred(layer, before, place_at(market.dates, day))
    budget = max(purse.balance - purse.reserved, 0.0) if config.is_limited else np.inf
    released, was_opening = lot.reserved, lot.action == OPEN
    step(market, config, layer, turn + 1, lot, day, budget, is_barred, ledger)
    if was_opening and lot.entered_on == place_at(market.dates, day):
        result.hedge_entries += 1
    if config.keeps_budget:
        _count(config, purse, lot.budget_cash, lot.reserved - released)
    last, lot.value = lot.value, _value(market, lot, day)
    if np.isnan(lot.value) and result.status == OK:
        result.status = UNMARKED
    return lot.value - last + lot.cash


@njit(error_model="numpy", forceinline=True)
def _is_barred(layer, before, today):
    """A further lot waits until the one before it is open and old enough."""
    return before.expiry < 0 or before.entered_on == NEVER or today - before.entered_on < layer.spacing_days


@njit(error_model="numpy")
def _count(config, purse, cash, reserved):
    """Count a lot's step; a purse that limits nothing never falls below 0 (S23)."""
    purse.balance += cash
    if not config.is_limited:
        purse.balance = max(purse.balance, 0.0)
    purse.reserved += reserved


@njit(error_model="numpy", forceinline=True)
def _value(market, lot, day):
    """Model value of what a lot holds, NaN without a mark."""
    return lot.contracts * mark_of(market, lot, day) * _MULTIPLIER if lot.expiry >= 0 else 0.0
