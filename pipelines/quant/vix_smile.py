"""Model prices of VIX calls on days without a chain. Pure numpy.

Methodology §6.1: Black-76 on the VX future that settles with the option, with the volatility
σ(K, T) = clip(a·VVIX/100·(30/days)^α + b(T)·ln(K/F), vol_min, vol_max). The smile slopes up in
strike; its level is anchored on VVIX, because realised VX volatility would be far too cheap.

Beyond 60 days the slope b is held constant per standard deviation instead of per unit of ln(K/F),
b·√(60/days). The slope was fitted on calls of at most 58 days; kept constant, it makes a 150-day
call at 1.4 F dearer than one at 1.3 F, which is an arbitrage (§6.6 level 0) exactly at the strikes
the outer layers buy. `slope_flat_days=inf` gives §6.1 to the letter.

Not validated: VVIX to at-the-money volatility across years, strikes beyond 1.5 F, crises. The
methodology asks for a band: a in {0.85, 0.92, 1.0} and b in {0.8, 1.1, 1.4} move the premium of
the first layer by about ±25–30 %.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pipelines.quant.black76 import black76_price

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VixSmile:
    """Parameters of §6.1, each with its evidence."""

    a: float = 0.92  # at-the-money vol / VVIX at 30 days: 0.90–0.94 in Cboe's 2020-02-19 example
    alpha: float = 0.25  # the VVIX term structure slopes down; 0.20–0.35 plausible
    b: float = 1.1  # vol per unit of ln(K/F): 1.10–1.25 on real 2024 calls
    b_short: float = 1.25  # the same with less than `short_days` left, where the smile is steeper
    short_days: float = 14.0
    slope_flat_days: float = 60.0  # longest tenor at which the fitted slope is taken as it is
    vol_min: float = 0.40
    vol_max: float = 3.0  # levels of March 2020

    def __post_init__(self) -> None:
        """Reject a smile that no price could come from."""
        if not 0 < self.vol_min < self.vol_max:
            raise ValueError("vol_min must be positive and less than vol_max")
        if self.a <= 0:
            raise ValueError("a must be positive")


DEFAULT_SMILE = VixSmile()


def vix_call_vol(
    vvix_pts: ArrayLike,
    days: ArrayLike,
    strike_pts: ArrayLike,
    forward_pts: ArrayLike,
    smile: VixSmile = DEFAULT_SMILE,
) -> Floats:
    """Return the Black-76 volatility of a VIX call, annualised decimal.

    Args:
        vvix_pts: VVIX level, index points (85, not 0.85).
        days: Calendar days to the settlement morning.
        strike_pts: Strike, VIX points.
        forward_pts: Settlement of the VX future with the same expiry, VIX points.
        smile: Parameters.

    Returns:
        Volatility within the smile's bounds, shape of the broadcast arguments. NaN where an
        argument is NaN and where `days` ≤ 0 (an expired option has no volatility).

    Raises:
        ValueError: A VVIX below 5, which is no index level but a decimal.
    """
    level, slope = vix_smile_line(vvix_pts, days, smile)
    moneyness = np.log(np.asarray(strike_pts, dtype=np.float64) / np.asarray(forward_pts, dtype=np.float64))
    return np.asarray(np.clip(level + slope * moneyness, smile.vol_min, smile.vol_max))


def vix_smile_line(vvix_pts: ArrayLike, days: ArrayLike, smile: VixSmile = DEFAULT_SMILE) -> tuple[Floats, Floats]:
    """Return the smile before its bounds as a line in ln(K/F): its level at the forward, and its slope.

    Arguments, NaN rule and error as in `vix_call_vol`; the slope has the shape of `days`.
    """
    vvix, days_left = np.asarray(vvix_pts, dtype=np.float64), np.asarray(days, dtype=np.float64)
    if (vvix < 5).any():
        raise ValueError("vvix_pts must be index points (85, not 0.85)")
    live_days = np.where(days_left > 0, days_left, np.nan)
    level = smile.a * vvix / 100 * (30 / live_days) ** smile.alpha
    near_slope = np.where(live_days < smile.short_days, smile.b_short, smile.b)
    return np.asarray(level), np.asarray(near_slope * np.sqrt(np.minimum(1.0, smile.slope_flat_days / live_days)))


def vix_call_price(
    vvix_pts: ArrayLike,
    days: ArrayLike,
    strike_pts: ArrayLike,
    forward_pts: ArrayLike,
    smile: VixSmile = DEFAULT_SMILE,
    *,
    rate_ratio: ArrayLike,
) -> Floats:
    """Return the model mid of a VIX call, VIX points; × 100 USD per contract.

    Arguments as in `vix_call_vol`; `rate_ratio` is the annualised risk-free rate, decimal. Time is
    `days` / 365. An expired call (`days` ≤ 0) is worth its intrinsic value on `forward_pts`. NaN
    where an argument is NaN.

    >>> float(vix_call_price(85, 38, 26.5, 18.5, rate_ratio=0.0).round(2))  # methodology S18
    0.69
    """
    days_left = np.asarray(days, dtype=np.float64)
    vol = vix_call_vol(vvix_pts, days_left, strike_pts, forward_pts, smile)
    # Only an expired call loses its vol here; a NaN that means "unknown" must stay NaN.
    is_expired = (days_left <= 0) & ~np.isnan(np.asarray(vvix_pts, dtype=np.float64))
    usable_vol = np.where(is_expired, smile.vol_min, vol)
    return black76_price(forward_pts, strike_pts, days_left / 365, usable_vol, rate_ratio, True)
