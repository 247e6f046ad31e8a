"""One lot, one session later: settlement, fill, or decision; its cash, cost and value (S01)."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.call_marks import ask_of, mark_of
from pipelines.engine.kernel.decide import may_enter, order_entry, order_for_held
from pipelines.engine.kernel.ledger import record
from pipelines.engine.kernel.memory import number_at, place_at
from pipelines.engine.kernel.records import MONETISE, NEVER, OPEN, ROLL, SETTLE

_MULTIPLIER = 100.0


@njit(error_model="numpy")
def fill_price(mid, spread, side, fraction):
    """Price one leg fills at: mid ± what the fraction of the spread lies beyond the middle, never below 0 (§3.4)."""
    return max(mid + side * (fraction - 0.5) * spread, 0.0)


@njit(error_model="numpy")
def _trade(market, config, layer, number, lot, day, action, mark, contracts, fraction, ledger):
    """Book one leg in the lot's cash and costs of the day."""
    side = 1.0 if contracts > 0 else -1.0
    spread = max(config.vix_spread_min, config.vix_spread_ratio * mark)
    fill = fill_price(mark, spread, side, fraction)
    fee = abs(contracts) * config.vix_fee
    cost = contracts * _MULTIPLIER * (fill - mark) + fee
    cash = -contracts * _MULTIPLIER * fill - fee
    lot.cash += cash
    lot.costs += cost
    expiry_date = place_at(market.expiries, lot.expiry)
    record(ledger, day, layer.layer, number, 0, action, expiry_date, lot.strike, contracts, mark, fill, cash, cost)


@njit(error_model="numpy")
def _clear(lot):
    lot.expiry, lot.contracts, lot.is_monetised, lot.premium, lot.cost = -1, 0, 0, 0.0, np.nan


@njit(error_model="numpy")
def settle(market, config, layer, number, lot, day, ledger):
    """Settle in cash (§6.2); calls of which no settlement is known at their last mark."""
    level = number_at(market.settle_at, lot.expiry)
    value = number_at(lot.marks, day - 1) if np.isnan(level) else max(level - lot.strike, 0.0)
    cash = lot.contracts * value * _MULTIPLIER
    lot.cash += cash
    lot.budget_cash += cash if config.keeps_budget else 0.0
    expiry_date = place_at(market.expiries, lot.expiry)
    size = -lot.contracts
    record(ledger, day, layer.layer, number, 0, SETTLE, expiry_date, lot.strike, size, value, value, cash, 0.0)
    lot.closed_on, lot.action = place_at(market.dates, day), 0
    _clear(lot)


@njit(error_model="numpy")
def fill(market, config, layer, number, lot, day, ledger):
    """Fill yesterday's order at today's mids ± costs; a roll is one order of two legs."""
    action, wanted, held = lot.action, lot.order_contracts, lot.contracts
    received, cost_before, sold = 0.0, lot.cost, 0
    if held > 0:
        mark = mark_of(market, lot, day)
        sold = held if action == ROLL else max(held - wanted, 0)
        if sold > 0:
            fraction = config.fraction_2 if action == ROLL else config.fraction_1
            _trade(market, config, layer, number, lot, day, action, mark, -sold, fraction, ledger)
            received = sold * mark * _MULTIPLIER
            lot.premium *= 1.0 - sold / held
    if action in (OPEN, ROLL):
        lot.expiry, lot.strike, lot.marked_to, held = lot.order_expiry, lot.order_strike, 0, 0
    mark = mark_of(market, lot, day)
    bought = max(wanted - held, 0)
    if bought > 0:
        fraction = config.fraction_2 if sold > 0 else config.fraction_1
        _trade(market, config, layer, number, lot, day, action, mark, bought, fraction, ledger)
        lot.premium += bought * mark * _MULTIPLIER
    lot.contracts, lot.action = wanted, 0
    _count(config, lot, mark, received, bought, held, cost_before, action)
    if wanted == 0:
        lot.closed_on = place_at(market.dates, day)
        _clear(lot)
    elif action == OPEN:
        lot.entered_on = place_at(market.dates, day)


@njit(error_model="numpy")
def _count(config, lot, mark, received, bought, held, cost_before, action):
    """Cash of the hedge budget, paid at the ask and received at mid, and the average mid of the lot (S18, S23)."""
    if not config.keeps_budget:
        return
    lot.budget_cash += received - bought * ask_of(mark) * _MULTIPLIER
    cost, is_monetised = mark, 0
    if held > 0 and lot.contracts > 0:
        cost = ((lot.contracts - bought) * cost_before + bought * mark) / lot.contracts
        is_monetised = 1 if lot.is_monetised or action == MONETISE else 0
    lot.cost, lot.is_monetised = cost, is_monetised


@njit(error_model="numpy", forceinline=True)
def step(market, config, layer, number, lot, day, budget, is_barred, ledger):
    """Take one lot through one session."""
    today = place_at(market.dates, day)
    lot.reserved, lot.cash, lot.costs, lot.budget_cash = 0.0, 0.0, 0.0, 0.0
    if lot.expiry >= 0 and place_at(market.expiries, lot.expiry) <= today:
        settle(market, config, layer, number, lot, day, ledger)
    elif lot.action > 0 and (
        place_at(market.expiries, lot.order_expiry) <= today or np.isnan(number_at(market.vvix, day))
    ):
        lot.action, lot.is_armed = 0, 0
    elif lot.action > 0:
        action = lot.action
        fill(market, config, layer, number, lot, day, ledger)
        if action != OPEN and lot.expiry >= 0:
            order_for_held(market, config, layer, lot, day, budget, mark_of(market, lot, day), False)
    elif lot.expiry >= 0:
        order_for_held(market, config, layer, lot, day, budget, mark_of(market, lot, day), True)
    else:
        _wait(market, config, layer, lot, day, budget, is_barred)
    if lot.expiry >= 0:
        lot.is_armed = 0


@njit(error_model="numpy", forceinline=True)
def _wait(market, config, layer, lot, day, budget, is_barred):
    """Decide for a flat lot: barred, outside its gates, or an order."""
    if place_at(market.dates, day) - lot.closed_on <= config.cooldown_days or is_barred:
        lot.is_armed = 0
    elif may_enter(market, layer, lot, day):
        order_entry(market, config, layer, lot, day, budget)


@njit(error_model="numpy")
def fresh(lots):
    """Empty all lots; each keeps its row of marks."""
    for place in range(lots.size):
        lot = lots[place]
        _clear(lot)
        lot.strike, lot.order_strike, lot.reserved, lot.value = 0.0, 0.0, 0.0, 0.0
        lot.action, lot.order_expiry, lot.order_contracts, lot.is_armed = 0, -1, 0, 0
        lot.closed_on, lot.entered_on, lot.marked_to = NEVER, NEVER, 0
