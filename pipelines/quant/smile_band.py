"""How far the smiles may be wrong: the error bands that the methodology asks for (§6.1, §6.3). Pure numpy."""

from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile, vix_call_vol

ATM_RATIO_BAND = 0.05  # SPX: the at-the-money level, as a share of the variance swap (§6.3)
VIX_BAND_A = (0.85, 0.92, 1.0)  # §6.1: level
_VIX_BAND_B = (0.8, 1.1, 1.4)  # and slope
_SHORT_EXTRA = DEFAULT_SMILE.b_short - DEFAULT_SMILE.b


def vix_band_smiles() -> tuple[VixSmile, ...]:
    """Return the nine smiles of §6.1, the default among them: by level, then slope, the lowest of both first."""
    return tuple(replace(DEFAULT_SMILE, a=a, b=b, b_short=b + _SHORT_EXTRA) for a in VIX_BAND_A for b in _VIX_BAND_B)


def vix_band_half_width(
    vvix_pts: ArrayLike, days: ArrayLike, strike_pts: ArrayLike, forward_pts: ArrayLike
) -> NDArray[np.float64]:
    """Return how far the farthest smile of the band is from the default one, annualised decimal of volatility.

    Arguments, shape, NaN rule and error as in `vix_call_vol`.
    """
    central = vix_call_vol(vvix_pts, days, strike_pts, forward_pts)
    vols = [vix_call_vol(vvix_pts, days, strike_pts, forward_pts, smile) for smile in vix_band_smiles()]
    return np.asarray(np.abs(np.stack(vols) - central).max(axis=0))
