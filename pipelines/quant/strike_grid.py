"""Listed strikes when no chain says which ones exist. Pure numpy.

Methodology S19 [D]: VIX options are listed half a point apart below 20, one point apart to 50, and
2.5, then 5 points apart above. A real chain, where there is one, replaces this rule.
SPX options near the money are listed 5 points apart (§6.3).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

SPX_STRIKE_STEP_PTS = 5.0

_VIX_STEPS = ((5.0, 20.0, 0.5), (20.0, 50.0, 1.0), (50.0, 100.0, 2.5), (100.0, 300.0, 5.0))
_ROUNDING = 1e-9  # reference + offset is not exact in binary; 20.15 + 7.85 must still reach 28


def _listed_vix_strikes() -> Floats:
    """Return the whole VIX grid, increasing. Shape (n_strikes,)."""
    return np.unique(np.concatenate([np.arange(lo, hi, step) for lo, hi, step in _VIX_STEPS]))


VIX_STRIKES_PTS = _listed_vix_strikes()


def vix_strike_in_window(
    reference_pts: float,
    lo_pts: float,
    hi_pts: float,
    target_pts: float,
    strikes_pts: Floats = VIX_STRIKES_PTS,
) -> float:
    """Return the listed VIX strike inside a window above a reference, nearest its target (S19).

    Args:
        reference_pts: Level that offsets count from (a VX future, or VIX), VIX points.
        lo_pts: Smallest allowed offset, inclusive.
        hi_pts: Largest allowed offset, inclusive.
        target_pts: Preferred offset; of two equally near strikes the lower one wins.
        strikes_pts: Listed strikes, increasing; the grid where no chain says which exist.

    Returns:
        Strike, VIX points. NaN when no listed strike lies in the window, or `reference_pts` is NaN.

    Raises:
        ValueError: The target lies outside the window.
    """
    if not lo_pts <= target_pts <= hi_pts:
        raise ValueError(f"target offset {target_pts} is outside [{lo_pts}, {hi_pts}]")
    first = np.searchsorted(strikes_pts, reference_pts + lo_pts - _ROUNDING, side="left")
    last = np.searchsorted(strikes_pts, reference_pts + hi_pts + _ROUNDING, side="right")
    strikes = strikes_pts[first:last]
    if not len(strikes) or np.isnan(reference_pts):
        return float("nan")
    distance = np.abs(strikes - (reference_pts + target_pts))
    return float(strikes[np.argmin(distance)])


def snap_spx_strike(strike_pts: ArrayLike, step_pts: float = SPX_STRIKE_STEP_PTS) -> Floats:
    """Return the nearest strike on the SPX grid, a tie upwards. NaN stays NaN.

    >>> snap_spx_strike([4512.4, 4512.5]).tolist()
    [4510.0, 4515.0]
    """
    return np.asarray(np.floor(np.asarray(strike_pts, dtype=np.float64) / step_pts + 0.5) * step_pts)
