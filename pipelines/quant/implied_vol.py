"""Black-76 implied volatility, and why there is none.

Units and broadcasting as in `black76.py`; an infinite argument is a missing one. The price is accepted as quoted: a
value at or below intrinsic, or at or above its upper bound (forward for a call, strike for a put, discounted), has no
volatility and gives NaN.
"""

from enum import IntEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.quant.black76 import flat_columns, refuse_impossible
from pipelines.quant.implied_vol_kernel import RESOLUTION, fill_implied_vols
from pipelines.quant.threads import in_slices
from pipelines.quant.vector_math import EXP_HIGHEST, EXP_LOWEST

Floats = NDArray[np.float64]


class NoVol(IntEnum):
    """Why an implied volatility is NaN; `NONE` where there is one."""

    NONE = 0
    MISSING_INPUT = 1
    EXPIRED = 2
    BELOW_INTRINSIC = 3
    NO_TIME_VALUE = 4
    ABOVE_BOUND = 5


def implied_vol(
    price_pts: ArrayLike,
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
    *,
    threads: int = 1,
) -> Floats:
    """Return the volatility at which `black76_price` gives the price: annualised decimal, broadcast shape.

    NaN where there is none; `implied_vol_reason` says why.

    Raises:
        ValueError: A forward or a strike is ≤ 0.
    """
    shape, columns = _columns(price_pts, forward_pts, strike_pts, years, rate_ratio, is_call)
    vol = np.empty(columns[0].size)
    in_slices(fill_implied_vols, (*columns, vol), threads)
    return vol.reshape(shape)


def implied_vol_reason(
    price_pts: ArrayLike,
    forward_pts: ArrayLike,
    strike_pts: ArrayLike,
    years: ArrayLike,
    rate_ratio: ArrayLike,
    is_call: ArrayLike,
) -> NDArray[np.int8]:
    """Return the `NoVol` code of each place, broadcast shape: `NONE` exactly where `implied_vol` is a number.

    Raises:
        ValueError: A forward or a strike is ≤ 0.
    """
    shape, columns = _columns(price_pts, forward_pts, strike_pts, years, rate_ratio, is_call)
    price, forward, strike, time, rate, sign = columns
    intrinsic = np.maximum(sign * (forward - strike), 0.0)
    with np.errstate(over="ignore", invalid="ignore"):  # of infinite arguments, which are missing ones
        growth = np.exp(np.clip(rate * time, EXP_LOWEST, EXP_HIGHEST))  # held as the compiled loop holds it
        time_value = price * growth - intrinsic
        is_missing = ~np.isfinite(price + forward + strike + time + rate)
    conditions = {
        NoVol.MISSING_INPUT: is_missing,
        NoVol.EXPIRED: time <= 0,
        NoVol.BELOW_INTRINSIC: time_value < -RESOLUTION * intrinsic,
        NoVol.NO_TIME_VALUE: time_value <= RESOLUTION * intrinsic,
        NoVol.ABOVE_BOUND: time_value >= np.minimum(forward, strike) * (1 - RESOLUTION),
    }
    reasons = np.select(list(conditions.values()), list(conditions), NoVol.NONE)
    return reasons.astype(np.int8).reshape(shape)


def _columns(*arguments: ArrayLike) -> tuple[tuple[int, ...], list[Floats]]:
    """Flat columns of (price, forward, strike, years, rate, is_call), refused where no market can show them."""
    shape, columns = flat_columns(*arguments)
    refuse_impossible(columns[1], columns[2])
    return shape, columns
