"""The layer state machine: when it enters, fills, holds and settles."""

import pytest

from pipelines.layers.machine import Step
from pipelines.layers.vocabulary import (
    Action,
    ForwardSource,
    Reason,
    SettlementSource,
    State,
)
from tests.unit.layers.walks import TRIGGERS, after, walk


def told(step: Step) -> tuple:
    return step.state, step.reason, step.action


@pytest.fixture
def opened(rules_of, day_of, market_of) -> Step:
    """Layer 1 the day after its entry: 200 calls at 29 expiring 2020-04-15."""
    return walk(rules_of(1), market_of(), day_of("2020-03-02"), day_of("2020-03-03"))[-1]


def test_order_of_a_close_fills_at_the_next_session(rules_of, day_of, market_of) -> None:
    days = [day_of("2020-03-02"), day_of("2020-03-03"), day_of("2020-03-04")]
    sent, filled, held = walk(rules_of(1), market_of(), *days)

    assert told(sent) == (State.ARMED, Reason.ENTRY_SIGNAL, Action.OPEN)
    assert sent.position is None
    assert told(filled) == (State.OPEN, Reason.FILLED, Action.NONE)
    assert (filled.position.contracts, filled.position.strike_pts) == (200, 29.0)
    assert filled.position.contract == sent.order.contract
    assert (filled.filled, filled.bought_contracts, filled.sold) == (sent.order, 200, None)
    assert told(held) == (State.OPEN, Reason.HOLD, Action.NONE)
    assert (held.filled, held.bought_contracts) == (None, 0)


def test_sent_order_fills_although_the_band_has_closed(rules_of, day_of, market_of) -> None:
    closed = day_of("2020-03-03", vix_close_pts=60.0, is_fresh=dict.fromkeys(TRIGGERS))

    assert walk(rules_of(1), market_of(), day_of("2020-03-02"), closed)[-1].reason is Reason.FILLED


def test_order_lapses_on_a_day_without_a_price(rules_of, day_of, market_of) -> None:
    silent = day_of("2020-03-03", vvix_pts=None)

    lapsed = walk(rules_of(1), market_of(), day_of("2020-03-02"), silent)[-1]

    assert told(lapsed) == (State.IDLE, Reason.VVIX_MISSING, Action.NONE)
    assert (lapsed.position, lapsed.filled, lapsed.bought_contracts) == (None, None, 0)


def test_roll_that_has_no_price_lapses_and_its_calls_are_kept(opened, rules_of, day_of, market_of) -> None:
    rules, market = rules_of(2), market_of()
    rolling = after(opened, day_of("2020-03-04", vx_rsi_14_pct=70.0), rules, market)

    lapsed = after(rolling, day_of("2020-03-05", vvix_pts=None), rules, market)
    waiting = after(lapsed, day_of("2020-03-06", vx_rsi_14_pct=70.0, vvix_pts=None), rules, market)
    again = after(waiting, day_of("2020-03-09", vx_rsi_14_pct=70.0), rules, market)

    assert told(rolling) == (State.ROLL, Reason.ROLL_SIGNAL, Action.ROLL)
    assert told(lapsed) == told(waiting) == (State.OPEN, Reason.VVIX_MISSING, Action.NONE)
    assert lapsed.position == opened.position
    assert told(again) == (State.ROLL, Reason.ROLL_SIGNAL, Action.ROLL)


def test_open_layer_is_held_whatever_the_band_says(opened, rules_of, day_of, market_of) -> None:
    # S04: the bands gate new entries only.
    for vix in (12.0, 24.0, 80.0, None):
        step = after(opened, day_of("2020-03-04", vix_close_pts=vix), rules_of(1), market_of())
        assert told(step) == (State.OPEN, Reason.HOLD, Action.NONE)


@pytest.mark.parametrize(
    ("changes", "state", "reason"),
    [
        ({"vix_close_pts": 17.0}, State.IDLE, Reason.VIX_BELOW_BAND),
        ({"vix_close_pts": 23.0}, State.IDLE, Reason.VIX_ABOVE_BAND),
        ({"vix_close_pts": None}, State.IDLE, Reason.VIX_MISSING),
        ({"is_fresh": {"vix_macd": False}}, State.ARMED, "waiting_vix_macd"),
        ({"is_fresh": {"breadth": None}}, State.ARMED, "breadth_missing"),
        ({"vvix_pts": None}, State.ARMED, Reason.VVIX_MISSING),
    ],
)
def test_flat_layer_says_why_it_waits(rules_of, day_of, market_of, changes, state, reason) -> None:
    step = walk(rules_of(1), market_of(), day_of("2020-03-02", **changes))[0]

    assert told(step) == (state, reason, Action.NONE)


