"""What a lot decides at a close: enter, sell, roll, resize, or wait, and why. Pure."""

from dataclasses import replace
from math import isnan

from pipelines.layers.gate import band_obstacle, effective_band, trigger_obstacle
from pipelines.layers.market import Contract, Day
from pipelines.layers.position import Position, Scene
from pipelines.layers.rules.rolls import ROLLS
from pipelines.layers.rules.sizing import BY_NOTIONAL
from pipelines.layers.target import Order, chosen_contract, contracts_for, new_call, wanted_contracts, whole
from pipelines.layers.vocabulary import Action, ForwardSource, Reason, State
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

Decision = tuple[State, str, Order | None]


def decide_flat(scene: Scene, *, was_armed: bool = False) -> Decision:
    """Decide for a lot that holds nothing: the band arms it, the triggers send the order."""
    day, layer = scene.day, scene.rules.layer
    band = effective_band(layer, day.is_cash_press)
    outside = band_obstacle(band, day.vix_close_pts, was_armed=was_armed)
    if outside is not None:
        return State.IDLE, outside, None
    obstacle = trigger_obstacle(layer, day, scene.rules.preset.signal_valid_days)
    if obstacle is None and day.vvix_pts is None:
        obstacle = Reason.VVIX_MISSING
    if obstacle is not None:
        return State.ARMED, obstacle, None
    contract = chosen_contract(day, layer.dte, scene.market)
    order = contract if isinstance(contract, Reason) else _order(Action.OPEN, contract, scene)
    if isinstance(order, Reason):
        return State.ARMED, order, None
    return State.ARMED, Reason.ENTRY_SIGNAL, order


def decide_held(position: Position, scene: Scene, *, may_trade: bool = True) -> Decision:
    """Decide for a lot that holds calls: sell at a gain before roll before rebalance before hold."""
    if scene.day.vvix_pts is None:
        return State.OPEN, Reason.VVIX_MISSING, None
    sold = _monetise(position, scene) if may_trade else Reason.HOLD
    if isinstance(sold, Order):
        return State.MONETISE, Reason.MONETISE_SIGNAL, sold
    rolled = _roll(position, scene) if may_trade else Reason.HOLD
    if isinstance(rolled, Order):
        return State.ROLL, Reason.ROLL_SIGNAL, rolled
    if not scene.is_rebalance:
        return State.OPEN, rolled, None
    resized = _resize(position, scene)
    if isinstance(resized, Order):
        return State.OPEN, Reason.REBALANCE_SIGNAL, resized
    return State.OPEN, resized, None


def _order(action: Action, contract: Contract, scene: Scene, carried: Position | None = None) -> Order | Reason:
    """Return the order for calls on `contract`, or why there is none.

    Args:
        action: Open or roll.
        contract: What to buy.
        scene: The close that decides.
        carried: Position whose underlying notional is kept, for a roll by notional (S20).
    """
    found = new_call(contract, scene)
    if isinstance(found, Reason):
        return found
    call, source = found
    if carried is not None:
        contracts: int | Reason = contracts_for(carried.notional_usd, call.forward_pts)
    else:
        contracts = wanted_contracts(call, scene)
    if isinstance(contracts, Reason):
        return contracts
    if contracts < 1:
        return Reason.BELOW_ONE_CONTRACT
    reserved_usd = 0.0
    if scene.is_limited:
        ask_pts = scene.ask_pts(call)
        contracts = min(contracts, _affordable(ask_pts, scene.budget_usd))
        reserved_usd = contracts * ask_pts * OPTION_MULTIPLIER_USD
        if contracts < 1:
            return Reason.BUDGET_SPENT
    return Order(action, contract, call.strike_pts, contracts, call.forward_pts, source, reserved_usd)


def _monetise(position: Position, scene: Scene) -> Order | Reason:
    """Return the order that keeps 1 − φ of the lot once its mark is m times its cost (S23, A7)."""
    rule = scene.rules.preset.monetise
    if rule is None or position.is_monetised or position.cost_pts is None:
        return Reason.HOLD
    mark_pts = scene.mark_pts(position)
    if isnan(mark_pts) or mark_pts < rule.gain_multiple * position.cost_pts:
        return Reason.HOLD
    obstacle = _order_obstacle(position, scene.day)
    if obstacle is not None:
        return obstacle
    kept = position.contracts - max(whole(rule.sold_ratio * position.contracts), 1)
    return Order(Action.MONETISE, position.contract, position.strike_pts, kept, position.forward_pts)


def _roll(position: Position, scene: Scene) -> Order | Reason:
    """Return the order into longer calls, or why the layer stays (S20).

    By underlying notional, the same is bought that is sold; on a rebalance day the layer's own weight.
    What the sale brings may be spent.
    """
    rule = scene.rules.layer.roll
    if rule is None:
        return Reason.HOLD
    obstacle = ROLLS[rule.rule].apply(position, scene.day, rule) or _order_obstacle(position, scene.day)
    if obstacle is not None:
        return obstacle
    contract = chosen_contract(scene.day, rule.dte, scene.market)
    if isinstance(contract, Reason):
        return contract
    if contract.expiry_date <= position.contract.expiry_date:
        return Reason.ROLL_NOT_LONGER
    keeps_notional = scene.rules.preset.sizing.mode in BY_NOTIONAL and not scene.is_rebalance
    if scene.is_limited:
        received_usd = position.contracts * scene.mark_pts(position) * OPTION_MULTIPLIER_USD
        scene = replace(scene, budget_usd=scene.budget_usd + received_usd)
    return _order(Action.ROLL, contract, scene, position if keeps_notional else None)


def _resize(position: Position, scene: Scene) -> Order | Reason:
    """Return the order back to the layer's weight, or why there is none (S38, S39)."""
    obstacle = _order_obstacle(position, scene.day)
    if obstacle is not None:
        return obstacle
    contracts = wanted_contracts(position, scene)
    if isinstance(contracts, Reason):
        return contracts
    reserved_usd = 0.0
    if scene.is_limited:
        ask_pts = scene.ask_pts(position)
        contracts = min(contracts, position.contracts + _affordable(ask_pts, scene.budget_usd))
        reserved_usd = max(contracts - position.contracts, 0) * ask_pts * OPTION_MULTIPLIER_USD
    if contracts < 1:
        return Reason.BELOW_ONE_CONTRACT
    if contracts == position.contracts:
        return Reason.REBALANCE_NOT_NEEDED
    held = (position.contract, position.strike_pts, contracts, position.forward_pts)
    return Order(Action.RESIZE, *held, reserved_usd=reserved_usd)


def _affordable(ask_pts: float, budget_usd: float) -> int:
    """Contracts a budget pays for; none at an unknown price."""
    return max(whole(budget_usd / (ask_pts * OPTION_MULTIPLIER_USD)), 0) if ask_pts > 0 else 0


def _order_obstacle(position: Position, day: Day) -> Reason | None:
    """Return why a held contract can't be traded next session: too near expiry, or no price today."""
    if day.trade_date > position.contract.last_order_date:
        return Reason.LAST_TRADING_DAYS
    if position.forward_source is not ForwardSource.VX_SETTLE:
        return Reason.CONTRACT_MISSING
    return None
