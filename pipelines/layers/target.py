"""Which call, which strike, how many: the order a layer would send. Pure (S03, S18, S19)."""

from dataclasses import dataclass
from math import floor, isnan

from pipelines.layers.market import Contract, Day, Market
from pipelines.layers.preset import DteWindow, StrikeRule
from pipelines.layers.vocabulary import Action, Reason
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.strike_grid import vix_strike_in_window

_ROUNDING = 1e-9  # a weight times an account is not exact in binary; 199.9999999999 is 200


@dataclass(frozen=True, slots=True)
class Order:
    """Position wanted, decided at a close and filled at the next session."""

    action: Action
    contract: Contract
    strike_pts: float
    contracts: int
    forward_pts: float  # VX settlement the decision used


def chosen_contract(day: Day, window: DteWindow, market: Market) -> Contract | Reason:
    """Return the listed monthly inside the window nearest its midpoint (S03).

    Of two equally near, the earlier. Nearest by the calendar: where that one has no settlement today, no
    other takes its place, for that would be another tenor.
    """
    listed = [
        (abs(dte - window.midpoint_days), contract)
        for contract in market.contracts
        if window.lo_days <= (dte := (contract.expiry_date - day.trade_date).days) <= window.hi_days
        and day.trade_date <= contract.last_order_date
    ]
    if not listed:
        return Reason.NO_EXPIRY
    _, nearest = min(listed, key=lambda pair: pair[0])
    if market.settle_pts(day.trade_date, nearest.expiry_date) is None:
        return Reason.CONTRACT_MISSING
    return nearest


def contracts_for(notional_usd: float, forward_pts: float) -> int:
    """Return how many contracts have at most this underlying notional, ≥ 0 (S18, A5)."""
    return floor(notional_usd / (OPTION_MULTIPLIER_USD * forward_pts) + _ROUNDING)


def new_position(
    action: Action, contract: Contract, notional_usd: float, rule: StrikeRule, *, day: Day, market: Market
) -> Order | Reason:
    """Return the order for calls on `contract` with this underlying notional, or why there is none."""
    forward_pts = market.settle_pts(day.trade_date, contract.expiry_date)
    if forward_pts is None:
        return Reason.CONTRACT_MISSING
    reference_pts = forward_pts if rule.reference == "future" else day.vix_close_pts
    if reference_pts is None:
        return Reason.VIX_MISSING
    strike_pts = vix_strike_in_window(reference_pts, rule.offset_lo_pts, rule.offset_hi_pts, rule.offset_target_pts)
    if isnan(strike_pts):
        return Reason.NO_STRIKE
    contracts = contracts_for(notional_usd, forward_pts)
    if contracts < 1:
        return Reason.BELOW_ONE_CONTRACT
    return Order(action, contract, strike_pts, contracts, forward_pts)
