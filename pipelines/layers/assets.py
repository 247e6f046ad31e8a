"""Layer state as a Dagster asset."""

from collections.abc import Mapping, Sequence
from datetime import date

import polars as pl

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.daily import LayerMarket, layer_states
from pipelines.layers.preset_file import load_preset, load_presets
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _states(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    load_preset(settings.preset, settings.preset_dir)  # a setting that names no preset is told so here
    shared = layer_market(tables, settings.baseline, settings.backtest_start)
    return [layer_states(shared, load_presets(settings.preset_dir), settings.account_usd)]


def layer_market(tables: Mapping[str, pl.DataFrame], baseline: str, start: date) -> LayerMarket:
    """Return what the presets share, from the tables of this stage by bare name; `baseline` sizes ladders by vega."""
    return LayerMarket.of(
        _with_condor_vega(tables, baseline),
        vx_settlements(tables["int_vx_monthly__settled"]),
        tables["raw_calendar__vx_expiries"]["expiry_date"].to_numpy(),
        sessions=tables["raw_calendar__sessions"]["session_date"].to_numpy(),
        start=start,
        chains=tables["stg_cboe__vix_option_quotes"].filter(pl.col("option_type") == "C", ~pl.col("is_off_close")),
    )


def _with_condor_vega(tables: Mapping[str, pl.DataFrame], baseline: str) -> pl.DataFrame:
    """Signals with the vega of the condor that the close would choose, for ladders sized on it.

    Every rung of a baseline says the same of it, so the first one is asked.
    """
    condor = tables["fct_condor_signal_daily"].filter(pl.col("baseline") == baseline, pl.col("rung") == 1)
    vega = condor.select("trade_date", condor_vega_usd="vega_usd")
    return tables["fct_signal_daily"].join(vega, on="trade_date", how="left", maintain_order="left")


def vx_settlements(futures: pl.DataFrame) -> pl.DataFrame:
    """Settlements per contract and day; on an expiry day only the SOQ counts, never a close in its place."""
    is_pure = ~pl.col("is_expiry_day") | (pl.col("settle_source") == "final_settlement")
    return futures.filter(is_pure).select("trade_date", "expiry_date", "settle_pts").drop_nulls()


fct_layer_state_daily = stage_tables(
    "layers",
    [FCT_LAYER_STATE_DAILY],
    [
        "signals.fct_signal_daily",
        "condor.fct_condor_signal_daily",
        "intermediate.int_vx_monthly__settled",
        "staging.stg_cboe__vix_option_quotes",
        "raw.raw_calendar__vx_expiries",
        "raw.raw_calendar__sessions",
    ],
    _states,
)
