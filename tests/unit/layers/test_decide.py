"""Held layers: roll (S20), rebalance (S38, S39), and what stands in their way."""

from dataclasses import replace

import pytest

from pipelines.layers.machine import Step
from pipelines.layers.position import Position
from pipelines.layers.vocabulary import Action, ForwardSource, Reason, State
from tests.unit.layers.walks import after, decided


@pytest.fixture
def held(market_of) -> Position:
    """200 calls at 29 expiring 2020-04-15, future at 20."""
    april = next(c for c in market_of().contracts if c.expiry_date.isoformat() == "2020-04-15")
    return Position(april, 29.0, 200, 20.0, ForwardSource.VX_SETTLE)


@pytest.mark.parametrize(
    ("layer", "rsi", "reason"),
    [
        (2, 60.0, Reason.HOLD),  # strictly above
        (2, 60.01, Reason.ROLL_SIGNAL),
        (2, None, Reason.RSI_MISSING),
        (1, 99.0, Reason.HOLD),  # only the second layer rolls
        (1, None, Reason.HOLD),
    ],
)
def test_roll_needs_an_rsi_above_its_level(held, rules_of, day_of, market_of, layer, rsi, reason) -> None:
    state, told, order = decided(held, day_of("2020-03-02", vx_rsi_14_pct=rsi), rules_of(layer), market_of())

    assert told is reason
    assert (state is State.ROLL) is (order is not None) is (reason is Reason.ROLL_SIGNAL)


def test_roll_buys_the_same_underlying_notional_in_the_window(held, rules_of, day_of, market_of) -> None:
    market = market_of(settle={("2020-03-02", "2020-05-20"): 25.0})
    moved = replace(held, forward_pts=40.0)

    _, _, order = decided(moved, day_of("2020-03-02", vx_rsi_14_pct=70.0), rules_of(2), market)

    assert order.action is Action.ROLL
    assert order.contract.expiry_date.isoformat() == "2020-05-20"  # 79 days
    assert (order.strike_pts, order.contracts) == (34.0, 320)  # 200 · 40 / 25


def test_roll_on_a_rebalance_day_goes_back_to_the_weight(held, rules_of, day_of, market_of) -> None:
    moved = replace(held, forward_pts=40.0)
    day = day_of("2020-03-02", vx_rsi_14_pct=70.0, is_rebalance=True)

    _, reason, order = decided(moved, day, rules_of(2), market_of())

    assert (reason, order.contracts) == (Reason.ROLL_SIGNAL, 200)


def test_layer_does_not_roll_into_an_expiry_that_is_not_longer(held, rules_of, day_of, market_of) -> None:
    may = next(c for c in market_of().contracts if c.expiry_date.isoformat() == "2020-05-20")
    day = day_of("2020-03-02", vx_rsi_14_pct=70.0)

    outcome = decided(replace(held, contract=may), day, rules_of(2), market_of())

    assert outcome == (State.OPEN, Reason.ROLL_NOT_LONGER, None)


def test_roll_fill_sells_all_and_buys_all(held, rules_of, day_of, market_of) -> None:
    rules, market = rules_of(2), market_of(settle={("2020-03-03", "2020-04-15"): 23.0})
    rolling = after(Step(State.OPEN, position=held), day_of("2020-03-02", vx_rsi_14_pct=70.0), rules, market)
    rolled = after(rolling, day_of("2020-03-03", vx_rsi_14_pct=70.0), rules, market)

    assert (rolling.state, rolling.position.contract) == (State.ROLL, held.contract)
    assert (rolled.state, rolled.reason, rolled.order) == (State.OPEN, Reason.ROLLED, None)
    assert (rolled.bought_contracts, rolled.position.contracts) == (200, 200)
    assert rolled.sold == replace(held, forward_pts=23.0)


def test_rebalance_on_the_day_of_a_rolls_fill_is_not_lost(held, rules_of, day_of, market_of) -> None:
    rules, market = rules_of(2), market_of()
    big = Step(State.OPEN, position=replace(held, contracts=300))
    rolling = after(big, day_of("2020-03-02", vx_rsi_14_pct=70.0), rules, market)

    rolled = after(rolling, day_of("2020-03-03", is_rebalance=True), rules, market)

    assert (rolled.bought_contracts, rolled.reason) == (300, Reason.REBALANCE_SIGNAL)
    assert rolled.order.contracts == 200


@pytest.mark.parametrize(("level", "target", "bought", "sold"), [(40.0, 100, 0, 100), (16.0, 250, 50, 0)])
def test_rebalance_trades_the_difference_to_the_weight(
    held, rules_of, day_of, market_of, level, target, bought, sold
) -> None:
    rules, market = rules_of(1), market_of(level)
    day = day_of("2020-03-02", is_rebalance=True)
    sent = after(Step(State.OPEN, position=held), day, rules, market)
    filled = after(sent, day_of("2020-03-03"), rules, market)

    assert (sent.state, sent.reason, sent.action) == (State.OPEN, Reason.REBALANCE_SIGNAL, Action.RESIZE)
    assert sent.position.contracts == 200
    assert (filled.reason, filled.position.contracts) == (Reason.REBALANCED, target)
    assert (filled.position.strike_pts, filled.position.contract) == (29.0, held.contract)
    assert filled.bought_contracts == bought
    assert (filled.sold.contracts if filled.sold else 0) == sold


@pytest.mark.parametrize(
    ("trade_date", "changes", "reason"),
    [
        ("2020-03-02", {}, Reason.REBALANCE_NOT_NEEDED),
        ("2020-04-10", {"contracts": 150}, Reason.REBALANCE_SIGNAL),  # fills Monday, trades until Tuesday
        ("2020-04-13", {"contracts": 150}, Reason.LAST_TRADING_DAYS),  # would fill on the last trading day
        ("2020-03-02", {"contracts": 150, "forward_source": ForwardSource.VX_CARRIED}, Reason.CONTRACT_MISSING),
        ("2020-03-02", {"forward_pts": 5_000.0}, Reason.BELOW_ONE_CONTRACT),
    ],
)
def test_rebalance_day(held, rules_of, day_of, market_of, trade_date, changes, reason) -> None:
    day = day_of(trade_date, is_rebalance=True)

    state, told, order = decided(replace(held, **changes), day, rules_of(1), market_of())

    assert (state, told) == (State.OPEN, reason)
    assert (order is not None) is (reason is Reason.REBALANCE_SIGNAL)


@pytest.mark.parametrize(
    ("trade_date", "changes", "reason"),
    [
        ("2020-04-13", {}, Reason.LAST_TRADING_DAYS),
        ("2020-03-02", {"forward_source": ForwardSource.VX_CARRIED}, Reason.CONTRACT_MISSING),
    ],
)
def test_roll_needs_a_held_contract_that_can_be_sold(
    held, rules_of, day_of, market_of, trade_date, changes, reason
) -> None:
    day = day_of(trade_date, vx_rsi_14_pct=70.0)

    assert decided(replace(held, **changes), day, rules_of(2), market_of()) == (State.OPEN, reason, None)


def test_roll_into_a_missing_future_waits(held, rules_of, day_of, market_of) -> None:
    market = market_of(without=["2020-05-20"])

    outcome = decided(held, day_of("2020-03-02", vx_rsi_14_pct=70.0), rules_of(2), market)

    assert outcome == (State.OPEN, Reason.CONTRACT_MISSING, None)
