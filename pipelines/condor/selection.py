"""The condor each close would choose: expiry, strikes by model delta, credit. Pure."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.condor.market import Dates, Floats, SpxMarket
from pipelines.condor.policy import CondorPolicy
from pipelines.quant.spx_smile import SpxSlice, spx_option_delta, spx_option_price, spx_option_vega, strike_for_delta
from pipelines.quant.strike_grid import snap_spx_strike

LEGS = ("long_put", "short_put", "short_call", "long_call")  # by strike, lowest first
SIGNS = np.array([1.0, -1.0, -1.0, 1.0])  # contracts per condor, + bought
IS_CALL = np.array([False, False, True, True])

_ONE_DAY = np.timedelta64(1, "D")
_NEAREST_WITHIN_DAYS = 7.0  # weeklies are never further from a date than this; beyond, the calendar has ended


@dataclass(frozen=True)
class Condors:
    """One condor per close; NaN and NaT on days without one. Legs in the order of `LEGS`."""

    expiry_dates: Dates
    strikes_pts: Floats  # (n_days, 4)
    deltas_ratio: Floats  # (n_days, 4), of the option: puts negative
    credit_pts: Floats  # mid, > 0 received
    vega_pts: Floats  # of the sold condor per volatility point, negative
    forward_pts: Floats
    atm_vol: Floats

    @property
    def width_pts(self) -> Floats:
        """Wider of the two wings, points (S36)."""
        put, call = np.diff(self.strikes_pts, axis=1)[:, [0, 2]].T
        return np.asarray(np.maximum(put, call))


def nearest_expiries(trade_dates: Dates, expiries: Dates, dte_days: int) -> Dates:
    """Return the listed expiry nearest to `dte_days` after each date, the earlier of two; NaT if none is near.

    Args:
        trade_dates: Shape (n_days,).
        expiries: Increasing, not empty. Shape (n_expiries,).
        dte_days: Calendar days.
    """
    wanted = trade_dates + np.timedelta64(dte_days, "D")
    later = np.clip(np.searchsorted(expiries, wanted), 0, len(expiries) - 1)
    earlier = np.maximum(later - 1, 0)
    gap_after = np.abs((expiries[later] - wanted) / _ONE_DAY)
    gap_before = np.abs((wanted - expiries[earlier]) / _ONE_DAY)
    chosen = expiries[np.where(gap_after < gap_before, later, earlier)]
    is_near = np.minimum(gap_after, gap_before) <= _NEAREST_WITHIN_DAYS
    return np.where(is_near, chosen, np.datetime64("NaT", "D"))


def condors_of(market: SpxMarket, expiries: Dates, policy: CondorPolicy) -> Condors:
    """Return the condor of every close, from that close alone (§6.3 steps 1–4)."""
    chosen = nearest_expiries(market.trade_dates, expiries, policy.dte_days)
    chosen = np.where(market.is_priced, chosen, np.datetime64("NaT", "D"))
    one_expiry = market.slice_to(chosen)
    strikes = _strikes(one_expiry, policy)
    return Condors(
        expiry_dates=chosen,
        strikes_pts=strikes,
        deltas_ratio=spx_option_delta(strikes, _per_leg(one_expiry), IS_CALL),
        credit_pts=-(spx_option_price(strikes, _per_leg(one_expiry), IS_CALL) @ SIGNS),
        vega_pts=spx_option_vega(strikes, _per_leg(one_expiry)) @ SIGNS / 100,
        forward_pts=np.asarray(one_expiry.forward_pts),
        atm_vol=np.asarray(one_expiry.atm_vol),
    )


def leg_marks(market: SpxMarket, expiry_dates: Dates, strikes_pts: Floats) -> Floats:
    """Return the model mid of each held leg at each close, points. Shape (n_days, 4), NaN without a price."""
    return spx_option_price(strikes_pts, _per_leg(market.slice_to(expiry_dates)), IS_CALL)


def _strikes(market: SpxSlice, policy: CondorPolicy) -> Floats:
    """Strikes on the grid, wings at least one step beyond their shorts. Shape (n_days, 4)."""
    step = policy.strike_grid_pts
    deltas = (policy.wing_delta_ratio, policy.short_delta_ratio, policy.short_delta_ratio, policy.wing_delta_ratio)
    long_put, short_put, short_call, long_call = (
        snap_spx_strike(strike_for_delta(delta, market, bool(is_call)), step)
        for delta, is_call in zip(deltas, IS_CALL, strict=True)
    )
    return np.column_stack(
        [np.minimum(long_put, short_put - step), short_put, short_call, np.maximum(long_call, short_call + step)]
    )


def _per_leg(market: SpxSlice) -> SpxSlice:
    """The same slice with a trailing axis, so that it broadcasts over the four legs."""
    columns: list[NDArray[np.float64]] = [
        np.asarray(values, dtype=np.float64)[:, None]
        for values in (market.forward_pts, market.years, market.atm_vol, market.rate_ratio)
    ]
    return SpxSlice(columns[0], columns[1], columns[2], columns[3], market.smile)
