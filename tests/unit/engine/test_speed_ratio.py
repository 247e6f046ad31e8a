"""The walk stays far ahead of the readable modules and of numpy, and linear: ratios of one run, never seconds."""

from time import process_time

import numpy as np
import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.engine.configure import Configurations
from pipelines.engine.run import run_all
from pipelines.layers.preset_file import load_preset
from tests.benchmarks.engine import seconds
from tests.benchmarks.pricing import options
from tests.benchmarks.pricing_peers import scipy
from tests.fixtures.engine_case import reference
from tests.fixtures.engine_random import random_case

CASE, PRESET, POLICY, TERMS = random_case(2, days=700), "seed_always_on", "vs_45d_16d", Terms(10_000_000.0)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def walked() -> dict[int, float]:
    """Processor seconds by number of configurations."""
    bench, preset, policy = CASE.bench(), load_preset(PRESET), load_policy(POLICY)
    rows = {count: Configurations(bench, count) for count in (250, 1000)}
    for count, some in rows.items():
        for place in range(count):
            some.put(place, preset, policy, TERMS)
    market = bench.market()
    return {count: seconds(process_time, lambda some=some: run_all(market, some)) for count, some in rows.items()}


def test_a_configuration_is_a_hundred_times_cheaper_than_by_the_readable_modules(walked) -> None:
    slow = seconds(process_time, lambda: reference(CASE, load_preset(PRESET), load_policy(POLICY), TERMS))

    assert slow / (walked[1000] / 1000) > 100


def test_four_times_the_configurations_take_about_four_times_as_long(walked) -> None:
    assert 2 < walked[1000] / walked[250] < 8


def test_a_whole_configuration_costs_no_more_than_twice_its_condors_prices_by_scipy(walked) -> None:
    """Measured 1.1; a walk that has fallen out of the vector units takes 3.7."""
    count = 100_000
    columns = options(count)
    legs = 4 * np.count_nonzero(CASE.signals["trade_date"] >= CASE.start)
    priced = seconds(process_time, lambda: scipy(1)["price"](columns)) / count * legs

    assert walked[1000] / 1000 / priced < 2
