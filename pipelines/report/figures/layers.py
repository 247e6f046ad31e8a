"""The ladder over time: when each layer was idle, armed and open, and what it traded. Pure."""

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go
import polars as pl

from pipelines.report.figures.chart import Chart, dated_figure, iso_days
from pipelines.report.layers_today import settlement_text
from pipelines.report.wording import count_text, day_text, number_text, percent_text, strike_text

Row = Mapping[str, Any]

_STATE_COLOURS = {
    "IDLE": "rgba(138, 148, 166, 0.22)",
    "ARMED": "#e09b13",
    "OPEN": "#2f7ef2",
    "ROLL": "#8e4ec6",
    "MONETISE": "#17a673",
    "EXPIRE": "#5f6b7c",
    "COOLDOWN": "#a18072",
}
_DAY_MILLISECONDS = 86_400_000


def state_runs(states: pl.DataFrame) -> pl.DataFrame:
    """Return unbroken runs of a state.

    Args:
        states: `layers.fct_layer_state_daily` of one preset.

    Returns:
        Columns `layer`, `state`, `first_date`, `last_date`, `until_date` (first day of the next run; the
        day after the last one at the end), `sessions_tdays` and `reasons` (each with its count).
    """
    ordered = states.filter(pl.col("lot") == 1).sort("layer", "trade_date")
    reasons = pl.col("reason").value_counts(sort=True)
    runs = (
        ordered.with_columns(run=pl.struct("layer", "state").rle_id())
        .group_by("run", "layer", "state", maintain_order=True)
        .agg(
            first_date=pl.col("trade_date").min(),
            last_date=pl.col("trade_date").max(),
            sessions_tdays=pl.len(),
            reasons=reasons,
        )
    )
    following = pl.col("first_date").shift(-1).over("layer")
    texts = [_reasons_text(counted) for counted in runs["reasons"].to_list()]
    return runs.with_columns(
        until_date=following.fill_null(pl.col("last_date") + pl.duration(days=1)),
        reasons=pl.Series(texts, dtype=pl.String),
    ).drop("run")


def layer_timeline(states: pl.DataFrame) -> Chart:
    """Return one strip per layer, coloured by state, with its fills and settlements on it."""
    runs = state_runs(states)
    figure = dated_figure(340, "layer", iso_days(states.select("trade_date").unique().sort("trade_date")))
    for state, colour in _STATE_COLOURS.items():
        if len(chosen := runs.filter(pl.col("state") == state)):
            figure.add_trace(_strips(chosen, state, colour))
    for trace in _events(states):
        figure.add_trace(trace)
    layers = [f"L{layer}" for layer in states["layer"].unique().sort()]
    figure.update_layout(
        barmode="overlay",
        bargap=0.35,
        hovermode="closest",
        yaxis={"type": "category", "categoryorder": "array", "categoryarray": layers[::-1], "autorange": True},
    )
    held = states.filter(pl.col("held_contracts") > 0).group_by("trade_date").len()
    share = len(held) / max(states["trade_date"].n_unique(), 1)
    return Chart(
        "layer-timeline",
        f"When the layers were open: at least one on {percent_text(share, 0)} of sessions",
        "Strips show the state at each close; marks show fills and cash settlements. Point at one for dates and "
        "reasons.",
        figure,
    )


def _strips(runs: pl.DataFrame, state: str, colour: str) -> go.Bar:
    length_days = (runs["until_date"] - runs["first_date"]).dt.total_days()
    texts = [
        f"{day_text(first)} – {day_text(last)}, {count_text(sessions, 'session')}<br>{reasons}"
        for first, last, sessions, reasons in runs.select(
            "first_date", "last_date", "sessions_tdays", "reasons"
        ).iter_rows()
    ]
    return go.Bar(
        base=iso_days(runs, "first_date"),
        x=(length_days * _DAY_MILLISECONDS).to_list(),
        y=[f"L{layer}" for layer in runs["layer"]],
        orientation="h",
        name=state,
        marker={"color": colour, "line": {"width": 0}},
        customdata=texts,
        hovertemplate=f"%{{y}} {state}<br>%{{customdata}}<extra></extra>",
    )


def _events(states: pl.DataFrame) -> list[go.Scatter]:
    """Return the marks of entries, rolls, resizes and settlements that happened."""
    kinds = (
        ("bought", "filled_action", "open", "triangle-up", "#17a673"),
        ("rolled", "filled_action", "roll", "diamond", "#8e4ec6"),
        ("sold at a gain", "filled_action", "monetise", "star", "#17a673"),
        ("resized", "filled_action", "resize", "line-ns-open", "#a18072"),
        ("settled", "action", "settle", "x", "#e5484d"),
    )
    traces = []
    for name, column, code, symbol, colour in kinds:
        rows = states.filter(pl.col(column) == code).sort("trade_date", "layer")
        if rows.is_empty():
            continue
        traces.append(
            go.Scatter(
                x=iso_days(rows),
                y=[f"L{layer}" for layer in rows["layer"]],
                mode="markers",
                name=name,
                marker={"symbol": symbol, "size": 8, "color": colour, "line": {"width": 1, "color": colour}},
                customdata=[event_text(row) for row in rows.iter_rows(named=True)],
                hovertemplate=f"%{{y}} {name} %{{x|%d %b %Y}}<br>%{{customdata}}<extra></extra>",
            )
        )
    return traces


def event_text(row: Row) -> str:
    """Say what a fill or a settlement changed."""
    if row["action"] == "settle":
        return settlement_text(row)
    return (
        f"now {row['held_contracts']} calls {row['held_expiry_date']}, strike {strike_text(row['held_strike_pts'])}, "
        f"mid {number_text(row['held_mark_pts'])}"
    )


def _reasons_text(counted: list[Row]) -> str:
    return "<br>".join(f"{item['count']} × {item['reason']}" for item in counted)
