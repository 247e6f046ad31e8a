"""The compiled walk and the readable modules count the same money."""

from functools import cache

import numpy as np
import polars as pl
import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.stop import Stop
from pipelines.engine.bench import Bench
from pipelines.quant.costs import SCENARIOS
from tests.fixtures.engine_case import Case, gap_ratio, is_ruined, reference, walked
from tests.fixtures.engine_random import random_case, random_policy, random_preset

TOLERANCE = 1e-9
PER_MARKET = 10


@cache
def market(number: int) -> tuple[Case, Bench]:
    case = random_case(number)
    return case, case.bench()


def gap(number: int) -> float:
    """Of one random configuration on its random market; each scenario, stop and interest has its turn."""
    case, bench = market(number // PER_MARKET)
    rng = np.random.default_rng(number)
    preset, policy = random_preset(rng), random_policy(rng)
    terms = Terms(
        10_000_000.0,
        SCENARIOS[list(SCENARIOS)[number % len(SCENARIOS)]],
        stop=(None, Stop(1.0, "book"), Stop(0.5, "condor"))[number % 3],
        earns_interest=number % 2 == 0,
    )
    try:
        expected = reference(case, preset, policy, terms)
    except pl.exceptions.ComputeError:  # more contracts than a table's integers hold: calls of next to no price
        assert is_ruined(bench, preset, policy, terms)
        return 0.0
    return gap_ratio(expected, walked(bench, preset, policy, terms))


@pytest.mark.parametrize("first", range(0, 50, PER_MARKET))
def test_random_configurations_agree(first: int) -> None:
    assert max(gap(number) for number in range(first, first + PER_MARKET)) < TOLERANCE


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1000, 50))
def test_a_thousand_random_configurations_agree(first: int) -> None:
    assert max(gap(number) for number in range(first, first + 50)) < TOLERANCE


def test_the_comparison_can_fail() -> None:
    case, bench = market(0)
    rng = np.random.default_rng(0)
    preset, policy = random_preset(rng), random_policy(rng)
    cheap, dear = (Terms(10_000_000.0, SCENARIOS[name]) for name in ("mid", "bid_ask"))

    assert gap_ratio(reference(case, preset, policy, cheap), walked(bench, preset, policy, dear)) > TOLERANCE
