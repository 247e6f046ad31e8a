"""Target contract: window, midpoint, missing futures, strike, size."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pipelines.layers.decide import decide_flat
from pipelines.layers.market import Contract
from pipelines.layers.position import Position, Scene
from pipelines.layers.preset import Budget, DteWindow, Sizing
from pipelines.layers.target import Order, chosen_contract, contracts_for
from pipelines.layers.vocabulary import Action, Reason, StrikeSource

APRIL = Contract(date(2020, 4, 15), date(2020, 4, 10))


def expiry(outcome) -> str:
    return outcome.expiry_date.isoformat()


def test_listed_monthly_nearest_the_midpoint_is_chosen(day_of, market_of) -> None:
    # 2020-03-02: monthlies 16, 44, 79, 107, 142 and 170 days away.
    day, market = day_of("2020-03-02"), market_of()

    assert expiry(chosen_contract(day, DteWindow(lo_days=30, hi_days=45), market)) == "2020-04-15"
    assert expiry(chosen_contract(day, DteWindow(lo_days=75, hi_days=120), market)) == "2020-06-17"
    assert expiry(chosen_contract(day, DteWindow(lo_days=120, hi_days=180), market)) == "2020-07-22"


@pytest.mark.parametrize(
    ("trade_date", "days", "is_inside"),
    [("2020-03-16", 30, True), ("2020-03-17", 29, False), ("2020-02-28", 47, False), ("2020-03-02", 44, True)],
)
def test_window_ends(day_of, market_of, trade_date, days, is_inside) -> None:
    april = date(2020, 4, 15)
    day = day_of(trade_date)
    assert (april - day.trade_date).days == days

    outcome = chosen_contract(day, DteWindow(lo_days=30, hi_days=45), market_of())

    assert (outcome is not Reason.NO_EXPIRY and outcome.expiry_date == april) is is_inside


@pytest.mark.parametrize(("hi_days", "is_inside"), [(44, True), (43, False)])
def test_far_end_of_the_window_is_inside(day_of, market_of, hi_days, is_inside) -> None:
    outcome = chosen_contract(day_of("2020-03-02"), DteWindow(lo_days=30, hi_days=hi_days), market_of())

    assert (outcome is not Reason.NO_EXPIRY) is is_inside


def test_of_two_equally_near_expiries_the_earlier_is_chosen(day_of, market_of) -> None:
    window = DteWindow(lo_days=44, hi_days=79)  # 44 and 79 days are equally far from 61.5

    assert expiry(chosen_contract(day_of("2020-03-02"), window, market_of())) == "2020-04-15"


def test_no_other_tenor_takes_the_place_of_a_contract_without_a_settlement(day_of, market_of) -> None:
    window = DteWindow(lo_days=120, hi_days=180)
    market = market_of(settle={("2020-03-02", "2020-07-22"): None})

    assert chosen_contract(day_of("2020-03-02"), window, market) is Reason.CONTRACT_MISSING
    assert expiry(chosen_contract(day_of("2020-03-03"), window, market)) == "2020-07-22"


def test_missing_contract_is_told_from_an_empty_calendar(day_of, market_of) -> None:
    window = DteWindow(lo_days=30, hi_days=45)

    missing = market_of(without=["2020-04-15"])
    assert chosen_contract(day_of("2020-03-02"), window, missing) is Reason.CONTRACT_MISSING
    assert chosen_contract(day_of("2020-03-17"), window, missing) is Reason.NO_EXPIRY


@pytest.mark.parametrize(("trade_date", "chosen"), [("2020-04-10", "2020-04-15"), ("2020-04-13", "2020-05-20")])
def test_no_order_is_sent_whose_fill_is_the_last_trading_day(day_of, market_of, trade_date, chosen) -> None:
    # Expiry Wednesday 15 April, last trading day Tuesday 14: an order of Monday 13 would fill on
    # it, one of Friday 10 fills on Monday.
    window = DteWindow(lo_days=0, hi_days=38)  # nearest to 19 days would be the April contract

    assert expiry(chosen_contract(day_of(trade_date), window, market_of())) == chosen


@pytest.mark.parametrize(
    ("notional", "forward", "contracts"),
    [
        (400_000, 20.0, 200),
        (400_000, 19.99, 200),
        (400_000, 20.01, 199),
        (0.04 * 10_000_000, 18.5, 216),
        (3 * 100 * 10.1125, 10.1125, 3),  # the quotient is 2.9999999999999996 in binary
        (1_999.99, 20.0, 0),
    ],
)
def test_contracts_are_the_weight_over_the_future_rounded_down(notional, forward, contracts) -> None:
    assert contracts_for(notional, forward) == contracts


def ordered(rules, day, market) -> Order | Reason:
    """Order of a flat lot with all gates open, or why there is none."""
    _, reason, order = decide_flat(Scene(day, rules, market))
    return order or reason


@pytest.mark.parametrize(("reference", "strike"), [("future", 29.0), ("spot", 27.0)])
def test_strike_counts_from_its_reference(rules_of, day_of, market_of, reference, strike) -> None:
    rule = rules_of(1).preset.strike.model_copy(update={"reference": reference})
    day = day_of("2020-03-02", vix_close_pts=18.0)

    order = ordered(rules_of(1, strike=rule), day, market_of())

    assert (order.action, order.strike_pts, order.contracts, order.forward_pts) == (Action.OPEN, strike, 200, 20.0)


@pytest.mark.parametrize(
    ("sizing", "contracts"), [("premium_budget", 7_706), ("budget_weights", 96), ("underlying_notional", 200)]
)
def test_a_premium_buys_calls_at_the_ask(rules_of, day_of, market_of, sizing, contracts) -> None:
    # Mid 0.4440, ask 0.5190: 400,000 USD buy 7,706 calls, 4 % of a month's 125,000 USD buy 96; at mid 9,008 and 112.
    rules = rules_of(1, sizing=Sizing(mode=sizing), budget=Budget(yearly_ratio=0.15))
    day = day_of("2020-03-02", vvix_pts=60.0)

    assert rules.mark_pts(Position(APRIL, 29.0, 0, 20.0), day) == pytest.approx(0.4440, abs=5e-5)
    assert ordered(rules, day, market_of()).contracts == contracts


def test_what_stands_in_the_way_of_an_order_is_named(rules_of, day_of, market_of) -> None:
    day, rule = day_of("2020-03-02"), rules_of(1).preset.strike
    narrow = rule.model_copy(update={"lo": 8.4, "hi": 8.6, "target": 8.5})

    assert ordered(rules_of(1, 20_000.0), day, market_of()) is Reason.BELOW_ONE_CONTRACT
    assert ordered(rules_of(1, strike=narrow), day, market_of()) is Reason.NO_STRIKE
    assert ordered(rules_of(1), day_of("2020-03-02", vvix_pts=None), market_of()) is Reason.VVIX_MISSING
    assert ordered(rules_of(1), day, market_of(without=["2020-04-15"])) is Reason.CONTRACT_MISSING


def test_strike_is_one_that_is_quoted_where_a_chain_is_known(rules_of, day_of, market_of) -> None:
    day, april = day_of("2020-03-02"), date(2020, 4, 15)
    market = replace(market_of(), chains={(day.trade_date, april): np.array([20.0, 27.5, 28.5, 32.5])})
    other_day = ordered(rules_of(1), day_of("2020-03-03"), market)

    order = ordered(rules_of(1), day, market)

    assert (order.strike_pts, order.strike_source) == (28.5, StrikeSource.CHAIN)
    assert (other_day.strike_pts, other_day.strike_source) == (29.0, StrikeSource.GRID)
