"""C6: "drawdowns 35–42 % smaller during VIX spikes above 25" (S43). Pure."""

from collections.abc import Callable

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import independent
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import iid_draws

Floats = NDArray[np.float64]

LARGEST = 5

_METRICS = {
    "headline": "median over spikes of 1 - hedged / unhedged maximum drawdown",
    "mean": "mean over spikes of 1 - hedged / unhedged maximum drawdown",
    "pooled": "1 - sum of hedged / sum of unhedged maximum drawdowns",
    "largest5": "mean over the five spikes with the largest unhedged drawdown",
}


def drawdown_reduction(episodes: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows of the median (headline), mean, pooled and largest-five reduction.

    Args:
        episodes: `claims.fct_drawdown_episode` of the same book; only counted ones enter.
        daily: `backtest.fct_backtest_daily` of one book, in date order, inside the window.
        settings: Shared parameters.
    """
    columns = ("reduction_ratio", "hedged_max_drawdown_ratio", "unhedged_max_drawdown_ratio")
    spikes = episodes.filter(pl.col("is_counted")).sort("start_date").select(columns).to_numpy()
    largest = spikes[np.argsort(-spikes[:, 2], kind="stable")[:LARGEST]]
    measured = [*_measured(spikes, _centres, settings), *_measured(largest, _mean_reduction, settings)]
    return [
        verdict_row(_claim(variant, settings), found, daily, settings)
        for variant, found in zip(_METRICS, measured, strict=True)
    ]


def _measured(spikes: Floats, statistic: Callable[[Floats], Floats], settings: ClaimSettings) -> list[Measurement]:
    """One measurement per value of the statistic; spikes are drawn independently."""
    if not len(spikes):
        values = len(statistic(np.ones((1, 3))))
        return [unmeasured("no complete VIX spike with a drawdown to compare")] * values
    draws = iid_draws(spikes, statistic, settings.piece_draws, settings.seed)
    return [Measurement(float(value), draws[:, place], len(spikes)) for place, value in enumerate(statistic(spikes))]


def _centres(spikes: Floats) -> Floats:
    """Median, mean and pooled reduction."""
    reduction, hedged, unhedged = spikes.T
    return np.array([np.median(reduction), reduction.mean(), 1 - hedged.sum() / unhedged.sum()])


def _mean_reduction(spikes: Floats) -> Floats:
    return np.array([spikes[:, 0].mean()])


def _claim(variant: str, settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="C6",
        variant=variant,
        text_paraphrase="Since 2012 the layering cut drawdowns by 35–42 % during VIX spikes above 25",
        metric=_METRICS[variant],
        unit="ratio",
        stated=StatedRange(0.35, 0.42),
        method="spikes: runs of VIX close > 25 joined over gaps of 21 days, 5 days around, unhedged drawdown >= 0.5 %",
        interval=independent("spikes", settings.piece_draws),
    )
