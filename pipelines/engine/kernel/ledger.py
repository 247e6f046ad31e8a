"""The leg-by-leg ledger of one configuration, kept only where a caller gives it room."""

from numba import njit


@njit(error_model="numpy")
def record(ledger, day, part, lot, leg, action, expiry_date, strike, contracts, mid, fill, cash, cost):
    """Append one leg. `ledger[0].day` counts the legs; a ledger of no rows keeps nothing."""
    if ledger.size == 0:
        return
    ledger[0].day += 1
    place = ledger[0].day
    if place >= ledger.size:
        return
    row = ledger[place]
    row.day, row.part, row.lot, row.leg, row.action, row.expiry_date = day, part, lot, leg, action, expiry_date
    row.strike, row.contracts, row.mid, row.fill, row.cash, row.cost = strike, contracts, mid, fill, cash, cost
