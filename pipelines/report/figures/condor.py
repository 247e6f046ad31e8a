"""What the iron condor pays at expiry. Pure."""

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.report.condor_position import CondorPosition
from pipelines.report.figures.chart import BAD, FAINT, HEDGED, Chart, empty_figure
from pipelines.report.wording import day_text, number_text, usd_text

Floats = NDArray[np.float64]

_MARGIN_RATIO = 0.03  # of the level, shown beyond the outer strikes


def payoff_usd(position: CondorPosition, spx_pts: Floats) -> Floats:
    """Return profit at expiry, before fees, per level of SPX. Shape of `spx_pts`."""
    put_loss = np.clip(position.short_put_pts - spx_pts, 0, position.short_put_pts - position.long_put_pts)
    call_loss = np.clip(spx_pts - position.short_call_pts, 0, position.long_call_pts - position.short_call_pts)
    return np.asarray((position.credit_pts - put_loss - call_loss) * position.contracts * OPTION_MULTIPLIER_USD)


def payoff_chart(position: CondorPosition) -> Chart:
    """Return profit at expiry against SPX, with the newest close and both break-evens (S46)."""
    strikes = [position.long_put_pts, position.short_put_pts, position.short_call_pts, position.long_call_pts]
    corners = sorted([*strikes, position.lower_break_even_pts, position.upper_break_even_pts])
    levels = np.array([strikes[0] * (1 - _MARGIN_RATIO), *corners, strikes[-1] * (1 + _MARGIN_RATIO)])
    profit = payoff_usd(position, levels)
    figure = empty_figure(320, "profit at expiry, USD")
    axis = {"title": {"text": "SPX at expiry, points"}, "tickformat": ",.0f"}
    figure.update_layout(xaxis=axis, yaxis_tickformat="$~s", hovermode="closest", showlegend=False, margin_b=48)
    figure.add_trace(_payoff_line(levels, profit))
    _mark_levels(figure, position)
    best, worst = usd_text(float(profit.max())), usd_text(float(profit.min()))
    return Chart(
        "condor-payoff",
        f"The condor {position.status}: {best} at best, {worst} at worst",
        f"Expires {day_text(position.expiry_date)}; keeps its whole credit between {number_text(strikes[1], 0)} and "
        f"{number_text(strikes[2], 0)}. Before fees.",
        figure,
    )


def _payoff_line(levels: Floats, profit: Floats) -> go.Scatter:
    return go.Scatter(
        x=levels,
        y=profit,
        mode="lines+markers",
        name="profit at expiry",
        line={"color": HEDGED, "width": 2},
        fill="tozeroy",
        hovertemplate="SPX %{x:,.2f}: %{y:$,.0f}<extra></extra>",
    )


def _mark_levels(figure: go.Figure, position: CondorPosition) -> None:
    marks = (
        (position.lower_break_even_pts, FAINT, "break-even", "bottom left"),
        (position.upper_break_even_pts, FAINT, "break-even", "bottom right"),
        (position.spx_close_pts, BAD, "SPX now", "top"),
    )
    for level, colour, text, place in marks:
        if level is not None:
            line = {"line_dash": "dot", "line_color": colour}
            figure.add_vline(x=level, annotation_text=text, annotation_position=place, **line)
