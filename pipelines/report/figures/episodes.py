"""What the hedge did in each spell of VIX above 25 (S43). Pure."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pipelines.report.figures.chart import BAD, FAINT, GOOD, Chart, empty_figure
from pipelines.report.wording import count_text, percent_text

Row = Mapping[str, Any]


def reduction_chart(episodes: pl.DataFrame, stated_lo: float | None, stated_hi: float | None) -> Chart:
    """Return the drawdown reduction of each comparable spell, with the range that the seed states.

    Args:
        episodes: `claims.fct_drawdown_episode` of one book; rows without a reduction are left out.
        stated_lo: Lower end of the stated range, ratio; null draws no range.
        stated_hi: Upper end of it.
    """
    rows = episodes.filter(pl.col("reduction_ratio").is_not_null()).sort("start_date")
    figure = empty_figure(360, "drawdown reduction R, %")
    labels = [f"{start:%b %Y}" for start in rows["start_date"]]
    figure.add_trace(_bars(rows, labels))
    ticks = {"tickvals": list(range(len(labels))), "ticktext": labels, "tickangle": -45}
    axis = {"type": "category", "title": {"text": "start of the spell"}, "automargin": True, **ticks}
    figure.update_layout(showlegend=False, margin_b=48, hovermode="closest", xaxis=axis)
    if stated_lo is not None and stated_hi is not None:
        _add_stated(figure, stated_lo, stated_hi)
    counted = rows.filter("is_counted")["reduction_ratio"]
    within = 0 if stated_lo is None else int((counted >= stated_lo).sum())
    return Chart(
        "episodes",
        f"{within} of {count_text(len(counted), 'counted spell')} reached the stated reduction",
        "R = 1 − hedged / unhedged maximum drawdown within the spell, five sessions around it included. Above zero the "
        "hedge helped. Grey: not counted yet, because a later day can still change it.",
        figure,
    )


def _bars(rows: pl.DataFrame, labels: list[str]) -> go.Bar:
    return go.Bar(
        x=[f"{label} · {place}" for place, label in enumerate(labels)],
        y=(rows["reduction_ratio"] * 100).to_numpy(),
        name="reduction of the maximum drawdown",
        marker={"color": [_colour(row) for row in rows.iter_rows(named=True)]},
        customdata=[_spell_text(row) for row in rows.iter_rows(named=True)],
        hovertemplate="R = %{y:.1f} %<br>%{customdata}<extra></extra>",
    )


def _add_stated(figure: go.Figure, stated_lo: float, stated_hi: float) -> None:
    figure.add_shape(
        type="rect",
        xref="paper",
        x0=0,
        x1=1,
        y0=stated_lo * 100,
        y1=stated_hi * 100,
        layer="below",
        line_width=0,
        fillcolor=FAINT,
        opacity=0.5,
    )
    figure.add_annotation(
        text=f"stated: {stated_lo * 100:g}–{stated_hi * 100:g} %",
        xref="paper",
        x=1,
        xanchor="right",
        y=stated_hi * 100,
        yanchor="bottom",
        showarrow=False,
    )


def _colour(row: Row) -> str:
    if not row["is_counted"]:
        return FAINT
    return GOOD if row["reduction_ratio"] >= 0 else BAD


def _spell_text(row: Row) -> str:
    start, end = row["start_date"], row["end_date"]
    hedged, alone = (row[f"{side}_max_drawdown_ratio"] for side in ("hedged", "unhedged"))
    return (
        f"{start} – {end}, VIX to {row['vix_peak_pts']}<br>"
        f"drawdown {percent_text(hedged, 2)} with, {percent_text(alone, 2)} without the hedge"
    )
