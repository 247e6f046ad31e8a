"""Strike rules: which listed strike an order asks for. Pure (S19, A6).

A rule returns the strike among those listed, NaN when none lies in its window.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.layers.preset import StrikeRule
from pipelines.quant.strike_grid import vix_strike_in_window
from pipelines.strategy.registry import Register

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Listing:
    """Strikes of one expiry on one day, and what they are chosen by."""

    strikes_pts: Floats
    reference_pts: float  # VX future of the expiry, or VIX
    delta_ratio: Callable[[Floats], Floats]


StrikeFunction = Callable[[Listing, StrikeRule], float]

STRIKES: Register[StrikeFunction] = Register("strike")


@STRIKES.rule("{lo:g}–{hi:g} points above {reference}")
def points(listing: Listing, rule: StrikeRule) -> float:
    """Points above the reference, nearest the target."""
    return vix_strike_in_window(listing.reference_pts, rule.lo, rule.hi, rule.target, listing.strikes_pts)


@STRIKES.rule("{lo:g}–{hi:g} % above {reference}")
def percent(listing: Listing, rule: StrikeRule) -> float:
    """Percent above the reference, nearest the target."""
    lo, hi, target = (listing.reference_pts * offset / 100 for offset in (rule.lo, rule.hi, rule.target))
    return vix_strike_in_window(listing.reference_pts, lo, hi, target, listing.strikes_pts)


@STRIKES.rule("at {lo:g}–{hi:g}")
def fixed(listing: Listing, rule: StrikeRule) -> float:
    """Strikes of a fixed range, wherever the future stands."""
    return vix_strike_in_window(0.0, rule.lo, rule.hi, rule.target, listing.strikes_pts)


@STRIKES.rule("at a delta of {lo:g}–{hi:g}")
def delta(listing: Listing, rule: StrikeRule) -> float:
    """Call delta inside the window, nearest the target; of two equally near, the lower strike."""
    deltas = listing.delta_ratio(listing.strikes_pts)
    is_inside = (deltas >= rule.lo) & (deltas <= rule.hi)
    if not is_inside.any():
        return float("nan")
    distance = np.where(is_inside, np.abs(deltas - rule.target), np.inf)
    return float(listing.strikes_pts[np.argmin(distance)])
