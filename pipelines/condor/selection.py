"""The condor each close would choose: strikes by model delta or by credit, and its price. Pure."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pipelines.condor.market import Bools, Dates, Floats, SpxMarket
from pipelines.condor.policy import CondorPolicy, CreditStrikes, DeltaStrikes
from pipelines.quant.spx_smile import SpxSlice, spx_option_delta, spx_option_price, spx_option_vega, strike_for_delta
from pipelines.quant.strike_grid import snap_spx_strike

LEGS = ("long_put", "short_put", "short_call", "long_call")  # by strike, lowest first
SIGNS = np.array([1.0, -1.0, -1.0, 1.0])  # contracts per condor, + bought
IS_CALL = np.array([False, False, True, True])

_DISTANCES = np.arange(0.1, 4.0, 0.05)  # of shorts from the forward, in standard deviations


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


def condors_of(
    market: SpxMarket, expiry_dates: Dates, fill_dates: Dates, policy: CondorPolicy, is_carry_low: Bools
) -> Condors:
    """Return the condor of every close, from that close alone (§6.3 steps 1–4).

    Args:
        market: The closes.
        expiry_dates: Expiry that each close would choose; NaT without one. Shape (n_days,).
        fill_dates: Session in which its order would fill. Shape (n_days,).
        policy: How strikes are chosen.
        is_carry_low: Days on which a promoter sells nearer (S25). Shape (n_days,).
    """
    chosen = np.where(market.is_priced, expiry_dates, np.datetime64("NaT", "D"))
    one_expiry = market.slice_to(chosen)
    if isinstance(policy.strikes, DeltaStrikes):
        strikes = _strikes_by_delta(one_expiry, policy.strikes, policy, is_carry_low)
    else:
        strikes = _strikes_by_credit(_at_fill(one_expiry, chosen, fill_dates), policy.strikes, policy)
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


def _strikes_by_delta(market: SpxSlice, rule: DeltaStrikes, policy: CondorPolicy, is_carry_low: Bools) -> Floats:
    """Strikes on the grid, wings at least one step beyond their shorts. Shape (n_days, 4)."""
    step = policy.strike_grid_pts
    long_put, short_put, short_call, long_call = (
        snap_spx_strike(strike_for_delta(delta, market, bool(is_call)), step)
        for delta, is_call in zip(_deltas(rule.wing_delta_ratio, rule.short_delta_ratio), IS_CALL, strict=True)
    )
    nearer = policy.promoter.short_delta_ratio if policy.promoter else None
    if nearer is not None and is_carry_low.any():
        put, call = (snap_spx_strike(strike_for_delta(nearer, market, is_call), step) for is_call in (False, True))
        short_put, short_call = np.where(is_carry_low, put, short_put), np.where(is_carry_low, call, short_call)
    return np.column_stack(
        [np.minimum(long_put, short_put - step), short_put, short_call, np.maximum(long_call, short_call + step)]
    )


def _deltas(wing: float, short: float) -> tuple[float, ...]:
    return wing, short, short, wing


def _strikes_by_credit(market: SpxSlice, rule: CreditStrikes, policy: CondorPolicy) -> Floats:
    """Strikes with shorts equally many deviations out, whose credit is nearest; the farther out of two equal.

    Shape (n_days, 4). NaN without a price.
    """
    step, forward = policy.strike_grid_pts, np.asarray(market.forward_pts)
    spread = np.asarray(market.atm_vol) * np.sqrt(np.asarray(market.years))
    best, best_gap = np.full((len(forward), 4), np.nan), np.full(len(forward), np.inf)
    for distance in _DISTANCES:
        short_put = np.minimum(snap_spx_strike(forward * np.exp(-distance * spread), step), forward // step * step)
        short_call = np.maximum(snap_spx_strike(forward * np.exp(distance * spread), step), short_put + step)
        strikes = np.column_stack([short_put - rule.width_pts, short_put, short_call, short_call + rule.width_pts])
        credit = -(spx_option_price(strikes, _per_leg(market), IS_CALL) @ SIGNS)
        gap = np.abs(credit - rule.credit_pts)
        is_better = gap <= best_gap
        best[is_better], best_gap[is_better] = strikes[is_better], gap[is_better]
    return best


def _at_fill(market: SpxSlice, expiry_dates: Dates, fill_dates: Dates) -> SpxSlice:
    """The same market with the time that will be left when the order fills: a credit is aimed at for then."""
    days_left = (expiry_dates - fill_dates) / np.timedelta64(1, "D")
    return replace(market, years=np.where(np.isnat(expiry_dates), np.nan, days_left) / 365)


def _per_leg(market: SpxSlice) -> SpxSlice:
    """The same slice with a trailing axis, so that it broadcasts over the four legs."""
    columns: list[NDArray[np.float64]] = [
        np.asarray(values, dtype=np.float64)[:, None]
        for values in (market.forward_pts, market.years, market.atm_vol, market.rate_ratio)
    ]
    return SpxSlice(columns[0], columns[1], columns[2], columns[3], market.smile)
