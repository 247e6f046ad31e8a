"""Episodes, verdicts, policies and survival as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.engine_check import engine_check
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.late_entry import entries_of, late_entry
from pipelines.claims.late_entry_penalty import late_entry_penalty, late_entry_rows
from pipelines.claims.policies import policy_comparison
from pipelines.claims.steward_promoter import steward_promoter
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import claim_verdicts
from pipelines.condor.policy import load_policies
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.fct_condor_survival import FCT_CONDOR_SURVIVAL
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY, FCT_LATE_ENTRY_PENALTY
from pipelines.contracts.fct_policy_comparison import FCT_POLICY_COMPARISON
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _claims(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    books = tables["fct_backtest_daily"].filter(
        pl.col("preset") == settings.preset, pl.col("trade_date") >= settings.backtest_start
    )
    daily = books.filter(pl.col("baseline") == settings.baseline)
    engine = engine_check(tables["fct_benchmark_goal"])
    shared = ClaimSettings(settings.account_usd, settings.seed, settings.backtest_start, engine=engine)
    episodes = drawdown_episodes(daily, settings.backtest_start)
    policies = load_policies(settings.baseline_dir)
    signals, states = tables["fct_signal_daily"], tables["fct_layer_state_daily"]
    entries = entries_of(tables["fct_trade"], states, signals, tables["fct_vx_curve_daily"])
    presets = tables["fct_backtest_daily"].group_by("preset").agg(pl.col("is_simulated").any())
    further = [
        *late_entry_rows(entries, daily, settings.preset, shared),
        *steward_promoter(books, signals, policies, settings.baseline, shared),
    ]
    return [
        episodes,
        claim_verdicts(daily, episodes, shared, further),
        late_entry(entries, states),
        late_entry_penalty(entries, presets, shared),
    ]


def _policies(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    daily, condors, trades = (tables[name] for name in ("fct_backtest_daily", "fct_condor_signal_daily", "fct_trade"))
    own = pl.col("baseline") == settings.baseline
    comparison = policy_comparison(daily, load_policies(settings.baseline_dir), settings.preset, settings.baseline)
    return [comparison, condor_survival(condors.filter(own), daily.filter(own), trades.filter(own))]


policy_tables = stage_tables(
    "claims",
    [FCT_POLICY_COMPARISON, FCT_CONDOR_SURVIVAL],
    ["backtest.fct_backtest_daily", "backtest.fct_trade", "condor.fct_condor_signal_daily"],
    _policies,
)

claim_tables = stage_tables(
    "claims",
    [FCT_DRAWDOWN_EPISODE, FCT_CLAIM_VERDICT, FCT_LATE_ENTRY, FCT_LATE_ENTRY_PENALTY],
    [
        "backtest.fct_backtest_daily",
        "backtest.fct_trade",
        "benchmarks.fct_benchmark_goal",
        "layers.fct_layer_state_daily",
        "signals.fct_signal_daily",
        "signals.fct_vx_curve_daily",
    ],
    _claims,
)
