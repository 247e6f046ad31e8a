"""The layer state machine: one pure step per lot and session (S01).

A row is the truth at the close of its day: yesterday's order has filled, a morning settlement has
happened, and `order` is what was decided for the next session. An order that was sent fills even
when its gate has closed overnight, but not on a day that has no price for it.
"""

from dataclasses import dataclass, replace
from datetime import date

from pipelines.layers.decide import decide_flat, decide_held
from pipelines.layers.position import Position, Scene
from pipelines.layers.target import Order
from pipelines.layers.vocabulary import SETTLED_ON, Action, Reason, SettlementSource, State
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

_FILLED = {
    Action.ROLL: Reason.ROLLED,
    Action.RESIZE: Reason.REBALANCED,
    Action.MONETISE: Reason.MONETISED,
}


@dataclass(frozen=True, slots=True)
class Settlement:
    """Cash settlement of a whole position on its expiry date (§6.2)."""

    contracts: int
    index_pts: float | None  # None where no level is known
    value_pts: float  # of one call: max(index − strike, 0), else its last mark
    source: SettlementSource


@dataclass(frozen=True, slots=True)
class Step:
    """One lot at one close."""

    state: State = State.IDLE
    reason: str = Reason.VIX_MISSING
    position: Position | None = None
    order: Order | None = None  # decided at this close
    filled: Order | None = None  # filled in this session
    bought_contracts: int = 0
    sold: Position | None = None  # what the fill sold, with its contracts
    settlement: Settlement | None = None
    closed_on: date | None = None  # last settlement or sale of all, for the cooldown
    entered_on: date | None = None  # last entry filled, for the spacing of lots
    cash_usd: float = 0.0  # of fill and settlement, in the hedge budget; counted where the preset keeps one

    @property
    def action(self) -> Action:
        """Order decided at this close; `settle` on a settlement day."""
        if self.settlement is not None:
            return Action.SETTLE
        return self.order.action if self.order is not None else Action.NONE


def next_step(last: Step, scene: Scene) -> Step:
    """Return the lot one session later."""
    day = scene.day
    if last.position is not None and last.position.contract.expiry_date <= day.trade_date:
        return _settled(last, last.position, scene)
    position = _carried(last.position, scene)
    if last.order is not None:
        if last.order.contract.expiry_date <= day.trade_date:
            return _step(last, State.IDLE, Reason.ORDER_LAPSED)
        if scene.day.vvix_pts is None:
            return _step(last, State.OPEN if position else State.IDLE, Reason.VVIX_MISSING, position)
        return _filled(last, position, last.order, scene)
    if position is not None:
        state, reason, order = decide_held(position, scene)
        return _step(last, state, reason, position, order)
    return _flat(last, scene)


def _step(last: Step, state: State, reason: str, position: Position | None = None, order: Order | None = None) -> Step:
    """Return a step on which nothing filled or settled; the dates of the lot go on."""
    return Step(state, reason, position, order, closed_on=last.closed_on, entered_on=last.entered_on)


def _flat(last: Step, scene: Scene) -> Step:
    if _is_cooling(last.closed_on, scene):
        return _step(last, State.COOLDOWN, Reason.COOLDOWN)
    if scene.barred is not None:
        return _step(last, State.IDLE, scene.barred)
    state, reason, order = decide_flat(scene, was_armed=last.state is State.ARMED)
    return _step(last, state, reason, order=order)


def _carried(position: Position | None, scene: Scene) -> Position | None:
    """Return the position with today's forward."""
    if position is None:
        return None
    return position.marked(scene.market.settle_pts(scene.day.trade_date, position.contract.expiry_date), scene.day)


def _settled(last: Step, position: Position, scene: Scene) -> Step:
    """Settle on the SOQ, for which the last VX settlement stands as long as it does in a mark (§6.2).

    Without either, the calls leave the book at what it last counted them at: an older settlement tells nothing of
    the morning, and an expiry-day row that is loaded later is read on its own day.
    """
    expiry_date = position.contract.expiry_date
    known = position.marked(scene.market.settle_pts(expiry_date, expiry_date), scene.day)
    index_pts, source = known.known_forward_pts, SETTLED_ON[known.forward_source]
    if index_pts is None:
        value_pts, reason = scene.rules.last_mark_pts(position), Reason.SETTLEMENT_MISSING
    else:
        value_pts, reason = max(index_pts - position.strike_pts, 0.0), Reason.EXPIRED
    keeps_budget = scene.rules.preset.keeps_budget
    return replace(
        _step(last, State.EXPIRE, reason),
        settlement=Settlement(position.contracts, index_pts, value_pts, source),
        closed_on=scene.day.trade_date,
        cash_usd=position.contracts * value_pts * OPTION_MULTIPLIER_USD if keeps_budget else 0.0,
    )


def _filled(last: Step, held: Position | None, order: Order, scene: Scene) -> Step:
    """Fill yesterday's order; a rebalance that falls on the day of a roll's fill is still decided."""
    wanted = Position(order.contract, order.strike_pts, order.contracts, order.forward_pts)
    bought_contracts, sold = _traded(held, order)
    fill = replace(_step(last, State.OPEN, Reason.FILLED), filled=order, bought_contracts=bought_contracts, sold=sold)
    fill, position = _counted(fill, _carried(wanted, scene) or wanted, held, scene)
    if position.contracts == 0:
        closed_on = scene.day.trade_date
        return replace(fill, state=State.COOLDOWN, reason=Reason.MONETISED, closed_on=closed_on)
    if order.action is Action.OPEN:
        entered_on = scene.day.trade_date
        return replace(fill, position=position, entered_on=entered_on)
    state, decided, new_order = decide_held(position, scene, may_trade=False)
    reason = _FILLED[order.action] if decided == Reason.HOLD else decided
    return replace(fill, state=state, reason=reason, position=position, order=new_order)


def _traded(held: Position | None, order: Order) -> tuple[int, Position | None]:
    """Return the contracts a fill bought and the position it sold; within a contract, the difference."""
    if held is None or order.action is Action.ROLL:
        return order.contracts, held
    grown_by = order.contracts - held.contracts
    return max(grown_by, 0), replace(held, contracts=-grown_by) if grown_by < 0 else None


def _counted(fill: Step, position: Position, held: Position | None, scene: Scene) -> tuple[Step, Position]:
    """Return the fill with its cash, paid at the ask and received at mid, and the position with its average mid."""
    if not scene.rules.preset.keeps_budget or fill.filled is None:
        return fill, position
    price_pts, action = scene.mark_pts(position), fill.filled.action
    received_usd = fill.sold.contracts * scene.mark_pts(fill.sold) * OPTION_MULTIPLIER_USD if fill.sold else 0.0
    cash_usd = received_usd - fill.bought_contracts * scene.ask_pts(position) * OPTION_MULTIPLIER_USD
    cost_pts, is_monetised = price_pts, False
    if held is not None and action is not Action.ROLL and position.contracts:
        kept_usd = (position.contracts - fill.bought_contracts) * (held.cost_pts or 0.0)
        cost_pts = (kept_usd + fill.bought_contracts * price_pts) / position.contracts
        is_monetised = held.is_monetised or action is Action.MONETISE
    return replace(fill, cash_usd=cash_usd), replace(position, cost_pts=cost_pts, is_monetised=is_monetised)


def _is_cooling(closed_on: date | None, scene: Scene) -> bool:
    return closed_on is not None and (scene.day.trade_date - closed_on).days <= scene.rules.preset.cooldown_days
