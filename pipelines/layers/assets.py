"""Layer state as a Dagster asset."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _states(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    return [
        layer_states(
            tables["fct_signal_daily"],
            _settlements(tables["stg_cfe__vx_futures"]),
            tables["raw_calendar__vx_expiries"]["expiry_date"].to_numpy(),
            load_preset(settings.preset),
            settings.account_usd,
            sessions=tables["raw_calendar__sessions"]["session_date"].to_numpy(),
            start=settings.backtest_start,
        )
    ]


def _settlements(futures: pl.DataFrame) -> pl.DataFrame:
    """Settlements per contract and day; on an expiry day only the SOQ counts, never a close in its place."""
    is_pure = ~pl.col("is_expiry_day") | (pl.col("settle_source") == "final_settlement")
    return futures.filter(is_pure).select("trade_date", "expiry_date", "settle_pts").drop_nulls()


fct_layer_state_daily = stage_tables(
    "layers",
    [FCT_LAYER_STATE_DAILY],
    [
        "signals.fct_signal_daily",
        "staging.stg_cfe__vx_futures",
        "raw.raw_calendar__vx_expiries",
        "raw.raw_calendar__sessions",
    ],
    _states,
)
