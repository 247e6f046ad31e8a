"""The condor book without and with the hedge: value, drawdown, and what each layer earned. Pure."""

import polars as pl

from pipelines.report.figures.chart import (
    FAINT,
    HEDGED,
    LAYER_COLOURS,
    UNHEDGED,
    Chart,
    add_line,
    dated_figure,
    iso_days,
    shade_episodes,
)
from pipelines.report.wording import count_text, percent_text, usd_text

_USD = "%{y:$,.0f}"
_SHADED = "Shaded: VIX closes above 25, joined over gaps of 21 sessions"


def equity_chart(daily: pl.DataFrame, episodes: pl.DataFrame) -> Chart:
    """Return net asset value without and with the hedge.

    Args:
        daily: `backtest.fct_backtest_daily` of one book, in date order.
        episodes: `claims.fct_drawdown_episode` of the same book.
    """
    days = iso_days(daily)
    figure = dated_figure(380, "net asset value, USD", days)
    figure.update_yaxes(tickformat="$~s")
    add_line(figure, days, daily["unhedged_nav_usd"], name="condor alone", colour=UNHEDGED, hover=_USD)
    add_line(figure, days, daily["hedged_nav_usd"], name="condor with hedge", colour=HEDGED, hover=_USD)
    shade_episodes(figure, episodes)
    alone, hedged = daily["unhedged_nav_usd"][-1], daily["hedged_nav_usd"][-1]
    return Chart(
        "equity",
        f"Value of the book: {usd_text(hedged)} with the hedge, {usd_text(alone)} without",
        "Net of slippage and fees; options at model prices, at quotes on days with a chain. "
        f"{_SHADED}: {count_text(len(episodes), 'spell')}.",
        figure,
    )


def drawdown_chart(daily: pl.DataFrame, episodes: pl.DataFrame) -> Chart:
    """Return the share lost since the best value so far, as negative percent, of both books."""
    days = iso_days(daily)
    figure = dated_figure(320, "drawdown, %", days)
    for side, name, colour in (("unhedged", "condor alone", UNHEDGED), ("hedged", "condor with hedge", HEDGED)):
        add_line(
            figure,
            days,
            daily[f"{side}_drawdown_ratio"] * -100,
            name=name,
            colour=colour,
            hover="%{y:.2f} %",
            width=1.4,
        )
    shade_episodes(figure, episodes)
    alone, hedged = (float(daily[f"{side}_drawdown_ratio"].to_numpy().max()) for side in ("unhedged", "hedged"))
    return Chart(
        "drawdown",
        f"Deepest drawdown: {percent_text(hedged)} with the hedge, {percent_text(alone)} without",
        f"Every session is drawn. {_SHADED}.",
        figure,
    )


def layer_pnl_chart(daily: pl.DataFrame, episodes: pl.DataFrame) -> Chart:
    """Return the profit of each layer and of the whole hedge since the first day, net of costs."""
    days = iso_days(daily)
    figure = dated_figure(360, "profit, USD", days)
    figure.update_yaxes(tickformat="$~s")
    for layer, colour in LAYER_COLOURS.items():
        profit = daily[f"layer{layer}_pnl_usd"].cum_sum()
        add_line(figure, days, profit, name=f"layer {layer}", colour=colour, hover=_USD, width=1.3)
    total_pnl = daily["hedge_pnl_usd"].cum_sum()
    add_line(figure, days, total_pnl, name="whole hedge", colour=FAINT, hover=_USD, width=2.4, dash="dot")
    shade_episodes(figure, episodes)
    total = float(daily["hedge_pnl_usd"].sum())
    return Chart(
        "layer-pnl",
        f"What each layer earned: the whole hedge {'made' if total >= 0 else 'lost'} {usd_text(abs(total))}",
        f"Profit since the first day net of costs, not compounded: {_ranked_layers(daily)}.",
        figure,
    )


def _ranked_layers(daily: pl.DataFrame) -> str:
    """Return each layer's profit in words, the best one first."""
    profits = {layer: float(daily[f"layer{layer}_pnl_usd"].sum()) for layer in LAYER_COLOURS}
    ranked = sorted(profits, key=lambda layer: -profits[layer])
    return ", ".join(f"layer {layer} {usd_text(profits[layer])}" for layer in ranked)
