"""Published strategy indices and their replays, at month ends, from the same start. Pure."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pipelines.report.benchmark_rows import ORDER
from pipelines.report.figures.chart import HEDGED, UNHEDGED, Chart, add_line, empty_figure, iso_days
from pipelines.report.wording import number_text, percent_text

_START = 100.0
_HEIGHT_PX = 300
_TICKS = [50, 70, 100, 150, 200, 300, 500, 700, 1000, 1500]


def benchmark_charts(daily: pl.DataFrame, residual: pl.DataFrame) -> list[Chart]:
    """Return one chart per index with published levels, and VXTH's overlay alone after its levels.

    Args:
        daily: `benchmarks.fct_benchmark_daily`.
        residual: `benchmarks.fct_benchmark_residual`.
    """
    found = residual.filter(pl.col("period_kind") == "all", pl.col("n_months") > 1)
    rows = {row["index_symbol"]: row for row in found.iter_rows(named=True)}
    charts = []
    for symbol in (name for name in ORDER if name in rows):
        own = daily.filter(pl.col("index_symbol") == symbol)
        charts.append(_levels_chart(symbol, _month_ends(own), rows[symbol]))
        if symbol == "VXTH":
            charts.append(_overlay_chart(symbol, own, rows[symbol]))
    return charts


def _levels_chart(symbol: str, ends: pl.DataFrame, found: Mapping[str, Any]) -> Chart:
    """Both levels from 100 at the first published month end, on a log scale; the replay runs on to today."""
    ends = ends.filter(
        pl.col("trade_date") >= ends.filter(pl.col("published_level_pts").is_not_null())["trade_date"][0]
    )
    figure = _dated(ends, "level (log scale)")
    figure.update_yaxes(type="log", tickvals=_TICKS, ticktext=[str(tick) for tick in _TICKS])
    days = iso_days(ends)
    for column, name, colour, line in (
        ("published_level_pts", "published", UNHEDGED, {"width": 2.6}),  # under the other one
        ("replayed_level_pts", "replayed", HEDGED, {"width": 1.4}),
    ):
        level = ends[column] / ends["published_level_pts"][0] * _START
        add_line(figure, days, level, name=name, colour=colour, hover="%{y:.1f}", **line)
    overlay = found["overlay_monthly_correlation_ratio"]
    correlation = number_text(found["monthly_correlation_ratio"], 3)
    also = f", overlay {number_text(overlay, 3)}" if isinstance(overlay, float) else ""
    return Chart(
        f"benchmark-{symbol.lower()}",
        f"{symbol}: correlation {correlation}{also}",
        f"Tracking error {percent_text(found['tracking_error_vol'], 1)}, "
        f"growth gap {percent_text(found['cagr_gap_ratio'], 2)} a year over {found['n_months']} months. "
        "First month = 100.",
        figure,
    )


def _overlay_chart(symbol: str, own: pl.DataFrame, found: Mapping[str, Any]) -> Chart:
    """The options alone: daily returns less those of the stocks, added up over the days both are known."""
    rows = own.filter(pl.col("published_overlay_return_ratio").is_not_null())
    sums = (
        rows.with_columns(pl.col("overlay_return_ratio", "published_overlay_return_ratio").cum_sum() * 100)
        .group_by(pl.col("trade_date").dt.truncate("1mo").alias("month"), maintain_order=True)
        .last()
    )
    figure = _dated(sums, "sum of daily returns, %")
    days = iso_days(sums)
    for column, name, colour, width in (
        ("published_overlay_return_ratio", "published less stocks", UNHEDGED, 2.6),
        ("overlay_return_ratio", "replayed less stocks", HEDGED, 1.4),
    ):
        add_line(figure, days, sums[column], name=name, colour=colour, hover="%{y:.2f} %", width=width)
    return Chart(
        f"benchmark-{symbol.lower()}-overlay",
        f"{symbol} without its stocks: the calls alone",
        "Daily returns of the index less those of the stocks in it, added up. "
        f"Daily correlation {number_text(found['overlay_daily_correlation_ratio'], 3)}.",
        figure,
    )


def _month_ends(own: pl.DataFrame) -> pl.DataFrame:
    return own.group_by(pl.col("trade_date").dt.truncate("1mo").alias("month"), maintain_order=True).last()


def _dated(rows: pl.DataFrame, y_title: str) -> go.Figure:
    figure = empty_figure(_HEIGHT_PX, y_title)
    days = iso_days(rows)
    figure.update_layout(xaxis={"type": "date", "range": [days[0], days[-1]], "hoverformat": "%b %Y"})
    return figure
