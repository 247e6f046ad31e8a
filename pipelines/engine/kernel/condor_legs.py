"""A rung of condors: its strikes, its marks, its trades."""

import numpy as np
from numba import njit

from pipelines.engine.kernel.condor_marks import fill_condor_marks
from pipelines.engine.kernel.ledger import record
from pipelines.engine.kernel.lot_step import fill_price
from pipelines.engine.kernel.memory import flag_at, number_at, numbers, place_at, places
from pipelines.engine.kernel.records import SETTLE

_MULTIPLIER = 100.0
_SIGNS = (1.0, -1.0, -1.0, 1.0)  # long put, short put, short call, long call


@njit(error_model="numpy")
def fresh(rungs):
    """Empty all rungs; each keeps its block of marks, four rows of days."""
    for place in range(rungs.size):
        rung = rungs[place]
        clear(rung)
        rung.ordered, rung.value, rung.credit, rung.share = -1, 0.0, 0.0, 0.0
        rung.cash, rung.costs = 0.0, 0.0


@njit(error_model="numpy")
def clear(rung):
    """Hold nothing."""
    rung.decided_at, rung.filled_at, rung.expiry, rung.contracts, rung.is_closing = -1, -1, -1, 0, 0


@njit(error_model="numpy")
def _strikes(market, config, rung):
    """Strikes of the held condor, found at its decision, or at its fill for a credit (§2.2). Shape (4,)."""
    day = rung.filled_at if flag_at(market.is_struck_at_fill, config.plan) else rung.decided_at
    first = 4 * (config.plan * market.days + day)
    return numbers(market.plan_strikes, first, first + 4)


@njit(error_model="numpy")
def price_life(market, config, rung, day):
    """Price the four legs from the fill to the last close before expiry."""
    end, days = place_at(market.spx_end, rung.expiry), market.days
    first = place_at(market.spx_base, rung.expiry)
    fill_condor_marks(
        numbers(market.spot, day, end), numbers(market.spx_rate, day, end), places(market.dates, day, end),
        numbers(market.atm, first + day, first + end), place_at(market.spx_expiries, rung.expiry),
        config.dividend_yield, _strikes(market, config, rung),
        numbers(rung.marks, day, end), numbers(rung.marks, days + day, days + end),
        numbers(rung.marks, 2 * days + day, 2 * days + end), numbers(rung.marks, 3 * days + day, 3 * days + end),
    )  # fmt: skip


@njit(error_model="numpy", forceinline=True)
def _mark(market, rung, leg, day):
    return number_at(rung.marks, leg * market.days + day)


@njit(error_model="numpy", forceinline=True)
def owed(market, rung, day):
    """What buying one condor back costs at mids, points."""
    bought_back = _mark(market, rung, 1, day) + _mark(market, rung, 2, day)
    return bought_back - _mark(market, rung, 0, day) - _mark(market, rung, 3, day)


@njit(error_model="numpy")
def trade(market, config, number, rung, day, side, action, ledger):
    """Book the four legs of one order."""
    strikes, expiry_date = _strikes(market, config, rung), place_at(market.spx_expiries, rung.expiry)
    for leg in range(4):
        contracts = side * _SIGNS[leg] * rung.contracts
        mid = _mark(market, rung, leg, day)
        spread = max(config.spx_spread_min, config.spx_spread_ratio * mid * number_at(market.stress, day))
        price = fill_price(mid, spread, side * _SIGNS[leg], config.fraction_4)
        fee = rung.contracts * config.spx_fee
        cost = contracts * _MULTIPLIER * (price - mid) + fee
        cash = -contracts * _MULTIPLIER * price - fee
        rung.cash += cash
        rung.costs += cost
        size = np.int64(contracts)
        record(ledger, day, 0, number, leg + 1, action, expiry_date, strikes[leg], size, mid, price, cash, cost)


@njit(error_model="numpy")
def settle(market, config, number, rung, day, ledger):
    """Settle in cash at the SPX close, each leg at its intrinsic value."""
    strikes, spot = _strikes(market, config, rung), number_at(market.spot, day)
    expiry_date = place_at(market.spx_expiries, rung.expiry)
    for leg in range(4):
        sign = -1.0 if leg < 2 else 1.0
        value = max(sign * (spot - strikes[leg]), 0.0)
        contracts = -_SIGNS[leg] * rung.contracts
        cash = -contracts * _MULTIPLIER * value
        rung.cash += cash
        size = np.int64(contracts)
        record(ledger, day, 0, number, leg + 1, SETTLE, expiry_date, strikes[leg], size, value, value, cash, 0.0)
    clear(rung)
