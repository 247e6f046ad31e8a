"""S21: "a roll after RSI above 60 positions for the failure of mean reversion". Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import stationary_draws

Floats = NDArray[np.float64]

HORIZON_TDAYS = 21


def mean_reversion_rows(signals: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows: P(VIX higher 21 sessions after the signal) less that of all days, and the mean move.

    Args:
        signals: `signals.fct_signal_daily`.
        daily: The page's book, for the labels.
        settings: Shared parameters.
    """
    later = pl.col("vix_close_pts").shift(-HORIZON_TDAYS) / pl.col("vix_close_pts")
    days = (
        signals.filter(pl.col("trade_date") >= settings.window_start)
        .sort("trade_date")
        .select(
            is_signal=pl.col("is_vx_rsi_cross_up_60").cast(pl.Float64),
            is_higher=(later > 1).cast(pl.Float64),
            move_ratio=later.log(),
        )
        .drop_nulls()
        .to_numpy()
    )
    measured = _measured(days, settings)
    return [
        verdict_row(claim, found, daily, settings) for claim, found in zip(_claims(settings), measured, strict=True)
    ]


def _measured(days: Floats, settings: ClaimSettings) -> list[Measurement]:
    places = np.flatnonzero(days[:, 0] > 0) if len(days) else np.array([])
    if not len(places):
        return [unmeasured("the RSI never crossed 60 from below with 21 sessions to follow")] * 2
    pieces = len(np.unique(places // HORIZON_TDAYS))  # signals whose windows overlap are one
    draws = stationary_draws(days, _edges, settings.mean_block_tdays, settings.series_draws, settings.seed)
    return [Measurement(float(value), draws[:, place], pieces) for place, value in enumerate(_edges(days))]


def _edges(days: Floats) -> Floats:
    """Share of higher closes, and mean log move, after a signal less over all days."""
    is_signal = days[:, 0] > 0
    if not is_signal.any():
        return np.full(2, np.nan)
    return np.asarray(days[is_signal, 1:].mean(axis=0) - days[:, 1:].mean(axis=0))


def _claims(settings: ClaimSettings) -> list[Claim]:
    metrics = {
        "headline": "P(VIX higher after 21 sessions) when the RSI of the front VX crosses 60, less that of all days",
        "mean_move": "mean log change of VIX over 21 sessions after that signal, less that of all days",
    }
    return [
        Claim(
            claim_id="S21",
            variant=variant,
            text_paraphrase="Rolling once the RSI of VX is above 60 positions for VIX not to fall back",
            metric=metric,
            unit="ratio",
            stated=StatedRange(lo=0.0),
            method="pieces are 21-day spans with a signal",
            interval=day_blocks(settings, settings.series_draws),
            rests_on="index closes and VX settlements",
        )
        for variant, metric in metrics.items()
    ]
