"""Trades and daily books as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.backtest.book import Book
from pipelines.backtest.engine import backtest
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _books(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    book = Book(settings.preset, settings.baseline, settings.account_usd)
    result = backtest(
        tables["fct_layer_state_daily"], tables["fct_condor_signal_daily"], tables["fct_signal_daily"], book
    )
    return [result.trades, result.daily]


backtest_tables = stage_tables(
    "backtest",
    [FCT_TRADE, FCT_BACKTEST_DAILY],
    ["layers.fct_layer_state_daily", "condor.fct_condor_signal_daily", "signals.fct_signal_daily"],
    _books,
)