def test_armed_layer_without_an_expiry_in_its_window_says_so(rules_of, day_of, market_of) -> None:
    assert told(walk(rules_of(1), market_of(), day_of("2020-03-17"))[0]) == (
        State.ARMED,
        Reason.NO_EXPIRY,
        Action.NONE,
    )


def test_calls_settle_on_the_opening_quotation(opened, rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-04-15", "2020-04-15"): 41.5})

    step = after(opened, day_of("2020-04-15", vix_close_pts=70.0), rules_of(1), market)

    assert told(step) == (State.EXPIRE, Reason.EXPIRED, Action.SETTLE)
    assert step.position is None
    settlement = step.settlement
    assert (settlement.contracts, settlement.index_pts, settlement.value_pts) == (200, 41.5, 12.5)
    assert settlement.source is SettlementSource.SOQ


def test_without_an_expiry_day_row_the_last_settlement_stands_in(rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-04-14", "2020-04-15"): 33.0, ("2020-04-15", "2020-04-15"): None})
    days = [day_of(day) for day in ("2020-03-02", "2020-03-03", "2020-04-14", "2020-04-15")]

    settlement = walk(rules_of(1), market, *days)[-1].settlement

    assert (settlement.index_pts, settlement.value_pts) == (33.0, 4.0)
    assert settlement.source is SettlementSource.VX_LAST_SETTLE


def test_calls_out_of_the_money_settle_at_zero(opened, rules_of, day_of, market_of) -> None:
    assert after(opened, day_of("2020-04-15"), rules_of(1), market_of()).settlement.value_pts == 0.0


def test_settlement_missed_by_a_hole_in_the_days_happens_on_the_next(opened, rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-04-15", "2020-04-15"): 41.5})

    step = after(opened, day_of("2020-04-20"), rules_of(1), market)

    assert (step.reason, step.settlement.index_pts) == (Reason.EXPIRED, 41.5)


def test_layer_may_enter_again_the_day_after_expiry(opened, rules_of, day_of, market_of) -> None:
    rules, market = rules_of(2), market_of()
    expired = after(opened, day_of("2020-04-15"), rules, market)

    step = after(expired, day_of("2020-04-16"), rules, market)

    assert (expired.order, step.reason) == (None, Reason.ENTRY_SIGNAL)


def test_cooldown_bars_entries_for_its_calendar_days(opened, rules_of, day_of, market_of) -> None:
    rules, market = rules_of(2, cooldown_days=5), market_of()
    step, told_on = after(opened, day_of("2020-04-15"), rules, market), {}
    for day in ("2020-04-16", "2020-04-17", "2020-04-20", "2020-04-21"):
        step = after(step, day_of(day), rules, market)
        told_on[day] = step.reason

    assert told_on == {
        "2020-04-16": Reason.COOLDOWN,
        "2020-04-17": Reason.COOLDOWN,
        "2020-04-20": Reason.COOLDOWN,
        "2020-04-21": Reason.ENTRY_SIGNAL,
    }


def test_forward_is_carried_where_its_future_has_no_settlement(opened, rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-03-04", "2020-04-15"): 26.0, ("2020-03-05", "2020-04-15"): None})

    settled = after(opened, day_of("2020-03-04"), rules_of(1), market).position
    carried = after(
        after(opened, day_of("2020-03-04"), rules_of(1), market), day_of("2020-03-05"), rules_of(1), market
    ).position

    assert (settled.forward_pts, settled.forward_source) == (26.0, ForwardSource.VX_SETTLE)
    assert (carried.forward_pts, carried.forward_source) == (26.0, ForwardSource.VX_CARRIED)


def test_fill_on_a_day_without_a_settlement_carries_the_forward_of_the_order(rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-03-03", "2020-04-15"): None})
    filled = walk(rules_of(1), market, day_of("2020-03-02"), day_of("2020-03-03"))[-1]

    assert (filled.position.forward_pts, filled.position.forward_source) == (20.0, ForwardSource.VX_CARRIED)


def test_order_lapses_when_its_contract_expired_before_a_fill(rules_of, day_of, market_of) -> None:
    step = walk(rules_of(1), market_of(), day_of("2020-03-02"), day_of("2020-04-20"))[-1]

    assert told(step) == (State.IDLE, Reason.ORDER_LAPSED, Action.NONE)
    assert (step.position, step.filled) == (None, None)
