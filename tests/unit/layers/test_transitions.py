"""Which state follows which: the table, walked in full."""

from itertools import product

import pytest

from pipelines.layers import ladder
from pipelines.layers.ladder import IllegalTransitionError
from pipelines.layers.machine import Step
from pipelines.layers.preset import Monetise
from pipelines.layers.vocabulary import LEGAL_TRANSITIONS, State
from tests.unit.layers.walks import after, signals_of, walk

ALL = Monetise(gain_multiple=1.01, sold_ratio=1.0)
HALF = Monetise(gain_multiple=1.01, sold_ratio=0.5)


def transitions(rules, market, day_of) -> set[tuple[State, State]]:
    """Drive a layer through every kind of day on eight dates, any of which may be missing."""
    dates = tuple(f"2020-{day}" for day in ["03-09", "03-10", "04-09", "04-10", "05-20", "05-21", "05-22", "06-02"])
    kinds = [
        {
            "vix_close_pts": vix,
            "vx_rsi_14_pct": rsi,
            "is_rebalance": is_rebalance,
            "signals": signals_of({"vix_macd": True, "curve_macd": is_fresh, "breadth": True}),
        }
        for vix, rsi, is_rebalance, is_fresh in product((15.0, 20.0), (None, 70.0), (False, True), (False, True))
    ]
    seen, frontier, known = set(), [(Step(), 0)], set()
    while frontier:
        last, position = frontier.pop()
        for later, changes in product(range(position, len(dates)), kinds):
            step = after(last, day_of(dates[later], **changes), rules, market)
            seen.add((last.state, step.state))
            if (step, later + 1) not in known:
                known.add((step, later + 1))
                frontier.append((step, later + 1))
    return seen


@pytest.fixture(scope="module")
def rising_market() -> dict:
    """The future of the calls doubles on two late dates: they are worth a multiple."""
    return {(day, "2020-05-20"): 40.0 for day in ("2020-04-09", "2020-04-10")}


@pytest.mark.parametrize("monetise", [None, HALF, ALL], ids=["never sold", "half sold", "all sold"])
@pytest.mark.parametrize("cooldown_days", [0, 9])
def test_no_day_leads_to_an_illegal_transition(
    rules_of, day_of, market_of, rising_market, cooldown_days, monetise
) -> None:
    rules = rules_of(2, cooldown_days=cooldown_days, monetise=monetise)

    assert not {
        (before, follower)
        for before, follower in transitions(rules, market_of(settle=rising_market), day_of)
        if follower not in LEGAL_TRANSITIONS[before]
    }


def test_every_legal_transition_happens(rules_of, day_of, market_of, rising_market) -> None:
    legal = {(before, follower) for before, followers in LEGAL_TRANSITIONS.items() for follower in followers}
    ladders = [rules_of(2, cooldown_days=days, monetise=sold) for days, sold in ((0, HALF), (9, ALL), (0, ALL))]
    walked = [transitions(rules, market_of(settle=rising_market), day_of) for rules in ladders]

    assert set.union(*walked) == legal


def test_illegal_transition_is_refused(rules_of, day_of, market_of, monkeypatch) -> None:
    monkeypatch.setattr(ladder, "next_step", lambda *_: Step(State.ROLL))

    with pytest.raises(IllegalTransitionError, match="IDLE to ROLL"):
        walk(rules_of(1), market_of(), day_of("2020-03-02"))
