"""The walk stays far ahead of the readable modules, and linear: ratios of one run, never seconds."""

import time

import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.engine.configure import Configurations
from pipelines.engine.run import run_all
from pipelines.layers.preset_file import load_preset
from tests.fixtures.engine_case import reference
from tests.fixtures.engine_random import random_case

TERMS = Terms(10_000_000.0)


def processor_seconds(work) -> float:
    taken = []
    for _ in range(3):
        began = time.process_time()
        work()
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.slow
def test_a_configuration_is_a_hundred_times_cheaper_than_by_the_readable_modules() -> None:
    case, preset, policy = random_case(2, days=700), load_preset("seed_always_on"), load_policy("vs_45d_16d")
    bench = case.bench()
    rows = {count: Configurations(bench, count) for count in (250, 1000)}
    for count, some in rows.items():
        for place in range(count):
            some.put(place, preset, policy, TERMS)
    market = bench.market()
    run_all(market, rows[250])

    few, many = (processor_seconds(lambda some=some: run_all(market, some)) for some in rows.values())
    slow = processor_seconds(lambda: reference(case, preset, policy, TERMS))

    assert slow / (many / 1000) > 100
    assert 2 < many / few < 8  # four times the configurations
