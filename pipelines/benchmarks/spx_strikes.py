"""Strikes and expiries that a rule names at each roll, on the listed grid. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.market import Dates, Floats
from pipelines.benchmarks.rules import ByDelta, Leg, Rounding, SpxRule
from pipelines.quant.spx_smile import SpxSlice, strike_for_delta
from pipelines.quant.strike_grid import SPX_STRIKE_STEP_PTS, snap_spx_strike

Bools = NDArray[np.bool_]

_QUARTER_MONTHS = (3, 6, 9, 12)
_ROUNDING = 1e-9  # an index that stands on a strike must not miss it in the last bit


@dataclass(frozen=True)
class HeldLeg:
    """What one leg holds from each roll on. Arrays of shape (n_rolls,)."""

    leg: Leg
    strikes_pts: Floats
    expiry_dates: Dates
    is_new: Bools  # traded at this roll; a three-month leg is held on at the others


def held_legs(rule: SpxRule, cycles: Cycles, spot_pts: Floats, one_month: SpxSlice) -> list[HeldLeg]:
    """Return the legs of a rule, in its order.

    Args:
        rule: The index.
        cycles: Its rolls.
        spot_pts: Index at each roll's moment.
        one_month: What prices the one-month options of each roll.
    """
    named = [_named_strikes(leg, spot_pts, one_month) for leg in rule.legs]
    months = [strikes for leg, strikes in zip(rule.legs, named, strict=True) if leg.months == 1 and leg.is_call]
    return [
        _quarterly(leg, strikes, months[0], cycles)
        if leg.months == 3
        else HeldLeg(leg, strikes, cycles.next_dates, np.ones(len(strikes), dtype=bool))
        for leg, strikes in zip(rule.legs, named, strict=True)
    ]


def _named_strikes(leg: Leg, spot_pts: Floats, market: SpxSlice) -> Floats:
    """The listed strike that the rule names for a leg bought at each roll."""
    if isinstance(leg.strike, ByDelta):
        return snap_spx_strike(strike_for_delta(leg.strike.delta_ratio, market, leg.is_call))
    wanted = leg.strike.spot_ratio * spot_pts
    if leg.strike.rounding is Rounding.NEAREST:
        return snap_spx_strike(wanted)
    steps = wanted / SPX_STRIKE_STEP_PTS
    whole = np.floor(steps + _ROUNDING) if leg.strike.rounding is Rounding.DOWN else np.ceil(steps - _ROUNDING)
    return np.asarray(whole * SPX_STRIKE_STEP_PTS)


def _quarterly(leg: Leg, named_pts: Floats, call_pts: Floats, cycles: Cycles) -> HeldLeg:
    """Hold a three-month leg from quarter to quarter; it is replaced where the new call would cross it (CLL)."""
    months = cycles.expiry_dates.astype("datetime64[M]").astype(int) % 12 + 1
    quarters = cycles.expiry_dates[np.isin(months, _QUARTER_MONTHS)]
    expiries = quarters[np.searchsorted(quarters, cycles.roll_dates, side="right")]
    is_new = np.isin(cycles.roll_dates, quarters)
    is_new[:1] = True
    strikes = named_pts.copy()
    for place in np.flatnonzero(~is_new):
        if call_pts[place] < strikes[place - 1]:
            is_new[place] = True
        else:
            strikes[place] = strikes[place - 1]
    return HeldLeg(leg, strikes, expiries, is_new)
