"""Trades and daily books as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.backtest.engine import Tables, backtest
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_trade import FCT_TRADE
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
