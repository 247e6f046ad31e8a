"""Quotes of what is held, trades and daily books as Dagster assets."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.call_moves import call_moves
from pipelines.backtest.condor_moves import condor_moves
from pipelines.backtest.engine import Tables, backtest
from pipelines.backtest.quote_marks import quote_marks
from pipelines.backtest.quoted import NO_QUOTES, quoted_condors, quoted_layers
from pipelines.condor.policy import load_policy
from pipelines.contracts.fct_attribution_daily import FCT_ATTRIBUTION_DAILY
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.layers.assets import vx_settlements
from pipelines.layers.preset_file import preset_names
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _quotes(tables: Mapping[str, pl.DataFrame], _settings: Settings) -> Sequence[pl.DataFrame]:
    stages = ("fct_condor_signal_daily", "fct_layer_state_daily", "fct_signal_daily")
    chains = ("stg_cboe__spx_option_quotes", "stg_cboe__vix_option_quotes")
    condors, states, signals, spx, vix = (tables[name] for name in (*stages, *chains))
    return [quote_marks(condors, states, signals, spx, vix)]


quote_mark_table = stage_tables(
    "backtest",
    [FCT_QUOTE_MARK],
    [
        "condor.fct_condor_signal_daily",
        "layers.fct_layer_state_daily",
        "signals.fct_signal_daily",
        "staging.stg_cboe__spx_option_quotes",
        "staging.stg_cboe__vix_option_quotes",
    ],
    _quotes,
)


def quotes_of_books(tables: Mapping[str, pl.DataFrame], settings: Settings) -> pl.DataFrame:
    """Return the quotes that books are marked and filled at: none where the setting leaves them to the model."""
    return tables["fct_quote_mark"] if settings.quoted_marks else NO_QUOTES


def _books(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    stages = ("fct_layer_state_daily", "fct_condor_signal_daily", "fct_signal_daily")
    states, condors, signals = (tables[name] for name in stages)
    tables_read = Tables(states, condors, signals, quotes_of_books(tables, settings))
    baselines = tables["fct_condor_signal_daily"]["baseline"].unique().sort().to_list()
    result = backtest(tables_read, preset_names(settings.preset_dir), baselines, settings.account_usd)
    return [result.trades, result.daily]


backtest_tables = stage_tables(
    "backtest",
    [FCT_TRADE, FCT_BACKTEST_DAILY],
    [
        "layers.fct_layer_state_daily",
        "condor.fct_condor_signal_daily",
        "signals.fct_signal_daily",
        "backtest.fct_quote_mark",
    ],
    _books,
)


def _attribution(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    """Of the preset and the baseline of the settings; all pairs would be eighty times as much."""
    preset, baseline = settings.preset, settings.baseline
    signals, quotes = tables["fct_signal_daily"], quotes_of_books(tables, settings)
    condors = tables["fct_condor_signal_daily"].filter(pl.col("baseline") == baseline)
    states = tables["fct_layer_state_daily"].filter(pl.col("preset") == preset)
    condors, states = quoted_condors(condors, quotes), quoted_layers(states, quotes)
    moves = [condor_moves(condors, signals, load_policy(baseline, settings.baseline_dir))]
    moves += [call_moves(states, signals, vx_settlements(tables["int_vx_monthly__settled"]))]
    trades = tables["fct_trade"].filter((pl.col("preset") == preset) | (pl.col("baseline") == baseline))
    flags = signals.select("trade_date", "is_simulated")
    return [attribution_daily(pl.concat(moves), trades, flags, preset=preset, baseline=baseline)]


attribution_table = stage_tables(
    "backtest",
    [FCT_ATTRIBUTION_DAILY],
    [
        "layers.fct_layer_state_daily",
        "condor.fct_condor_signal_daily",
        "signals.fct_signal_daily",
        "intermediate.int_vx_monthly__settled",
        "backtest.fct_trade",
        "backtest.fct_quote_mark",
    ],
    _attribution,
)
