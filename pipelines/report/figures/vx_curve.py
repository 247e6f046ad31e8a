"""The VX curve: today's against earlier ones, and contango or backwardation over time. Pure."""

import plotly.graph_objects as go
import polars as pl

from pipelines.report.figures.chart import (
    BAD,
    FAINT,
    GOOD,
    HEDGED,
    QUIET,
    Chart,
    add_line,
    dated_figure,
    empty_figure,
    iso_days,
)
from pipelines.report.wording import count_text, day_text, percent_text

_EARLIER_TDAYS = {"a week before": 5, "a month before": 21}


def term_structure_chart(curve: pl.DataFrame, signals: pl.DataFrame) -> Chart:
    """Return the newest VX curve by days to expiry, with VIX at 0 days and two earlier curves.

    Args:
        curve: `signals.fct_vx_curve_daily`. A missing contract leaves a gap and is marked as missing.
        signals: `signals.fct_signal_daily`, for VIX.
    """
    days = curve["trade_date"].unique().sort(descending=True)
    figure = empty_figure(360, "settlement, VIX points")
    figure.update_layout(
        xaxis={"title": {"text": "calendar days to expiry", "standoff": 4}, "rangemode": "tozero"}, hovermode="closest"
    )
    for name, sessions in reversed(_EARLIER_TDAYS.items()):
        if sessions < len(days):
            rows = curve.filter(pl.col("trade_date") == days[sessions])
            dash = "dot" if sessions > 5 else "dash"
            figure.add_trace(_curve_line(rows, f"{name}, {day_text(days[sessions])}", FAINT, dash))
    newest = curve.filter(pl.col("trade_date") == days[0]).sort("tenor")
    figure.add_trace(_curve_line(newest, day_text(days[0]), HEDGED, "solid"))
    vix = signals.filter(pl.col("trade_date") == days[0])["vix_close_pts"]
    if len(vix) and vix[0] is not None:
        figure.add_trace(_spot(float(vix[0])))
    _mark_missing(figure, newest)
    return Chart("vx-curve", _shape_title(newest), _missing_note(newest), figure)


def contango_chart(term: pl.DataFrame, episodes: pl.DataFrame) -> Chart:
    """Return how far the second VX future lies above the first, in percent, at every session.

    Args:
        term: `signals.fct_vx_term_structure`, in date order. Sessions without one of the two leave a gap.
        episodes: `claims.fct_drawdown_episode`, to compare the sessions inside them with the others.
    """
    slope_pct = (term["m2_m1_ratio"] - 1) * 100
    days = iso_days(term)
    figure = dated_figure(320, "M2 over M1, %", days)
    figure.add_trace(_area(days, slope_pct.clip(lower_bound=0), "contango", GOOD))
    figure.add_trace(_area(days, slope_pct.clip(upper_bound=0), "backwardation", BAD))
    add_line(figure, days, slope_pct, name="slope", colour=QUIET, hover="%{y:+.2f} %<extra></extra>", width=0.8)
    inside, outside = inverted_shares(term, episodes)
    gaps = term["m2_m1_ratio"].null_count()
    blank = f" Left blank: {count_text(gaps, 'session')} without one of the two contracts." if gaps else ""
    return Chart(
        "contango",
        f"The VX curve is inverted on {percent_text(inside, 0)} of sessions in spells of VIX above 25, "
        f"on {percent_text(outside, 0)} of the others",
        "How far the second VX future (M2) lies above the first (M1). Below zero the curve is inverted: the cash press "
        f"of S33, which lets layers 3 and 4 in earlier (S34).{blank}",
        figure,
    )


def inverted_shares(term: pl.DataFrame, episodes: pl.DataFrame) -> tuple[float | None, float | None]:
    """Return the share of sessions with an inverted curve inside and outside the spells of stress.

    Sessions without one of the two contracts don't count; None where no session is left.
    """
    is_inside = pl.lit(value=False)
    for first, last in episodes.select("start_date", "end_date").iter_rows():
        is_inside |= pl.col("trade_date").is_between(first, last)
    known = term.filter(pl.col("is_contango").is_not_null()).with_columns(is_inside=is_inside)
    parts = [known.filter("is_inside"), known.filter(~pl.col("is_inside"))]
    inside, outside = (float((~part["is_contango"]).sum()) / len(part) if len(part) else None for part in parts)
    return inside, outside


def _area(days: list[str], slope_pct: pl.Series, name: str, colour: str) -> go.Scatter:
    """Area to zero. Plotly's areas ignore gaps, so a gap is a zero here; the line shows it as a gap."""
    return go.Scatter(
        x=days,
        y=slope_pct.fill_null(0).to_numpy(),
        name=name,
        mode="lines",
        line={"width": 0},
        fill="tozeroy",
        fillcolor=colour,
        opacity=0.6,
        hoverinfo="skip",
    )


def _curve_line(rows: pl.DataFrame, name: str, colour: str, dash: str) -> go.Scatter:
    ordered = rows.sort("tenor")
    return go.Scatter(
        x=ordered["days_to_expiry_days"].to_list(),
        y=ordered["settle_pts"].cast(pl.Float64).to_numpy(),
        mode="lines+markers",
        name=name,
        connectgaps=False,
        line={"color": colour, "dash": dash, "width": 2 if dash == "solid" else 1.4},
        marker={"size": 7 if dash == "solid" else 4},
        customdata=[f"M{tenor}, {expiry}" for tenor, expiry in ordered.select("tenor", "expiry_date").iter_rows()],
        hovertemplate="%{customdata}: %{y:.2f} at %{x} days<extra></extra>",
    )


def _spot(vix_pts: float) -> go.Scatter:
    return go.Scatter(
        x=[0],
        y=[vix_pts],
        mode="markers",
        name="VIX",
        cliponaxis=False,
        marker={"symbol": "diamond", "size": 10, "color": BAD},
        hovertemplate="VIX %{y:.2f}<extra></extra>",
    )


def _mark_missing(figure: go.Figure, newest: pl.DataFrame) -> None:
    for days, expiry in newest.filter("is_missing").select("days_to_expiry_days", "expiry_date").iter_rows():
        figure.add_vline(
            x=days, line_dash="dot", line_color=BAD, annotation_text=f"no contract {expiry}", annotation_textangle=-90
        )


def _shape_title(newest: pl.DataFrame) -> str:
    settles = newest["settle_pts"]
    if len(settles) < 2 or settles[0] is None or settles[1] is None:
        return "The VX curve: one of the two nearest contracts has no settlement"
    slope = percent_text(abs(settles[1] / settles[0] - 1))
    return f"The VX curve is in {'contango' if settles[1] > settles[0] else 'backwardation'}: M2 {slope} " + (
        "above M1" if settles[1] > settles[0] else "below M1"
    )


def _missing_note(newest: pl.DataFrame) -> str:
    missing = newest.filter("is_missing")["expiry_date"].to_list()
    if not missing:
        return "Monthly contracts by the exchange's expiry calendar; none of the nearest is missing."
    named = ", ".join(day_text(expiry) for expiry in missing)
    return f"Missing from the data: {named}. Its tenor stays empty; no other contract takes its place."
