"""VX futures of the simulated market: what the next expiries are worth at each close.

F_X(t) = 7 + exp(mean + premium(τ) + fast_t·q_f^n + slow_t·q_s^n + noise): the expectation of
ln(VIX_X − 7) under pricing probabilities, where the factors fade more slowly (half-lives 11.5 and 125
sessions) than they do in fact, plus a premium that grows with the time left, τ calendar days or n
sessions. So the curve is in contango in calm markets, inverts when the fast factor is high, and
meets VIX at expiry. Settlement is the special opening quotation: VIX's open of the expiry day with
an error of 3.5 %.

Premium and half-lives were fitted to the closes 2012–2026 of VX by days to expiry: daily change of
ln(F − 7) on that of y is 0.63 at 11 days, 0.50 at 23, 0.39 at 45, 0.22 at 106; mean of ln(F − 7) − y is
0.08, 0.13, 0.19, 0.29.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.equity_path import MEAN_LOG_VIX, VIX_FLOOR_PTS, EquityPath
from pipelines.sources.sample_market.streams import reverting, stream
from pipelines.sources.sample_market.vol_index_family import VolIndices

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

_FAST_FADE = 0.5 ** (1 / 11.5)
_SLOW_FADE = 0.5 ** (1 / 125)
_OWN_NOISE = (0.9, 0.008)
_COMMON_NOISE = ((0.97, 0.035), (0.3, 0.025))
"""Decay per session and standard deviation of AR(1) noises: of one contract, of the whole curve."""
_SOQ_ERROR = 0.035
LISTED_DAYS = 268
"""Calendar days before expiry on which a monthly is listed, a Monday; as published since 2015."""
WEEKLY_LISTED_DAYS = 41
"""The same for a weekly: six weeks."""


@dataclass(frozen=True)
class VxContract:
    """One contract's settlements from its listing, or the market's start, to its expiry or the end."""

    expiry: np.datetime64
    dates: Days  # sessions, shape (n,)
    settle_pts: Floats  # unrounded, shape (n,); on the expiry date the special opening quotation
    is_from_listing: bool  # False where the listing lies before the market's start


def simulate_vx_contracts(
    path: EquityPath, indices: VolIndices, expiries: Days, seed: int, listed_days: int = LISTED_DAYS
) -> list[VxContract]:
    """Simulate every contract that has at least one row on the path, by expiry.

    Args:
        path: The market's state.
        indices: Its volatility indices; VIX's open sets the quotation at expiry.
        expiries: Final settlement dates, increasing; they may lie beyond the path.
        seed: Seed of the market.
        listed_days: Calendar days before its expiry on which a contract is listed.

    Returns:
        Contracts with rows from their listing (or the path's start) to their expiry (or its end).
    """
    draws = stream(seed, "vx_curve").standard_normal((len(path.dates), 2)).T
    noise = sum(reverting(z, *shape) for z, shape in zip(draws, _COMMON_NOISE, strict=True))
    span = np.timedelta64(listed_days, "D")
    listed = [expiry for expiry in expiries if path.dates[0] <= expiry and expiry - span <= path.dates[-1]]
    return [_contract(path, indices, np.asarray(noise), (expiry - span, expiry), seed) for expiry in listed]


def _contract(
    path: EquityPath, indices: VolIndices, curve_noise: Floats, life: tuple[np.datetime64, np.datetime64], seed: int
) -> VxContract:  # fmt: skip
    listing_day, expiry = life
    is_listed = (path.dates >= listing_day) & (path.dates <= expiry)
    dates = path.dates[is_listed]
    days_left = ((expiry - dates) / np.timedelta64(1, "D")).astype(np.float64)
    sessions_left = days_left * 252 / 365
    rng = stream(seed, "vx_contract", int(expiry.astype(int)))
    soq_error = rng.standard_normal()
    noise = curve_noise[is_listed] + reverting(rng.standard_normal(len(dates)), *_OWN_NOISE)
    log_level = (
        MEAN_LOG_VIX
        + _premium(days_left)
        + path.fast[is_listed] * _FAST_FADE**sessions_left
        + path.slow[is_listed] * _SLOW_FADE**sessions_left
        + noise * -np.expm1(-days_left / 10) * np.exp(-days_left / 180)  # none at expiry, little far out
    )
    quotation = indices.vix_open_pts[is_listed] * np.exp(_SOQ_ERROR * soq_error)
    return VxContract(
        expiry=expiry,
        dates=dates,
        settle_pts=np.where(days_left == 0, quotation, VIX_FLOOR_PTS + np.exp(log_level)),
        is_from_listing=bool(path.dates[0] <= listing_day),
    )


def _premium(days_left: Floats) -> Floats:
    """Mean of ln(F − 7) − ln(VIX − 7), in calm and storm together."""
    return np.asarray(0.04 * -np.expm1(-days_left / 4) + 0.26 * -np.expm1(-days_left / 45) + 0.0005 * days_left)
