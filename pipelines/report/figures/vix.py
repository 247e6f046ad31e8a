"""VIX with the layers' entry bands, and where VIX was when they bought. Pure."""

import math

import plotly.graph_objects as go
import polars as pl

from pipelines.report.figures.chart import LAYER_COLOURS, QUIET, Chart, add_line, dated_figure, iso_days
from pipelines.report.figures.layers import event_text
from pipelines.report.wording import count_text, range_text

_VIX_TICKS = [10, 12, 15, 18, 22, 25, 30, 40, 50, 60, 80]
_TOP_PTS = 90.0


def vix_chart(signals: pl.DataFrame, states: pl.DataFrame, episodes: pl.DataFrame) -> Chart:
    """Return VIX with the layers' entry bands, and each entry at the close of the session that filled it.

    Args:
        signals: `signals.fct_signal_daily`, in date order, of the sessions to draw.
        states: `layers.fct_layer_state_daily` of one preset.
        episodes: `claims.fct_drawdown_episode` of the same book.
    """
    days = iso_days(signals)
    figure = dated_figure(420, "VIX close, points (log scale)", days, room_ratio=0.08)
    figure.update_yaxes(type="log", tickvals=_VIX_TICKS, ticktext=[str(tick) for tick in _VIX_TICKS])
    figure.update_layout(hovermode="closest")
    add_line(
        figure,
        days,
        signals["vix_close_pts"],
        name="VIX",
        colour=QUIET,
        hover="%{x|%d %b %Y}: VIX %{y:.2f}<extra></extra>",
        width=1.2,
    )
    _add_bands(figure, states)
    fills = states.filter(pl.col("filled_action") == "open")
    for (layer,), rows in fills.sort("layer", "trade_date").group_by("layer", maintain_order=True):
        figure.add_trace(_entries(int(str(layer)), rows))
    return Chart(
        "vix-entries",
        f"Where VIX was when a layer bought: {count_text(len(fills), 'entry', 'entries')}, "
        f"{count_text(len(episodes), 'spell')} of VIX above 25",
        "Bands are the layers' entry bands when the VX curve is not inverted; layers 3 and 4 buy after the spike has "
        "begun (A2). A band alone does not buy: the layer's signals must agree.",
        figure,
    )


def _add_bands(figure: go.Figure, states: pl.DataFrame) -> None:
    """Draw each entry band once, named after the layers that share it."""
    calm = states.filter(~pl.col("is_cash_press").fill_null(value=False))
    newest = calm.sort("trade_date").unique("layer", keep="last").sort("layer")
    shared = newest.group_by("band_lo_pts", "band_hi_pts", maintain_order=True).agg("layer")
    for low, high, layers in shared.iter_rows():
        figure.add_shape(
            type="rect",
            xref="paper",
            x0=0,
            x1=1,
            y0=low,
            y1=_TOP_PTS if high is None else high,
            layer="below",
            line_width=0,
            opacity=0.16,
            fillcolor=LAYER_COLOURS.get(layers[-1], "#8a94a6"),
        )
        figure.add_annotation(
            text=f"{' '.join(f'L{layer}' for layer in layers)}: {range_text(low, high)}",
            xref="paper",
            x=1,
            xanchor="right",
            y=math.log10(low if high is None else (low * high) ** 0.5),  # annotations on a log axis count in powers
            yanchor="bottom" if high is None else "middle",
            showarrow=False,
        )


def _entries(layer: int, rows: pl.DataFrame) -> go.Scatter:
    return go.Scatter(
        x=iso_days(rows),
        y=rows["vix_close_pts"].cast(pl.Float64).to_numpy(),
        mode="markers",
        name=f"L{layer} bought",
        marker={"symbol": "triangle-up", "size": 11, "color": LAYER_COLOURS.get(layer), "line": {"width": 1}},
        customdata=[event_text(row) for row in rows.iter_rows(named=True)],
        hovertemplate=f"L{layer} bought %{{x|%d %b %Y}}, VIX %{{y:.2f}}<br>%{{customdata}}<extra></extra>",
    )
