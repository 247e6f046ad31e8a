"""The compiled walk and the readable modules count the same money."""

from dataclasses import replace
from functools import cache

import numpy as np
import polars as pl
import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.condor.stop import Stop
from pipelines.engine.bench import Bench
from pipelines.engine.kernel.records import RUINED
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.quant.costs import SCENARIOS
from tests.fixtures.engine_case import Case, gap_ratio, reference, walked
from tests.fixtures.engine_random import random_case, random_policy, random_preset
from tests.fixtures.engine_summary import summary_gap

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
    expected, found = reference(case, preset, policy, terms), walked(bench, preset, policy, terms)
    return max(gap_ratio(expected.daily, found.daily), summary_gap(expected.summary, found.summary))


@pytest.mark.parametrize("first", range(0, 50, PER_MARKET))
def test_random_configurations_agree(first: int) -> None:
    assert max(gap(number) for number in range(first, first + PER_MARKET)) < TOLERANCE


@pytest.mark.slow
@pytest.mark.parametrize("first", range(0, 1000, 50))
def test_a_thousand_random_configurations_agree(first: int) -> None:
    assert max(gap(number) for number in range(first, first + 50)) < TOLERANCE


def test_spikes_and_stops_are_among_what_is_compared() -> None:
    case, _ = market(0)
    terms = Terms(10_000_000.0, stop=Stop(0.5, "condor"))
    found = reference(case, load_preset("seed_always_on"), load_policy("cndr"), terms).summary

    assert found["spikes"] > 1
    assert 1 < found["stops"] < found["condor_entries"]
    assert np.isfinite(list(found.values())).all()


def test_the_comparison_can_fail() -> None:
    case, bench = market(0)
    rng = np.random.default_rng(0)
    preset, policy = random_preset(rng), random_policy(rng)
    cheap, dear = (Terms(10_000_000.0, SCENARIOS[name]) for name in ("mid", "bid_ask"))

    expected, found = reference(case, preset, policy, cheap), walked(bench, preset, policy, dear)
    assert gap_ratio(expected.daily, found.daily) > TOLERANCE
    assert summary_gap(expected.summary, found.summary) > TOLERANCE


@pytest.mark.parametrize(("missing", "source"), [(4, "vx_last_settle"), (5, "last_mark")])
@pytest.mark.parametrize("name", ["vxth", "vs_weights_404020"])
def test_calls_that_expire_without_a_quotation_are_counted_alike(missing: int, source: str, name: str) -> None:
    """Each future goes without settlements on so many sessions before its expiry, and on that day."""
    whole, _ = market(0)
    day = pl.DataFrame({"day": whole.sessions}).with_row_index("number").select("day", pl.col("number").cast(int))
    numbered = whole.curve.join(day.rename({"day": "trade_date", "number": "today"}), on="trade_date")
    numbered = numbered.join(day.rename({"day": "expiry_date", "number": "end"}), on="expiry_date")
    case = replace(whole, curve=numbered.filter(pl.col("end") - pl.col("today") > missing))
    preset, policy, terms = load_preset(name), load_policy("cndr"), Terms(10_000_000.0)

    expected, found = reference(case, preset, policy, terms), walked(case.bench(), preset, policy, terms)

    states = layer_states(case.layers(), [preset], terms.account_usd)
    sources = states["settlement_source"].drop_nulls()
    assert sources.mode().to_list() == [source]
    assert "soq" not in sources
    assert gap_ratio(expected.daily, found.daily) < TOLERANCE
    assert summary_gap(expected.summary, found.summary) < TOLERANCE


@pytest.mark.parametrize("account_usd", [4_000_000.0, 10_000_000.0])
def test_a_book_that_lost_its_account_stays_lost(account_usd: float) -> None:
    """Condors of two hundred times the account gain it over and over by the sum of days, and lose it before."""
    case, bench = market(0)
    preset, policy = load_preset("none"), load_policy("cndr").model_copy(update={"leverage_ratio": 200.0})
    terms = Terms(account_usd, SCENARIOS["stressed"])

    expected, found = reference(case, preset, policy, terms), walked(bench, preset, policy, terms)

    assert found.daily[0].sum() > account_usd
    assert found.summary["status"] == RUINED
    assert (found.summary["unhedged_cagr_ratio"], found.summary["unhedged_max_drawdown_ratio"]) == (-1.0, 1.0)
    assert summary_gap(expected.summary, found.summary) < TOLERANCE
