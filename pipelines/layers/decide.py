"""What a layer decides at a close: enter, roll, resize, or wait, and why. Pure."""

from pipelines.layers.gate import band_obstacle, effective_band, trigger_obstacle
from pipelines.layers.market import Day, Market
from pipelines.layers.position import Position, Rules
from pipelines.layers.preset import Roll
from pipelines.layers.target import Order, chosen_contract, contracts_for, new_position
from pipelines.layers.vocabulary import Action, ForwardSource, Reason, State

Decision = tuple[State, Reason, Order | None]


def decide_flat(day: Day, rules: Rules, market: Market) -> Decision:
    """Decide for a layer that holds nothing: the band arms it, the triggers send the order."""
    obstacle = band_obstacle(effective_band(rules.layer, day.is_cash_press), day.vix_close_pts)
    if obstacle is not None:
        return State.IDLE, obstacle, None
    obstacle = trigger_obstacle(rules.layer, day)
    if obstacle is None and not day.has_vvix:
        obstacle = Reason.VVIX_MISSING
    if obstacle is not None:
        return State.ARMED, obstacle, None
    order = _entry(day, rules, market)
    if isinstance(order, Reason):
        return State.ARMED, order, None
    return State.ARMED, Reason.ENTRY_SIGNAL, order


def decide_held(position: Position, day: Day, rules: Rules, market: Market, *, may_roll: bool = True) -> Decision:
    """Decide for a layer that holds calls: roll before rebalance before hold."""
    rolled = _roll(position, day, rules, market) if may_roll else Reason.HOLD
    if isinstance(rolled, Order):
        return State.ROLL, Reason.ROLL_SIGNAL, rolled
    if not day.is_rebalance:
        return State.OPEN, rolled, None
    resized = _resize(position, day, rules)
    if isinstance(resized, Order):
        return State.OPEN, Reason.REBALANCE_SIGNAL, resized
    return State.OPEN, resized, None


def _entry(day: Day, rules: Rules, market: Market) -> Order | Reason:
    contract = chosen_contract(day, rules.layer.dte, market)
    if isinstance(contract, Reason):
        return contract
    return new_position(Action.OPEN, contract, rules.notional_usd, rules.preset.strike, day=day, market=market)


def _roll(position: Position, day: Day, rules: Rules, market: Market) -> Order | Reason:
    """Return the order into longer calls, or why the layer stays (S20).

    The same underlying notional is bought that is sold; on a rebalance day the layer's own weight.
    """
    rule = rules.layer.roll
    if rule is None:
        return Reason.HOLD
    obstacle = _rsi_obstacle(rule, day) or _order_obstacle(position, day)
    if obstacle is not None:
        return obstacle
    contract = chosen_contract(day, rule.dte, market)
    if isinstance(contract, Reason):
        return contract
    if contract.expiry_date <= position.contract.expiry_date:
        return Reason.ROLL_NOT_LONGER
    notional_usd = rules.notional_usd if day.is_rebalance else position.notional_usd
    return new_position(Action.ROLL, contract, notional_usd, rules.preset.strike, day=day, market=market)


def _rsi_obstacle(rule: Roll, day: Day) -> Reason | None:
    if day.vx_rsi_14_pct is None:
        return Reason.RSI_MISSING
    return None if day.vx_rsi_14_pct > rule.rsi_above_pct else Reason.HOLD


def _resize(position: Position, day: Day, rules: Rules) -> Order | Reason:
    """Return the order back to the layer's weight, or why there is none (S38, S39)."""
    obstacle = _order_obstacle(position, day)
    if obstacle is not None:
        return obstacle
    contracts = contracts_for(rules.notional_usd, position.forward_pts)
    if contracts < 1:
        return Reason.BELOW_ONE_CONTRACT
    if contracts == position.contracts:
        return Reason.REBALANCE_NOT_NEEDED
    return Order(Action.RESIZE, position.contract, position.strike_pts, contracts, position.forward_pts)


def _order_obstacle(position: Position, day: Day) -> Reason | None:
    """Return why a held contract can't be traded next session: too near expiry, or no price today."""
    if day.trade_date > position.contract.last_order_date:
        return Reason.LAST_TRADING_DAYS
    if position.forward_source is ForwardSource.VX_CARRIED:
        return Reason.CONTRACT_MISSING
    return None
