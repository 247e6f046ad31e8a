"""Episodes, verdicts, policies, survival and what claims rest on, as Dagster assets."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta

import polars as pl

from pipelines.backtest.assets import quotes_of_books
from pipelines.backtest.quoted import quoted_condors, quoted_layers
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.engine_check import engine_check
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, further_claims
from pipelines.claims.late_entry_penalty import ALWAYS_ON
from pipelines.claims.policies import policy_comparison, siblings
from pipelines.claims.repriced import Rerun, corner_estimates
from pipelines.claims.stops import survival_curves
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import claim_verdicts
from pipelines.condor.policy import load_policies
from pipelines.contracts.fct_book_irr import FCT_BOOK_IRR
from pipelines.contracts.fct_break_even_daily import FCT_BREAK_EVEN_DAILY
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.fct_condor_survival import FCT_CONDOR_SURVIVAL
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY, FCT_LATE_ENTRY_PENALTY
from pipelines.contracts.fct_lead_lag import FCT_LEAD_LAG
from pipelines.contracts.fct_policy_comparison import FCT_POLICY_COMPARISON
from pipelines.contracts.fct_survival_curve import FCT_SURVIVAL_CURVE
from pipelines.contracts.fct_tail_premium import FCT_TAIL_PREMIUM
from pipelines.layers.preset_file import load_preset
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def claims_of(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    """Return the tables of `claim_tables` from those it reads, by bare name."""
    tables = _as_marked(tables, settings)
    daily = tables["fct_backtest_daily"].filter(
        pl.col("preset") == settings.preset, pl.col("baseline") == settings.baseline
    )
    engine, policies = engine_check(tables["fct_benchmark_goal"]), load_policies(settings.baseline_dir)
    caveat = next(policy.caveat for policy in policies if policy.name == settings.baseline)
    shared = ClaimSettings(
        settings.account_usd,
        settings.seed,
        settings.backtest_start,
        caveat=caveat,
        engine=engine,
        vix3m_end=_vix3m_end(tables["fct_signal_daily"]),
    )
    hedge = load_preset(settings.preset, settings.preset_dir)
    episodes = drawdown_episodes(daily, settings.backtest_start)
    asked = Asked(hedge, settings.baseline, policies, settings.hurdle_ratio)
    further = further_claims(tables, tables["fct_condor_survival"], asked, shared)
    corners = corner_estimates(_rerun(tables, asked, shared, settings))
    return [
        episodes,
        claim_verdicts(daily, episodes, shared, further.rows, corners),
        further.late_entry,
        further.penalty,
        further.tail_premium,
        further.irr,
        further.lead_lag,
        further.break_evens,
    ]


def _vix3m_end(signals: pl.DataFrame) -> date | None:
    """Last day of VIX3M, if the data go on for more than a month without it."""
    days = signals.select(
        last=pl.col("trade_date").filter(pl.col("vix3m_close_pts").is_not_null()).max(),
        newest=pl.col("trade_date").max(),
    )
    ended = days.filter(pl.col("newest") - pl.col("last") > timedelta(days=31))["last"]
    return ended[0] if len(ended) else None


def _as_marked(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Mapping[str, pl.DataFrame]:
    """The tables with condors and layers at the marks that their books count."""
    quotes = quotes_of_books(tables, settings)
    condors = quoted_condors(tables["fct_condor_signal_daily"], quotes)
    states = quoted_layers(tables["fct_layer_state_daily"], quotes)
    return {**tables, "fct_condor_signal_daily": condors, "fct_layer_state_daily": states}


def _rerun(tables: Mapping[str, pl.DataFrame], asked: Asked, shared: ClaimSettings, settings: Settings) -> Rerun:
    """The book and those it is compared with: an always-on ladder (A2), and the condor's promoters (C4)."""
    own = next(policy for policy in asked.policies if policy.name == asked.baseline)
    compared = [own, *(policy for policy in siblings(asked.policies, asked.baseline) if policy.promoter)]
    presets = [asked.hedge] + ([] if asked.hedge.name == ALWAYS_ON else [load_preset(ALWAYS_ON)])
    return Rerun(tables, replace(asked, policies=compared), presets, shared, settings.quoted_marks)


def policies_of(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    """Return the tables of `policy_tables` likewise."""
    daily, trades, own = tables["fct_backtest_daily"], tables["fct_trade"], pl.col("baseline") == settings.baseline
    condors = tables["fct_condor_signal_daily"]  # as the model has them: stops are counted by it throughout (ADR 15)
    policies = load_policies(settings.baseline_dir)
    comparison = policy_comparison(daily, tables["fct_signal_daily"], policies, settings.preset, settings.baseline)
    survival = condor_survival(condors.filter(own), daily.filter(own), trades.filter(own))
    return [comparison, survival, survival_curves(survival)]


policy_tables = stage_tables(
    "claims",
    [FCT_POLICY_COMPARISON, FCT_CONDOR_SURVIVAL, FCT_SURVIVAL_CURVE],
    [
        "backtest.fct_backtest_daily",
        "backtest.fct_trade",
        "condor.fct_condor_signal_daily",
        "signals.fct_signal_daily",
    ],
    policies_of,
)

claim_tables = stage_tables(
    "claims",
    [
        FCT_DRAWDOWN_EPISODE,
        FCT_CLAIM_VERDICT,
        FCT_LATE_ENTRY,
        FCT_LATE_ENTRY_PENALTY,
        FCT_TAIL_PREMIUM,
        FCT_BOOK_IRR,
        FCT_LEAD_LAG,
        FCT_BREAK_EVEN_DAILY,
    ],
    [
        "backtest.fct_backtest_daily",
        "backtest.fct_quote_mark",
        "backtest.fct_trade",
        "benchmarks.fct_benchmark_goal",
        "layers.fct_layer_state_daily",
        "condor.fct_condor_signal_daily",
        "claims.fct_condor_survival",
        "signals.dim_vx_contract",
        "signals.fct_conversion_daily",
        "signals.fct_signal_daily",
        "signals.fct_vx_curve_daily",
        "intermediate.int_vx_monthly__settled",
        "raw.raw_calendar__sessions",
        "raw.raw_calendar__vx_expiries",
        "staging.stg_cboe__spx_option_quotes",
        "staging.stg_cboe__vix_option_quotes",
    ],
    claims_of,
)
