"""Everything Dagster knows of alvh. This file only assembles; it holds no logic."""

from collections.abc import Iterator

import dagster as dg

from pipelines.automation import daily_schedule, failure_banner
from pipelines.backtest.assets import attribution_table, backtest_tables, quote_mark_table
from pipelines.benchmarks.assets import BENCHMARK_CHECKS, BENCHMARKS
from pipelines.calibration.assets import CALIBRATION, CALIBRATION_CHECKS
from pipelines.claims.assets import claim_tables, policy_tables
from pipelines.condor.assets import fct_condor_signal_daily
from pipelines.layers.assets import fct_layer_state_daily
from pipelines.progress import progress_logger
from pipelines.raw.breadth_advance_decline import raw_breadth__advance_decline
from pipelines.raw.calendar import raw_calendar__sessions, raw_calendar__spx_expiries, raw_calendar__vx_expiries
from pipelines.raw.cboe_index_history import raw_cboe__index_history
from pipelines.raw.cfe_daily_settlements import raw_cfe__daily_settlements
from pipelines.raw.cfe_final_settlements import raw_cfe__final_settlements
from pipelines.raw.cfe_vx_futures import raw_cfe__vx_futures
from pipelines.raw.fomc_meetings import raw_fed__fomc_meetings
from pipelines.raw.fred_series import raw_fred__series
from pipelines.raw.fred_vintages import raw_fred__vintages
from pipelines.raw.landing_files import landing_tables
from pipelines.raw.option_quotes import (
    raw_cboe__spx_option_quotes,
    raw_cboe__spx_option_quotes__rows,
    raw_cboe__vix_option_quotes,
    raw_cboe__vix_option_quotes__rows,
)
from pipelines.raw.providers import PROVIDERS
from pipelines.raw.shiller_monthly import raw_shiller__monthly
from pipelines.raw.sp500_breadth import raw_sp500__breadth
from pipelines.raw.user_series import raw_user__series
from pipelines.report.assets import fct_daily_decision, fct_data_health, report_page
from pipelines.report.publication import publication
from pipelines.settings import load_settings
from pipelines.signals.assets import dbt_models
from pipelines.sources.landing import Landing
from pipelines.sources.origins import open_landing
from pipelines.warehouse import Warehouse

RAW = [
    raw_calendar__sessions,
    raw_calendar__vx_expiries,
    raw_calendar__spx_expiries,
    raw_cfe__vx_futures,
    raw_cfe__daily_settlements,
    raw_cfe__final_settlements,
    raw_cboe__index_history,
    raw_cboe__spx_option_quotes__rows,
    raw_cboe__vix_option_quotes__rows,
    raw_breadth__advance_decline,
    raw_sp500__breadth,
    raw_fred__series,
    raw_user__series,
    raw_shiller__monthly,
    raw_fred__vintages,
    raw_fed__fomc_meetings,
]

# Loads tell Dagster which sessions there are; a job with a partitioned asset in it asks whoever starts it for sessions
BY_SESSION = [raw_cboe__spx_option_quotes, raw_cboe__vix_option_quotes]
IN_JOBS = dg.AssetSelection.all() - dg.AssetSelection.assets(*BY_SESSION)


@dg.resource(description="Build database of the market, held for the whole run")
def warehouse_resource(_context: dg.InitResourceContext) -> Iterator[Warehouse]:
    """One run at a time writes a build database."""
    with Warehouse.of(load_settings()).single_run() as warehouse:
        yield warehouse


@dg.resource(description="Downloaded bytes of the market", required_resource_keys={"warehouse"})
def landing_resource(_context: dg.InitResourceContext) -> Landing:
    """Landing with the transport of the origin; opened under the warehouse's lock, for it may repair itself."""
    return open_landing(load_settings())


daily_job = dg.define_asset_job(
    "daily",
    selection=IN_JOBS,
    description="Ingest, validate, model, decide, backtest, test the claims, report, publish",
    executor_def=dg.in_process_executor,
    config={"loggers": {"progress": {}}},
)

ingest_job = dg.define_asset_job(
    "ingest",
    selection=IN_JOBS & dg.AssetSelection.groups("raw"),
    description="Land and load the raw tables behind their gates; for a backfill",
    executor_def=dg.in_process_executor,
    config={"loggers": {"progress": {}}},
)

TABLES = [
    *RAW,
    *BY_SESSION,
    landing_tables([asset.key for asset in RAW]),
    dbt_models,
    fct_layer_state_daily,
    fct_condor_signal_daily,
    quote_mark_table,
    backtest_tables,
    attribution_table,
    *BENCHMARKS,
    *CALIBRATION,
    claim_tables,
    policy_tables,
    fct_data_health,
    fct_daily_decision,
    report_page,
]

defs = dg.Definitions(
    assets=[*PROVIDERS, *TABLES, publication(TABLES)],
    asset_checks=[*BENCHMARK_CHECKS, *CALIBRATION_CHECKS],
    schedules=[daily_schedule(daily_job.name)],
    sensors=[failure_banner],
    jobs=[daily_job, ingest_job],
    loggers={"progress": progress_logger},
    resources={
        "settings": dg.ResourceDefinition(lambda _context: load_settings()),
        "warehouse": warehouse_resource,
        "landing": landing_resource,
    },
)
