"""Every shipped preset and baseline, on the real archive and on the simulated market: one P&L, counted twice.

At model marks on every day: the walk has no place for a quote (ADR 15).
"""

import numpy as np
import polars as pl
import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policies, load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.engine.configure import Configurations
from pipelines.engine.run import run_all, run_one
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_presets
from tests.fixtures.engine_case import gap_ratio, parts_of
from tests.fixtures.engine_markets import case_of

TERMS = Terms(10_000_000.0)
TOLERANCE = 1e-9


@pytest.mark.parametrize(
    "market",
    [
        pytest.param("simulated_signals", marks=pytest.mark.slow),
        pytest.param("real_signals", marks=[pytest.mark.slow, pytest.mark.shared]),
    ],
)
def test_every_preset_over_every_baseline_agrees(market: str, request: pytest.FixtureRequest) -> None:
    case = case_of(request.getfixturevalue(market))
    presets, policies, sized_on = load_presets(), load_policies(), load_policy("vs_45d_16d")
    condors = condor_signal_daily(case.signals, case.sessions, policies, TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors.filter(pl.col("baseline") == sized_on.name)), presets, TERMS.account_usd)
    bench = case.bench()
    rows = Configurations(bench, len(presets) * len(policies))
    pairs = [(preset, policy) for preset in presets for policy in policies]
    for place, (preset, policy) in enumerate(pairs):
        rows.put(place, preset, policy, TERMS, sized_on)
    laid_out = bench.market()

    gaps = {}
    for place, (preset, policy) in enumerate(pairs):
        daily = run_one(laid_out, rows, place).daily
        found = np.vstack([daily.parts, daily.condor_cost, daily.hedge_cost])
        gaps[preset.name, policy.name] = gap_ratio(parts_of(case, condors, states, preset, policy, TERMS), found)

    assert max(gaps.values()) < TOLERANCE, gaps
    assert run_all(laid_out, rows, threads=2).tobytes() == run_all(laid_out, rows).tobytes()
