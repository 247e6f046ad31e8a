"""What every chart of the page shares: a name, a title that says what to see, one look.

Colours of text, grid and background are left to the page, which follows the reader's light or dark
setting; colours of series are chosen to be readable on both.
"""

from dataclasses import dataclass
from datetime import date, timedelta

import plotly.graph_objects as go
import polars as pl

UNHEDGED = "#8a94a6"
HEDGED = "#2f7ef2"
GOOD = "#17a673"
BAD = "#e5484d"
LAYER_COLOURS = {1: "#1e9bd7", 2: "#17a673", 3: "#e09b13", 4: "#d6409f"}
STRESS_FILL = "rgba(229, 72, 77, 0.13)"
QUIET = "#7c8798"
FAINT = "rgba(138, 148, 166, 0.55)"

_TIME_BUTTONS = (
    {"count": 1, "label": "1y", "step": "year", "stepmode": "backward"},
    {"count": 3, "label": "3y", "step": "year", "stepmode": "backward"},
    {"label": "all", "step": "all"},
)


@dataclass(frozen=True)
class Chart:
    """One figure of the page.

    `title` says what to see, `note` how to read it; both stand beside the figure as text, because a
    title inside it would not wrap on a phone.
    """

    name: str
    title: str
    note: str
    figure: go.Figure

    @property
    def payload(self) -> str:
        """The figure as JSON that can stand inside a script element, the same bytes for the same data."""
        return str(self.figure.to_json(engine="json")).replace("<", "\\u003c")


def empty_figure(height_px: int, y_title: str) -> go.Figure:
    """Return a figure without traces, with the page's margins, legend and hover."""
    return go.Figure(
        layout={
            "template": "none",
            "height": height_px,
            "margin": {"l": 62, "r": 14, "t": 14, "b": 74},
            "legend": {"orientation": "h", "x": 0, "y": 0, "yref": "container", "yanchor": "bottom"},
            "hovermode": "x unified",
            "yaxis": {"title": {"text": y_title}, "automargin": True, "zeroline": True},
        }
    )


def dated_figure(height_px: int, y_title: str, days: list[str], room_ratio: float = 0.0) -> go.Figure:
    """Return an empty figure with a date axis and buttons for the last years.

    Args:
        height_px: Height.
        y_title: Quantity and unit of the y axis.
        days: Days that the figure covers, ISO, in order.
        room_ratio: Share of the time span left free on the right, for labels.
    """
    figure = empty_figure(height_px, y_title)
    first, last = date.fromisoformat(days[0]), date.fromisoformat(days[-1])
    room = timedelta(days=2 + round((last - first).days * room_ratio))
    figure.update_layout(
        margin_t=36,
        xaxis={
            "type": "date",
            "range": [days[0], (last + room).isoformat()],
            "hoverformat": "%a %d %b %Y",
            "rangeselector": {"buttons": _TIME_BUTTONS, "x": 0, "y": 1.02, "yanchor": "bottom"},
        },
    )
    return figure


def iso_days(rows: pl.DataFrame, column: str = "trade_date") -> list[str]:
    """Return dates as plotly reads them without a time zone."""
    return rows[column].dt.to_string("%Y-%m-%d").to_list()


def add_line(
    figure: go.Figure, x: list[str], y: pl.Series, *, name: str, colour: str, hover: str, **line: object
) -> None:
    """Add one line of all its points; nulls leave gaps.

    Args:
        figure: Where the line is added.
        x: Days, ISO.
        y: Values in the unit of the y axis.
        name: As the legend says it.
        colour: CSS colour.
        hover: Template of a value, as plotly wants it, with its unit.
        line: More of plotly's line settings.
    """
    figure.add_trace(
        go.Scatter(
            x=x,
            y=y.cast(pl.Float64).to_numpy(),
            name=name,
            mode="lines",
            line={"color": colour, "width": 1.6, **line},
            hovertemplate=hover,
        )
    )


def shade_episodes(figure: go.Figure, episodes: pl.DataFrame) -> None:
    """Shade the spells of stress, from their first to their last day; one legend entry for all."""
    for place, (first, last) in enumerate(
        zip(iso_days(episodes, "start_date"), iso_days(episodes, "end_date"), strict=True)
    ):
        figure.add_shape(
            type="rect",
            x0=first,
            x1=last,
            y0=0,
            y1=1,
            yref="paper",
            layer="below",
            line_width=0,
            fillcolor=STRESS_FILL,
            name="VIX above 25",
            legendgroup="stress",
            showlegend=place == 0,
        )


def watermark(chart: Chart, text: str) -> Chart:
    """Return the chart with a word across it that also survives a screenshot of the chart alone."""
    figure = go.Figure(chart.figure)
    figure.add_annotation(
        text=text,
        xref="paper",
        yref="paper",
        x=0.5,
        y=0.5,
        showarrow=False,
        opacity=0.22,
        font={"size": 28},
        textangle=-12,
    )
    return Chart(chart.name, chart.title, chart.note, figure)
