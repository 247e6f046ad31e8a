"""S21: "a roll after RSI above 60 positions for the failure of mean reversion". Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import day_blocks
from pipelines.claims.lives import lives_apart
from pipelines.claims.tail_premium import BUCKETS_PTS
from pipelines.claims.verdict import StatedRange
from pipelines.quant.bootstrap import stationary_draws

Floats = NDArray[np.float64]

HORIZON_TDAYS = 21


@dataclass(frozen=True)
class _Reading:
    """Days that count as events, days they are compared with, and what is looked at after them."""

    variant: str
    event: str
    base: str
    outcome: str
    event_text: str
    base_text: str


_HIGHER, _MOVE = "P(VIX higher after 21 sessions)", "mean log change of VIX over 21 sessions"
_OUTCOMES = {_HIGHER: "is_higher", _MOVE: "move_ratio"}
_ROLLS = ("is_roll", "is_possible")
_OWN = (
    "a roll by RSI above 60 is decided",
    "the hedge could have rolled: calls held, RSI known, a later expiry offered",
)
_READINGS = (
    _Reading("headline", *_ROLLS, _HIGHER, *_OWN),
    _Reading("mean_move", *_ROLLS, _MOVE, *_OWN),
    _Reading("every_crossing", "is_crossing", "is_known", _HIGHER, "the RSI of VX crosses 60", "the RSI was known"),
)


def mean_reversion_rows(
    signals: pl.DataFrame, rolls: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings
) -> list[Row]:
    """Return the verdict rows: what VIX does after the book's own rolls (headline, mean_move), and after every cross.

    All are compared with the same band of VIX: with days on which a roll was possible, or any with the RSI known.
    The first are the claim's; `every_crossing` speaks of the signal alone, which the book may hold no calls to act on.

    Args:
        signals: `signals.fct_signal_daily`.
        rolls: Result of `roll_days` for the page's hedge.
        daily: The page's book, for the labels.
        settings: Shared parameters.
    """
    later = pl.col("vix_close_pts").shift(-HORIZON_TDAYS) / pl.col("vix_close_pts")
    days = (
        signals.filter(pl.col("trade_date") >= settings.window_start)
        .sort("trade_date")
        .join(rolls.with_columns(is_possible=pl.lit(value=True)), on="trade_date", how="left", maintain_order="left")
        .with_columns(is_higher=(later > 1).cast(pl.Float64), move_ratio=later.log())
        .drop_nulls(["vix_close_pts", "move_ratio"])
        .with_columns(
            pl.col("is_roll", "is_possible").fill_null(value=False),
            is_known=pl.col("is_vx_rsi_cross_up_60").is_not_null(),
            is_crossing=pl.col("is_vx_rsi_cross_up_60").fill_null(value=False),
        )
    )
    return [
        verdict_row(_claim(reading, days, settings), _measured(reading, days, settings), daily, settings)
        for reading in _READINGS
    ]


def _measured(reading: _Reading, days: pl.DataFrame, settings: ClaimSettings) -> Measurement:
    places = np.flatnonzero(days[reading.event].to_numpy())
    if not len(places):
        return unmeasured(f"there is no day with {HORIZON_TDAYS} sessions to follow on which {reading.event_text}")
    bands = np.digitize(days["vix_close_pts"].to_numpy(), [low for low, _ in BUCKETS_PTS])
    columns = (reading.event, reading.base, _OUTCOMES[reading.outcome])
    rows = np.column_stack([days.select(pl.col(columns).cast(pl.Float64)).to_numpy(), bands])
    draws = stationary_draws(rows, _edge, settings.mean_block_tdays, settings.series_draws, settings.seed)
    spans = pl.DataFrame({"start": places, "end": places + HORIZON_TDAYS})
    return Measurement(float(_edge(rows)[0]), draws[:, 0], lives_apart(spans))


def _edge(rows: Floats) -> Floats:
    """Mean outcome of the events, less that of the base in the same bands of VIX; events belong to the base.

    Args:
        rows: Event, base, outcome, band. Shape (n_days, 4).

    Returns:
        Shape (1,); NaN without an event.
    """
    is_event, is_base, outcome, band = rows[:, 0] > 0, rows[:, 1] > 0, rows[:, 2], rows[:, 3].astype(np.int64)
    if not is_event.any():
        return np.array([np.nan])
    sums, counts = (np.bincount(band[is_base], weights) for weights in (outcome[is_base], None))
    means = sums / np.maximum(counts, 1)
    return np.array([outcome[is_event].mean() - means[band[is_event]].mean()])


def _claim(reading: _Reading, days: pl.DataFrame, settings: ClaimSettings) -> Claim:
    events, base = (int(days[name].sum()) for name in (reading.event, reading.base))
    return Claim(
        claim_id="S21",
        variant=reading.variant,
        text_paraphrase="Rolling once the RSI of VX is above 60 positions for VIX not to fall back",
        metric=f"{reading.outcome} when {reading.event_text}, less that of the base in the same band of VIX",
        unit="ratio",
        stated=StatedRange(lo=0.0),
        method=f"{events} such days; base: {base} days on which {reading.base_text}; pieces are events at least "
        f"{HORIZON_TDAYS} sessions apart",
        interval=day_blocks(settings, settings.series_draws),
        rests_on="index closes and VX settlements",
    )
