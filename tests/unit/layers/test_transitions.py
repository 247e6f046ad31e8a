"""Which state follows which: the table, walked in full."""

from itertools import product

import pytest

from pipelines.layers import machine
from pipelines.layers.machine import IllegalTransitionError, Step, next_step, run_layer
from pipelines.layers.preset import Trigger
from pipelines.layers.vocabulary import (
    LEGAL_TRANSITIONS,
    State,
)


def transitions(rules, market, day_of) -> set[tuple[State, State]]:
    """Drive a layer through every kind of day on eight dates, any of which may be missing."""
    dates = tuple(f"2020-{day}" for day in ["03-09", "03-10", "04-09", "04-10", "05-20", "05-21", "05-22", "06-02"])
    gate = Trigger.CURVE_MACD
    kinds = [
        {"vix_close_pts": vix, "vx_rsi_14_pct": rsi, "is_rebalance": is_rebalance, "is_fresh": {gate: is_fresh}}
        for vix, rsi, is_rebalance, is_fresh in product((15.0, 20.0), (None, 70.0), (False, True), (False, True))
    ]
    seen, frontier, known = set(), [(Step(), 0)], set()
    while frontier:
        last, position = frontier.pop()
        for later, changes in product(range(position, len(dates)), kinds):
            step = next_step(last, day_of(dates[later], **changes), rules, market)
            seen.add((last.state, step.state))
            if (step, later + 1) not in known:
                known.add((step, later + 1))
                frontier.append((step, later + 1))
    return seen


@pytest.mark.parametrize("cooldown_days", [0, 9])
def test_no_day_leads_to_an_illegal_transition(rules_of, day_of, market_of, cooldown_days) -> None:
    assert not {
        (before, after)
        for before, after in transitions(rules_of(2, cooldown_days=cooldown_days), market_of(), day_of)
        if after not in LEGAL_TRANSITIONS[before]
    }


def test_every_legal_transition_happens(rules_of, day_of, market_of) -> None:
    legal = {(before, after) for before, followers in LEGAL_TRANSITIONS.items() for after in followers}
    walked = [transitions(rules_of(2, cooldown_days=days), market_of(), day_of) for days in (0, 9)]

    assert set.union(*walked) == legal


def test_illegal_transition_is_refused(rules_of, day_of, market_of, monkeypatch) -> None:
    monkeypatch.setattr(machine, "next_step", lambda *_: Step(State.ROLL))

    with pytest.raises(IllegalTransitionError, match="IDLE to ROLL"):
        list(run_layer([day_of("2020-03-02")], rules_of(1), market_of()))
