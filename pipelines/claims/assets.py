"""Episodes and verdicts as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.verdicts import claim_verdicts
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.fct_drawdown_episode import FCT_DRAWDOWN_EPISODE
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _claims(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    daily = tables["fct_backtest_daily"].filter(
        pl.col("preset") == settings.preset, pl.col("baseline") == settings.baseline
    )
    shared = ClaimSettings(settings.account_usd, settings.seed, settings.backtest_start)
    episodes = drawdown_episodes(daily, settings.backtest_start)
    return [episodes, claim_verdicts(daily, episodes, shared)]


claim_tables = stage_tables(
    "claims",
    [FCT_DRAWDOWN_EPISODE, FCT_CLAIM_VERDICT],
    ["backtest.fct_backtest_daily"],
    _claims,
)
