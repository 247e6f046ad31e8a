"""The layer state machine: one pure step per layer and session (S01).

A row is the truth at the close of its day: yesterday's order has filled, a morning settlement has
happened, and `order` is what was decided for the next session. An order that was sent fills even
when its gate has closed overnight.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from pipelines.layers.decide import decide_flat, decide_held
from pipelines.layers.market import Day, Market
from pipelines.layers.position import Position, Rules
from pipelines.layers.target import Order
from pipelines.layers.vocabulary import (
    LEGAL_TRANSITIONS,
    Action,
    ForwardSource,
    Reason,
    SettlementSource,
    State,
)

_FILLED = {Action.OPEN: Reason.FILLED, Action.ROLL: Reason.ROLLED, Action.RESIZE: Reason.REBALANCED}


class IllegalTransitionError(RuntimeError):
    """The machine took a step that its own table forbids."""


@dataclass(frozen=True, slots=True)
class Settlement:
    """Cash settlement of a whole position on its expiry date (§6.2)."""

    contracts: int
    index_pts: float
    value_pts: float  # of one call: max(index − strike, 0)
    source: SettlementSource


@dataclass(frozen=True, slots=True)
class Step:
    """One layer at one close."""

    state: State = State.IDLE
    reason: Reason = Reason.VIX_MISSING
    position: Position | None = None
    order: Order | None = None  # decided at this close
    filled: Order | None = None  # filled in this session
    bought_contracts: int = 0
    sold: Position | None = None  # what the fill sold, with its contracts
    settlement: Settlement | None = None
    settled_on: date | None = None  # last settlement, for the cooldown

    @property
    def action(self) -> Action:
        """Order decided at this close; `settle` on a settlement day."""
        if self.settlement is not None:
            return Action.SETTLE
        return self.order.action if self.order is not None else Action.NONE


def next_step(last: Step, day: Day, rules: Rules, market: Market) -> Step:
    """Return the layer one session later."""
    if last.position is not None and last.position.contract.expiry_date <= day.trade_date:
        return _settled(last.position, day, market)
    position = _carried(last.position, day, market)
    if last.order is not None:
        if last.order.contract.expiry_date <= day.trade_date:
            return Step(reason=Reason.ORDER_LAPSED, settled_on=last.settled_on)
        return _filled(position, last.order, day, rules, market)
    if position is not None:
        state, reason, order = decide_held(position, day, rules, market)
        return Step(state, reason, position, order)
    if _is_cooling(last.settled_on, day, rules):
        return Step(State.COOLDOWN, Reason.COOLDOWN, settled_on=last.settled_on)
    state, reason, order = decide_flat(day, rules, market)
    return Step(state, reason, order=order, settled_on=last.settled_on)


def run_layer(days: Iterable[Day], rules: Rules, market: Market) -> Iterator[Step]:
    """Yield one step per session, in date order, starting flat.

    Raises:
        IllegalTransitionError: A step is not in `LEGAL_TRANSITIONS`.
    """
    step = Step()
    for day in days:
        following = next_step(step, day, rules, market)
        if following.state not in LEGAL_TRANSITIONS[step.state]:
            raise IllegalTransitionError(f"{day.trade_date}: {step.state} to {following.state}")
        step = following
        yield step


def _carried(position: Position | None, day: Day, market: Market) -> Position | None:
    """Return the position with today's forward; without a settlement the last one stands."""
    if position is None:
        return None
    settle_pts = market.settle_pts(day.trade_date, position.contract.expiry_date)
    if settle_pts is None:
        return replace(position, forward_source=ForwardSource.VX_CARRIED)
    return replace(position, forward_pts=settle_pts, forward_source=ForwardSource.VX_SETTLE)


def _settled(position: Position, day: Day, market: Market) -> Step:
    expiry_date = position.contract.expiry_date
    soq_pts = market.settle_pts(expiry_date, expiry_date)
    source = SettlementSource.VX_LAST_SETTLE if soq_pts is None else SettlementSource.SOQ
    index_pts = position.forward_pts if soq_pts is None else soq_pts
    value_pts = max(index_pts - position.strike_pts, 0.0)
    settlement = Settlement(position.contracts, index_pts, value_pts, source)
    return Step(State.EXPIRE, Reason.EXPIRED, settlement=settlement, settled_on=day.trade_date)


def _filled(held: Position | None, order: Order, day: Day, rules: Rules, market: Market) -> Step:
    """Fill yesterday's order; a rebalance that falls on the day of a roll's fill is still decided."""
    bought = Position(order.contract, order.strike_pts, order.contracts, order.forward_pts)
    position = _carried(bought, day, market) or bought
    state, reason, new_order = State.OPEN, _FILLED[order.action], None
    if order.action is not Action.OPEN:
        state, decided, new_order = decide_held(position, day, rules, market, may_roll=False)
        reason = reason if decided is Reason.HOLD else decided
    bought_contracts, sold = _traded(held, order)
    return Step(state, reason, position, new_order, order, bought_contracts, sold)


def _traded(held: Position | None, order: Order) -> tuple[int, Position | None]:
    """Return the contracts a fill bought and the position it sold; a resize trades the difference."""
    if held is None or order.action is Action.ROLL:
        return order.contracts, held
    grown_by = order.contracts - held.contracts
    return max(grown_by, 0), replace(held, contracts=-grown_by) if grown_by < 0 else None


def _is_cooling(settled_on: date | None, day: Day, rules: Rules) -> bool:
    return settled_on is not None and (day.trade_date - settled_on).days <= rules.preset.cooldown_days
