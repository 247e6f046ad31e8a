"""Data health, the decision and the page as Dagster assets."""

from collections.abc import Iterator, Mapping, Sequence

import dagster as dg
import polars as pl

from pipelines.condor.policy import load_policy
from pipelines.contracts.fct_daily_decision import FCT_DAILY_DECISION
from pipelines.contracts.report_tables import FCT_DATA_HEALTH
from pipelines.layers.preset_file import load_preset, preset_names
from pipelines.raw.asset_factory import catalogue_metadata
from pipelines.report.data_health import data_health, lines_of_a_run
from pipelines.report.decision.decision import daily_decision
from pipelines.report.health_spans import SPANNED, SPANS_SQL
from pipelines.report.page import render_page
from pipelines.settings import Settings
from pipelines.stage_asset import stage_tables
from pipelines.warehouse import Warehouse

_HEALTH_READS = (
    "raw.raw_landing__loads",
    "raw.raw_landing__flags",
    "raw.raw_landing__revisions",
    "raw.raw_landing__readmissions",
    "signals.dim_vx_contract",
    "signals.fct_vx_curve_daily",
    "signals.fct_signal_daily",
    "signals.fct_signal_reason",
    "layers.fct_layer_state_daily",
    "condor.fct_condor_signal_daily",
    "intermediate.int_index_gaps__named",
    "staging.stg_sp500__breadth",
    "signals.fct_source_disagreement",
    "intermediate.int_macro__revised",
)
_PAGE_READS = (
    "signals.fct_signal_daily",
    "signals.fct_vx_term_structure",
    "signals.fct_vx_curve_daily",
    "layers.fct_layer_state_daily",
    "condor.fct_condor_signal_daily",
    "backtest.fct_backtest_daily",
    "backtest.fct_trade",
    "claims.fct_drawdown_episode",
    "claims.fct_claim_verdict",
    "claims.fct_late_entry",
    "claims.fct_late_entry_penalty",
    "benchmarks.fct_benchmark_daily",
    "benchmarks.fct_benchmark_residual",
    "benchmarks.fct_benchmark_goal",
    "report.fct_data_health",
    "report.fct_daily_decision",
)
_DECISION_READS = (
    "signals.fct_signal_daily",
    "layers.fct_layer_state_daily",
    "condor.fct_condor_signal_daily",
    "backtest.fct_backtest_daily",
    "backtest.fct_trade",
    "report.fct_data_health",
    "staging.stg_cboe__vix_option_quotes",
    "staging.stg_cboe__spx_option_quotes",
)
_RAW_SPANS = tuple(contract.qualified_name for contract in SPANNED)
_PAGE = dg.AssetKey(["report", "page"])


def _decision(tables: Mapping[str, pl.DataFrame], settings: Settings) -> Sequence[pl.DataFrame]:
    dividends = load_policy(settings.baseline, settings.baseline_dir).dividend_yield_ratio
    presets = preset_names(settings.preset_dir)
    return [daily_decision(tables, presets, settings.baseline, settings.account_usd, dividends)]


def _keys(tables: tuple[str, ...]) -> list[dg.AssetKey]:
    return [dg.AssetKey(table.split(".")) for table in tables]


@dg.asset(
    key=FCT_DATA_HEALTH.asset_key,
    group_name="report",
    kinds={"polars", "duckdb"},
    deps=_keys((*_HEALTH_READS[1:], *_RAW_SPANS, "raw.raw_landing__files")),
    description=f"Grain: {FCT_DATA_HEALTH.grain}.",
    metadata=catalogue_metadata(FCT_DATA_HEALTH),
)
def fct_data_health(
    context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult]:
    """What was loaded, how fresh it is, and which holes signals live with."""
    tables = {table.split(".")[1]: warehouse.read(table) for table in _HEALTH_READS}
    states = tables["fct_layer_state_daily"]
    tables["fct_layer_state_daily"] = states.filter(states["preset"] == settings.preset)
    condors = tables["fct_condor_signal_daily"]
    tables["fct_condor_signal_daily"] = condors.filter(condors["baseline"] == settings.baseline, condors["rung"] == 1)
    rows = data_health(tables, warehouse.query(SPANS_SQL), settings.backtest_start)
    warehouse.write(FCT_DATA_HEALTH, rows)
    warnings = rows.filter(rows["severity"] != "ok")
    for line in lines_of_a_run(warnings):
        context.log.warning(f"data health: {line}")
    yield dg.MaterializeResult(metadata={"dagster/row_count": len(rows), "warnings": len(warnings)})


fct_daily_decision = stage_tables("report", [FCT_DAILY_DECISION], list(_DECISION_READS), _decision)


@dg.asset(
    key=_PAGE,
    group_name="report",
    kinds={"html", "plotly"},
    deps=_keys(_PAGE_READS),
    description="The report: one self-contained page.",
)
def report_page(
    context: dg.AssetExecutionContext, warehouse: dg.ResourceParam[Warehouse], settings: dg.ResourceParam[Settings]
) -> Iterator[dg.MaterializeResult]:
    """Render the page beside the build; publishing copies it to where people read."""
    tables = {table.split(".")[1]: warehouse.read(table) for table in _PAGE_READS}
    page = render_page(tables, load_preset(settings.preset, settings.preset_dir), settings.baseline)
    settings.built_page.write_text(page, encoding="utf-8")
    context.log.info(f"page: {len(page) / 1e6:.1f} MB")
    yield dg.MaterializeResult(
        metadata={
            "page": dg.MetadataValue.path(str(settings.built_page)),
            "published page": dg.MetadataValue.url(settings.published_page.resolve().as_uri()),
            "bytes": len(page.encode()),
        }
    )
