"""The daily condor signal as a Dagster asset."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.condor.policy import load_policies, load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_condor_signal_daily import FCT_CONDOR_SIGNAL_DAILY
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables


def _signals(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    load_policy(settings.baseline, settings.baseline_dir)  # a setting that names no baseline is told so here
    return [
        condor_signal_daily(
            tables["fct_signal_daily"],
            tables["raw_calendar__sessions"]["session_date"].to_numpy(),
            load_policies(settings.baseline_dir),
            settings.account_usd,
            start=settings.backtest_start,
        )
    ]


fct_condor_signal_daily = stage_tables(
    "condor",
    [FCT_CONDOR_SIGNAL_DAILY],
    ["signals.fct_signal_daily", "raw.raw_calendar__sessions"],
    _signals,
)
