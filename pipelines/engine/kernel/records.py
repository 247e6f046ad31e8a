"""Rows that the compiled walk reads and writes: configurations, their layers, what a lot or a rung holds, results.

Numbers only. Absent ends of a band are ±inf, absent rules are code 0, absent levels NaN.
"""

import numpy as np

LAYERS = 4
LEVELS = 8  # most steps of a weight by the level of the future
MOST_LOTS = 48
MOST_RUNGS = 12

_F, _I = np.float64, np.int64


def _of(floats: str, integers: str) -> np.dtype:
    """A row with 8-byte fields, so that compiled code reads it without copies."""
    names = [(name, _F) for name in floats.split()] + [(name, _I) for name in integers.split()]
    return np.dtype(names, align=True)


LAYER = _of(
    "weight units band_lo band_hi hysteresis press_lo press_hi press_hysteresis "
    "strike_lo strike_hi strike_target roll_level midpoint roll_midpoint",
    "layer lots spacing_days dte_lo dte_hi lo_excluded hi_excluded has_press press_lo_excluded press_hi_excluded "
    "gate press_gate strike_rule is_spot roll_rule roll_lo roll_hi",
)
"""One layer of one configuration. `gate` and `press_gate` are rows of the market's gates."""

CONFIG = _of(
    "account units_total condor_vega_ratio monthly_usd gain_multiple sold_ratio "
    "fraction_1 fraction_2 fraction_4 vix_spread_min vix_spread_ratio vix_fee "
    "spx_spread_min spx_spread_ratio spx_fee dividend_yield stop_multiple",
    "layers sizing levels levels_at vega keeps_budget is_limited cooldown_days is_rebalanced plan rungs "
    "is_book_stop earns_interest",
)
"""One hedge over one condor. `vega` and `plan` are rows of the market's tables, `levels_at` an address."""

LOT = _of(
    "strike cost order_strike reserved value premium cash costs budget_cash",
    "expiry contracts is_monetised action order_expiry order_contracts is_armed closed_on entered_on marked_to marks",
)
"""What a lot holds and has ordered; `expiry` −1 = flat, `action` 0 = no order; cash and costs of the day."""

PURSE = _of("balance reserved month", "")
"""The hedge budget of a ladder."""

RUNG = _of("credit share value cash costs", "decided_at filled_at expiry contracts ordered is_closing marks")
"""What a rung of condors holds; places of days, −1 = none; cash and costs of the day."""

LEDGER = _of("", "rows room trades")
"""Where the legs of a configuration go: address, room and count of `TRADE` rows."""

RESULT = _of(
    "hedged_cagr_ratio unhedged_cagr_ratio hedged_vol unhedged_vol hedged_max_drawdown_ratio "
    "unhedged_max_drawdown_ratio drag_net_ratio drag_gross_ratio reduction_ratio "
    "premium_max_ratio premium_mean_ratio",
    "spikes hedge_entries condor_entries stops status",
)
"""What a configuration came to; units and meanings: contract `fct_sweep`."""

TRADE = _of("strike mid fill cash cost", "day part lot leg action expiry_date contracts")
"""One leg that traded or settled: `part` 0 = condor, else the layer."""

OK, RUINED, UNMARKED, LEDGER_FULL = 0, 1, 2, 3  # status
OPEN, ROLL, RESIZE, MONETISE, CLOSE, SETTLE = 1, 2, 3, 4, 5, 6  # action
POINTS, PERCENT, FIXED, DELTA = 1, 2, 3, 4  # strike_rule
NO_ROLL, ROLL_RSI, ROLL_AT_DTE, ROLL_MONTHLY = 0, 1, 2, 3  # roll_rule
NOTIONAL, PREMIUM, CONTRACTS, BUDGET, VEGA = 1, 2, 3, 4, 5  # sizing

NEVER = -1_000_000  # a date before all dates
