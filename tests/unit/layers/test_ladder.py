"""Lots side by side, the hedge budget, and selling at a gain."""

import pytest

from pipelines.layers.ladder import LadderDay, lots_of, run_ladder
from pipelines.layers.preset import Budget, Monetise
from pipelines.layers.vocabulary import Action, Reason, State
from tests.unit.layers.walks import walk

RISEN = {(f"2020-03-{day:02d}", "2020-04-15"): 45.0 for day in (4, 5, 6, 9)}


def ladder(rules, market, *days) -> list[LadderDay]:
    preset = rules.preset.model_copy(update={"layers": (rules.layer,)})
    return list(run_ladder(days, preset, lots_of(preset, rules.account_usd), market))


def test_second_lot_waits_for_the_first_and_for_its_spacing(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, layer={"lots": 2, "lot_spacing_days": 3})
    days = [day_of(f"2020-03-{day:02d}") for day in (2, 3, 4, 5, 6, 9)]

    second = [day.steps[1] for day in ladder(rules, market_of(), *days)]

    assert [step.reason for step in second] == [
        Reason.LOT_BEFORE_NOT_OPEN,  # the first lot's order is sent
        Reason.LOT_TOO_SOON,  # it fills today
        Reason.LOT_TOO_SOON,
        Reason.LOT_TOO_SOON,
        Reason.ENTRY_SIGNAL,  # three days later
        Reason.FILLED,
    ]
    assert second[-1].position.contracts == 100  # half of the layer's weight


def test_lots_together_hold_the_layers_weight(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, layer={"lots": 4})
    days = [day_of(f"2020-03-{day:02d}") for day in (2, 3, 4, 5, 6, 9, 10, 11)]

    last = ladder(rules, market_of(), *days)[-1]

    assert sum(step.position.contracts for step in last.steps if step.position) == 200


@pytest.mark.parametrize(("sold_ratio", "kept"), [(0.5, 100), (1.0, 0)])
def test_part_of_a_lot_is_sold_once_at_a_multiple_of_its_cost(rules_of, day_of, market_of, sold_ratio, kept) -> None:
    rules = rules_of(1, monetise=Monetise(gain_multiple=2.5, sold_ratio=sold_ratio))
    days = [day_of(f"2020-03-{day:02d}", vix_close_pts=20.0 if day < 4 else 40.0) for day in (2, 3, 4, 5, 6, 9)]

    steps = walk(rules, market_of(settle=RISEN), *days)

    assert (steps[2].state, steps[2].reason, steps[2].action) == (
        State.MONETISE, Reason.MONETISE_SIGNAL, Action.MONETISE,
    )  # fmt: skip
    assert (steps[3].reason, steps[3].sold.contracts) == (Reason.MONETISED, 200 - kept)
    assert (steps[3].position.contracts if steps[3].position else 0) == kept
    assert all(step.action is Action.NONE for step in steps[3:])
    assert steps[3].state is (State.OPEN if kept else State.COOLDOWN)


def test_sale_needs_its_multiple(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, monetise=Monetise(gain_multiple=50.0, sold_ratio=0.5))
    days = [day_of(f"2020-03-{day:02d}") for day in (2, 3, 4, 5)]

    assert walk(rules, market_of(settle=RISEN), *days)[-1].reason is Reason.HOLD


def test_proceeds_are_credited_to_the_hedge_budget(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, monetise=Monetise(gain_multiple=2.5, sold_ratio=0.5))
    days = [day_of(f"2020-03-{day:02d}", vix_close_pts=20.0 if day < 4 else 40.0) for day in (2, 3, 4, 5)]

    sent = ladder(rules, market_of(settle=RISEN), *days)

    assert [day.budget_usd for day in sent[:3]] == [0.0, 0.0, 0.0]  # the account paid for the first calls
    assert sent[3].budget_usd == pytest.approx(sent[3].steps[0].cash_usd)
    assert sent[3].budget_usd > 100 * 100 * 15  # 100 calls at 29 with the future at 45


def test_limited_budget_grows_by_the_month_and_cuts_the_order(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, budget=Budget(yearly_ratio=0.0012))  # 1,000 USD a month
    days = [day_of("2020-03-02", vvix_pts=60.0), day_of("2020-03-03", vvix_pts=60.0)]

    first, filled = ladder(rules, market_of(), *days)

    assert first.budget_usd == pytest.approx(1_000)
    # 44 days, mid 0.4440, ask 0.5190: 19 calls, 986.19 USD set aside; at mid 22. Filled at 43 days, mid 0.4317.
    assert (first.steps[0].order.contracts, first.steps[0].order.reserved_usd) == (19, pytest.approx(986.19, abs=0.01))
    assert filled.budget_usd == pytest.approx(1_000 - 19 * 100 * (0.4317 + 0.075), abs=0.1)


def test_budget_too_small_for_one_call_says_so(rules_of, day_of, market_of) -> None:
    rules = rules_of(1, budget=Budget(yearly_ratio=0.00001))

    assert walk(rules, market_of(), day_of("2020-03-02"))[0].reason is Reason.BUDGET_SPENT


def test_preset_without_budget_or_sale_keeps_no_budget(rules_of, day_of, market_of) -> None:
    assert ladder(rules_of(1), market_of(), day_of("2020-03-02"))[0].budget_usd is None
