"""A claim tested: what it states, what was measured, and the row that both make. Pure."""

from dataclasses import dataclass
from datetime import date
from math import isfinite, nan

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.engine_check import UNCHECKED, EngineCheck, with_engine
from pipelines.claims.verdict import StatedRange, Verdict, reason_for, verdict_on
from pipelines.quant.bootstrap import percentile_interval

Floats = NDArray[np.float64]

Row = dict[str, object]


@dataclass(frozen=True)
class ClaimSettings:
    """Parameters every claim shares."""

    account_usd: float
    seed: int
    window_start: date = date(2012, 1, 3)  # S45
    confidence_ratio: float = 0.95
    piece_draws: int = 10_000  # of episodes and years (S43)
    series_draws: int = 4_000  # of daily series
    mean_block_tdays: int = 63  # S44
    caveat: str = ""  # why the book's option prices are no evidence; empty = they are
    fewest_pieces: int = 5  # with fewer, a bootstrap repeats them and its interval means nothing
    engine: EngineCheck = UNCHECKED


@dataclass(frozen=True)
class Claim:
    """One reading of one claim of the register."""

    claim_id: str
    variant: str
    text_paraphrase: str
    metric: str
    unit: str
    stated: StatedRange | None  # None = nothing that a number could meet
    method: str
    rests_on: str = ""  # what the figure is made of, if not of the book's option prices


@dataclass(frozen=True)
class Measurement:
    """What the data say: an estimate, its draws, and how many independent pieces they rest on."""

    estimate: float
    draws: Floats
    n_effective: int
    obstacle: str = ""  # why it can't be measured, if so
    interval: tuple[float, float] | None = None  # found without draws, by a formula


def unmeasured(obstacle: str, n_effective: int = 0) -> Measurement:
    """Return the measurement of something that can't be measured, and why."""
    return Measurement(nan, np.array([nan]), n_effective, obstacle)


def measured_within(estimate: float, interval: tuple[float, float], n_effective: int) -> Measurement:
    """Return a measurement whose interval comes from a formula instead of draws."""
    return Measurement(estimate, np.array([nan]), n_effective, interval=interval)


def verdict_row(claim: Claim, measured: Measurement, daily: pl.DataFrame, settings: ClaimSettings) -> Row:
    """Return one row of `FCT_CLAIM_VERDICT`; `daily` are the days measured, one book, not empty."""
    ci_lo, ci_hi = measured.interval or percentile_interval(measured.draws, settings.confidence_ratio)
    verdict, reason = _judged(claim.stated, measured, ci_lo, ci_hi, settings.fewest_pieces)
    if settings.caveat and not claim.rests_on:
        verdict, reason = Verdict.NOT_TESTABLE, settings.caveat
    return {
        "preset": daily["preset"][0],
        "baseline": daily["baseline"][0],
        "claim_id": claim.claim_id,
        "variant": claim.variant,
        "text_paraphrase": claim.text_paraphrase,
        "metric": claim.metric,
        "window_start": daily["trade_date"].min(),
        "window_end": daily["trade_date"].max(),
        "stated_lo": _known(claim.stated.lo) if claim.stated else None,
        "stated_hi": _known(claim.stated.hi) if claim.stated else None,
        "unit": claim.unit,
        "estimate": _known(measured.estimate),
        "ci_lo": _known(ci_lo),
        "ci_hi": _known(ci_hi),
        "confidence_ratio": settings.confidence_ratio,
        "n_effective": measured.n_effective,
        "method": claim.method,
        "pricing_source": claim.rests_on or "+".join(sorted(daily["price_source"].unique())),
        "verdict": str(verdict),
        "verdict_reason": with_engine(reason, settings.engine),
        "engine_check": settings.engine.state,
        "engine_check_text": settings.engine.text,
        "seed": settings.seed,
        "is_simulated": bool(daily["is_simulated"].any()),
    }


def _judged(
    stated: StatedRange | None, measured: Measurement, ci_lo: float, ci_hi: float, fewest: int
) -> tuple[Verdict, str]:
    if measured.obstacle:
        return Verdict.NOT_TESTABLE, measured.obstacle
    if measured.n_effective < fewest:
        return Verdict.NOT_TESTABLE, f"only {measured.n_effective} independent pieces, at least {fewest} are needed"
    if stated is None:
        return Verdict.NOT_TESTABLE, "nothing is stated that a figure could meet; the figure is for reading"
    verdict = verdict_on(stated, ci_lo, ci_hi)
    return verdict, reason_for(verdict, stated, ci_lo, ci_hi)


def _known(number: float) -> float | None:
    return number if isfinite(number) else None
