"""Which call, which strike, how many: the order a layer would send. Pure (S03, S18, S19)."""

from dataclasses import dataclass
from math import floor, isnan

import numpy as np
from numpy.typing import NDArray

from pipelines.layers.market import Contract, Day, Market
from pipelines.layers.position import Position, Scene
from pipelines.layers.preset import DteWindow
from pipelines.layers.rules.sizing import BY_NOTIONAL, SIZINGS, Call
from pipelines.layers.rules.strikes import STRIKES, Listing
from pipelines.layers.vocabulary import Action, Reason, StrikeSource
from pipelines.quant.black76 import black76_delta
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.vix_smile import VixSmile, vix_call_vol

Floats = NDArray[np.float64]

_ROUNDING = 1e-9  # a weight times an account is not exact in binary; 199.9999999999 is 200


@dataclass(frozen=True, slots=True)
class Order:
    """Position wanted, decided at a close and filled at the next session."""

    action: Action
    contract: Contract
    strike_pts: float
    contracts: int
    forward_pts: float  # VX settlement the decision used
    strike_source: StrikeSource = StrikeSource.GRID
    reserved_usd: float = 0.0  # premium at the ask, set aside in the hedge budget until the fill


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
    return whole(notional_usd / (OPTION_MULTIPLIER_USD * forward_pts))


def whole(contracts: float) -> int:
    """Round contracts down; what is whole but for binary rounding counts as whole."""
    return floor(contracts + _ROUNDING)


def wanted_contracts(call: Position, scene: Scene) -> int | Reason:
    """Return the contracts the layer's sizing asks for on one call, split into equal lots."""
    rules, day = scene.rules, scene.day
    needs_price = rules.preset.sizing.mode not in BY_NOTIONAL
    ask_pts = scene.ask_pts(call) if needs_price else float("nan")
    delta_ratio = float(_deltas(np.array([call.strike_pts]), call, day, rules.smile)[0]) if needs_price else 0.0
    facts = Call(call.forward_pts, ask_pts, delta_ratio, day.condor_vega_usd)
    size = SIZINGS[rules.preset.sizing.mode].apply(rules.layer, rules.preset, rules.account_usd, facts)
    return size if isinstance(size, Reason) else whole(size / rules.layer.lots)


def new_call(contract: Contract, scene: Scene) -> tuple[Position, StrikeSource] | Reason:
    """Return the listed call the strike rule asks for, as a position of no contracts, or why there is none."""
    day, rules, market = scene.day, scene.rules, scene.market
    forward_pts = market.settle_pts(day.trade_date, contract.expiry_date)
    if forward_pts is None:
        return Reason.CONTRACT_MISSING
    rule = rules.preset.strike_of(rules.layer)
    reference_pts = forward_pts if rule.reference == "future" else day.vix_close_pts
    if reference_pts is None:
        return Reason.VIX_MISSING
    strikes_pts, source = market.strikes(day.trade_date, contract.expiry_date)
    at_forward = Position(contract, forward_pts, 0, forward_pts)
    listing = Listing(strikes_pts, reference_pts, lambda strikes: _deltas(strikes, at_forward, day, rules.smile))
    strike_pts = STRIKES[rule.rule].apply(listing, rule)
    if isnan(strike_pts):
        return Reason.NO_STRIKE
    return Position(contract, strike_pts, 0, forward_pts), source


def _deltas(strikes_pts: Floats, call: Position, day: Day, smile: VixSmile) -> Floats:
    """Model delta of each strike of a call's expiry. Shape (n_strikes,); NaN without a VVIX."""
    days_left = float((call.contract.expiry_date - day.trade_date).days)
    vvix_pts = float("nan") if day.vvix_pts is None else day.vvix_pts
    vol = vix_call_vol(vvix_pts, days_left, strikes_pts, call.forward_pts, smile)
    return black76_delta(call.forward_pts, strikes_pts, days_left / 365, vol, day.rate_ratio, True)
