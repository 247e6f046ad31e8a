"""Replayed indices, their residuals and the judged goals as Dagster assets."""

from collections.abc import Mapping, Sequence

import dagster as dg
import polars as pl

from pipelines.benchmarks.benchmarks import benchmark_tables
from pipelines.benchmarks.bridge import LARGEST_GAP_RATIO, LEDGER
from pipelines.benchmarks.bridge_condor import BASELINE
from pipelines.benchmarks.bridge_table import benchmark_bridge
from pipelines.benchmarks.goals import missed_texts
from pipelines.condor.policy import load_policy
from pipelines.contracts.fct_benchmark_bridge import FCT_BENCHMARK_BRIDGE
from pipelines.contracts.fct_benchmark_daily import FCT_BENCHMARK_DAILY
from pipelines.contracts.fct_benchmark_gap import FCT_BENCHMARK_GAP
from pipelines.contracts.fct_benchmark_goal import FCT_BENCHMARK_GOAL
from pipelines.contracts.fct_benchmark_residual import FCT_BENCHMARK_RESIDUAL
from pipelines.contracts.fct_benchmark_roll import FCT_BENCHMARK_ROLL
from pipelines.layers.assets import vx_settlements
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables
from pipelines.warehouse import Warehouse

_READS = (
    "staging.stg_cboe__index_history",
    "staging.stg_calendar__sessions",
    "staging.stg_fred__series",
    "staging.stg_shiller__monthly",
    "staging.stg_user__series",
    "intermediate.int_vx_monthly__settled",
)


def _tables(tables: Mapping[str, pl.DataFrame], _settings: Settings) -> Sequence[pl.DataFrame]:
    return benchmark_tables(tables)


def _bridge(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    policy, futures = load_policy(BASELINE, settings.baseline_dir), vx_settlements(tables["int_vx_monthly__settled"])
    return [benchmark_bridge(tables, futures, policy, settings.account_usd)]


benchmark_assets = stage_tables(
    "benchmarks",
    [FCT_BENCHMARK_DAILY, FCT_BENCHMARK_ROLL, FCT_BENCHMARK_RESIDUAL, FCT_BENCHMARK_GOAL, FCT_BENCHMARK_GAP],
    list(_READS),
    _tables,
)

bridge_assets = stage_tables(
    "benchmarks",
    [FCT_BENCHMARK_BRIDGE],
    [*_READS, "layers.fct_layer_state_daily", "condor.fct_condor_signal_daily", "signals.fct_signal_daily"],
    _bridge,
)


@dg.asset_check(
    asset=dg.AssetKey(FCT_BENCHMARK_GOAL.asset_key),
    name="engine_reproduces_its_benchmarks",
    description="Replays of VXTH, CNDR, PUT and BXM reach the goals of methodology §3; claims say so where they don't",
)
def engine_reproduces_its_benchmarks(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn where a goal is missed, or none can be judged: the data are sound, it is our prices that are in doubt."""
    goals = warehouse.read(FCT_BENCHMARK_GOAL.qualified_name)
    missed = goals.filter(pl.col("is_met").eq(other=False))
    untold = goals["is_met"].null_count()
    texts = [*missed_texts(missed), *([f"{untold} goals can't be judged: too few published levels"] if untold else [])]
    return dg.AssetCheckResult(
        passed=len(goals) > 0 and not texts,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(texts) or None,
        metadata={
            "goals met": goals["is_met"].sum(),
            "goals missed": len(missed),
            "not available": untold,
        },
    )


@dg.asset_check(
    asset=dg.AssetKey(FCT_BENCHMARK_BRIDGE.asset_key),
    name="ledger_counts_what_the_replays_count",
    description="With the conventions of the book, replays of VXTH and CNDR make each day what the ledger counts",
)
def ledger_counts_what_the_replays_count(warehouse: dg.ResourceParam[Warehouse]) -> dg.AssetCheckResult:
    """Warn where replay and ledger differ by more than rounding on any day: one of the two counts wrong."""
    last = warehouse.read(FCT_BENCHMARK_BRIDGE.qualified_name).filter(pl.col("step") == LEDGER)
    wrong = last.filter(pl.col("max_gap_ratio") > LARGEST_GAP_RATIO)
    texts = [
        f"{symbol}: {gap:.1e} on a day" for symbol, gap in wrong.select("index_symbol", "max_gap_ratio").iter_rows()
    ]
    return dg.AssetCheckResult(
        passed=last["max_gap_ratio"].drop_nulls().len() > 0 and not texts,
        severity=dg.AssetCheckSeverity.WARN,
        description="; ".join(texts) or None,
        metadata={"days": last["n_days"].sum(), "rolls": last["n_rolls"].sum()},
    )


BENCHMARKS = [benchmark_assets, bridge_assets]
BENCHMARK_CHECKS = [engine_reproduces_its_benchmarks, ledger_counts_what_the_replays_count]
