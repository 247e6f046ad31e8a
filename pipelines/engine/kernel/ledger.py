"""The leg-by-leg ledger of one configuration, kept only where a caller gives it room."""

from numba import carray, njit

from pipelines.engine.kernel.memory import pointer
from pipelines.engine.kernel.records import TRADE


@njit(error_model="numpy")
def record(ledger, day, part, lot, leg, action, expiry_date, strike, contracts, mid, fill, cash, cost):
    """Append one leg. A ledger counts every leg and keeps as many as it has room for."""
    if ledger.room == 0:
        return
    place = ledger.trades
    ledger.trades += 1
    if place >= ledger.room:
        return
    row = carray(pointer(ledger.rows), (ledger.room,), TRADE)[place]
    row.day, row.part, row.lot, row.leg, row.action, row.expiry_date = day, part, lot, leg, action, expiry_date
    row.strike, row.contracts, row.mid, row.fill, row.cash, row.cost = strike, contracts, mid, fill, cash, cost
