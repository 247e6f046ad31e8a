"""All charts of the page, by name, from the tables of one book. Pure."""

from collections.abc import Mapping

import polars as pl

from pipelines.report.condor_position import CondorPosition
from pipelines.report.figures.benchmarks import benchmark_charts
from pipelines.report.figures.book import drawdown_chart, equity_chart, layer_pnl_chart
from pipelines.report.figures.chart import Chart, watermark
from pipelines.report.figures.condor import payoff_chart
from pipelines.report.figures.episodes import reduction_chart
from pipelines.report.figures.layers import layer_timeline
from pipelines.report.figures.vix import vix_chart
from pipelines.report.figures.vx_curve import contango_chart, term_structure_chart


def charts_of(tables: Mapping[str, pl.DataFrame], position: CondorPosition | None, mark: str) -> dict[str, Chart]:
    """Return the charts by their name, in page order.

    Args:
        tables: As `render_page` gets them, of one book, in date order.
        position: The condor held or to open, if any; without one its chart is left out.
        mark: Word across every chart; empty for none.
    """
    daily, episodes, states = (
        tables["fct_backtest_daily"],
        tables["fct_drawdown_episode"],
        tables["fct_layer_state_daily"],
    )
    since = pl.col("trade_date") >= daily["trade_date"][0]
    signals = tables["fct_signal_daily"].filter(since)
    charts = [
        *([payoff_chart(position)] if position else []),
        equity_chart(daily, episodes),
        drawdown_chart(daily, episodes),
        layer_pnl_chart(daily, episodes),
        *([layer_timeline(states)] if len(states) else []),
        vix_chart(signals, states, episodes),
        term_structure_chart(tables["fct_vx_curve_daily"], signals),
        contango_chart(tables["fct_vx_term_structure"].filter(since), episodes),
        reduction_chart(episodes, *_stated_reduction(tables["fct_claim_verdict"])),
        *benchmark_charts(tables["fct_benchmark_daily"], tables["fct_benchmark_residual"]),
    ]
    return {chart.name: watermark(chart, mark) if mark else chart for chart in charts}


def _stated_reduction(verdicts: pl.DataFrame) -> tuple[float | None, float | None]:
    """Return the drawdown reduction that claim C6 states."""
    rows = verdicts.filter((pl.col("claim_id") == "C6") & (pl.col("variant") == "headline"))
    return (rows["stated_lo"][0], rows["stated_hi"][0]) if len(rows) else (None, None)
