"""VXTH and CNDR through layers, condor and ledger: with one set of conventions, what their replays make each day."""

import polars as pl
import pytest

from pipelines.benchmarks.bridge import LARGEST_GAP_RATIO, LEDGER
from pipelines.benchmarks.bridge_table import benchmark_bridge
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from tests.fixtures.engine_markets import case_of

ACCOUNT_USD = 10_000_000.0
TABLES = (
    "signals.fct_signal_daily",
    "staging.stg_cboe__index_history",
    "staging.stg_calendar__sessions",
    "staging.stg_fred__series",
    "staging.stg_shiller__monthly",
    "staging.stg_user__series",
    "intermediate.int_vx_monthly__settled",
)


@pytest.mark.parametrize("market", ["simulated_signals", pytest.param("real_signals", marks=pytest.mark.shared)])
def test_the_ledger_counts_what_the_replays_count(market: str, request: pytest.FixtureRequest) -> None:
    source = request.getfixturevalue(market)
    case, policy = case_of(source), load_policy("cndr")
    tables = {name.split(".")[1]: source.query(f"select * from {name}") for name in TABLES}
    tables["fct_layer_state_daily"] = layer_states(case.layers(), [load_preset("vxth")], ACCOUNT_USD)
    tables["fct_condor_signal_daily"] = condor_signal_daily(
        case.signals, case.sessions, [policy], ACCOUNT_USD, start=case.start
    )

    bridge = benchmark_bridge(tables, case.curve, policy, ACCOUNT_USD)

    ledgers = bridge.filter(pl.col("step") == LEDGER)
    assert set(ledgers["index_symbol"]) == {"VXTH", "CNDR"}
    assert ledgers["max_gap_ratio"].max() < LARGEST_GAP_RATIO, bridge
    assert ledgers["same_rolls_ratio"].to_list() == [1.0, 1.0]
    assert ledgers["n_rolls"].min() > 60
