"""Trades and daily books as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.call_moves import call_moves
from pipelines.backtest.condor_moves import condor_moves
from pipelines.backtest.engine import Tables, backtest
from pipelines.condor.policy import load_policy
from pipelines.contracts.fct_attribution_daily import FCT_ATTRIBUTION_DAILY
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.layers.assets import vx_settlements
from pipelines.layers.preset_file import preset_names
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _books(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    tables_read = Tables(tables["fct_layer_state_daily"], tables["fct_condor_signal_daily"], tables["fct_signal_daily"])
    baselines = tables["fct_condor_signal_daily"]["baseline"].unique().sort().to_list()
    result = backtest(tables_read, preset_names(settings.preset_dir), baselines, settings.account_usd)
    return [result.trades, result.daily]


backtest_tables = stage_tables(
    "backtest",
    [FCT_TRADE, FCT_BACKTEST_DAILY],
    ["layers.fct_layer_state_daily", "condor.fct_condor_signal_daily", "signals.fct_signal_daily"],
    _books,
)


def _attribution(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    """Of the preset and the baseline of the settings; all pairs would be eighty times as much."""
    preset, baseline = settings.preset, settings.baseline
    signals, condors = tables["fct_signal_daily"], tables["fct_condor_signal_daily"]
    condors = condors.filter(pl.col("baseline") == baseline)
    states = tables["fct_layer_state_daily"].filter(pl.col("preset") == preset)
    moves = [condor_moves(condors, signals, load_policy(baseline, settings.baseline_dir))]
    moves += [call_moves(states, signals, vx_settlements(tables["int_vx_monthly__settled"]))]
    trades = tables["fct_trade"].filter((pl.col("preset") == preset) | (pl.col("baseline") == baseline))
    flags = signals.select("trade_date", "is_simulated")
    held = pl.concat(moves, how="vertical_relaxed")
    return [attribution_daily(held, trades, flags, preset=preset, baseline=baseline)]


attribution_table = stage_tables(
    "backtest",
    [FCT_ATTRIBUTION_DAILY],
    [
        "layers.fct_layer_state_daily",
        "condor.fct_condor_signal_daily",
        "signals.fct_signal_daily",
        "intermediate.int_vx_monthly__settled",
        "backtest.fct_trade",
    ],
    _attribution,
)
