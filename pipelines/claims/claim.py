"""A claim tested: what it states, what was measured, and the row that both make. Pure."""

from dataclasses import dataclass
from datetime import date
from math import isfinite, nan
from typing import Literal

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.claims.engine_check import UNCHECKED, EngineCheck, with_engine
from pipelines.claims.verdict import StatedRange, Verdict, reason_for, verdict_on
from pipelines.quant.bootstrap import percentile_interval
from pipelines.quant.vix_smile import DEFAULT_SMILE, VixSmile

Floats = NDArray[np.float64]

Row = dict[str, object]

_SOURCES = {"both": "price_source", "condor": "condor_price_source", "hedge": "hedge_price_source"}


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
    mean_block_months: int = 3  # the same, of what is drawn by calendar month
    caveat: str = ""  # why the book's option prices are no evidence; empty = they are
    fewest_pieces: int = 5  # with fewer, a bootstrap repeats them and its interval means nothing
    engine: EngineCheck = UNCHECKED
    vix3m_end: date | None = None  # its last day, if before the data's: condors are priced from VIX alone from then on
    vix_smile: VixSmile = DEFAULT_SMILE  # prices the calls of claims that price their own


@dataclass(frozen=True)
class Claim:
    """One reading of one claim of the register."""

    claim_id: str
    variant: str
    text_paraphrase: str
    metric: str
    unit: str
    stated: StatedRange | None  # None = nothing that a number could meet
    method: str  # of the estimate
    interval: str  # what its interval is: what is drawn and how, or the formula
    rests_on: str = ""  # what the figure is made of, if not of the book's option prices
    prices: Literal["both", "condor", "hedge", "model"] = "both"  # sides whose marks and fills it is made of


@dataclass(frozen=True)
class Measurement:
    """What the data say: an estimate, its draws, and how many independent pieces they rest on."""

    estimate: float
    draws: Floats  # NaN where a draw gave no value; empty without draws
    n_effective: int
    obstacle: str = ""  # why it can't be measured, if so
    interval: tuple[float, float] | None = None  # found without draws, by a formula

    @property
    def lost_draws(self) -> int:
        """Draws that gave no value."""
        return int(np.isnan(self.draws).sum())


@dataclass(frozen=True)
class Interval:
    """Both ends, or NaN and why there is none."""

    lo: float
    hi: float
    obstacle: str = ""


def unmeasured(obstacle: str, n_effective: int = 0) -> Measurement:
    """Return the measurement of something that can't be measured, and why."""
    return Measurement(nan, np.array([]), n_effective, obstacle)


def measured_within(estimate: float, interval: tuple[float, float], n_effective: int) -> Measurement:
    """Return a measurement whose interval comes from a formula instead of draws."""
    return Measurement(estimate, np.array([]), n_effective, interval=interval)


def interval_of(measured: Measurement, settings: ClaimSettings) -> Interval:
    """Return the interval of a measurement, none where it would mean nothing.

    Draws without a value may all lie beyond the same end: once they are more than its tail holds, that end
    is not known, so there is no interval.
    """
    draws, lost, few = len(measured.draws), measured.lost_draws, settings.fewest_pieces
    obstacle = measured.obstacle
    if not obstacle and measured.n_effective < few:
        obstacle = f"only {measured.n_effective} independent pieces, at least {few} are needed"
    if not obstacle and lost > draws * (1 - settings.confidence_ratio) / 2:
        obstacle = f"{lost} of {draws} draws gave no value, more than the tail beyond an end of the interval holds"
    if obstacle:
        return Interval(nan, nan, obstacle)
    return Interval(*(measured.interval or percentile_interval(measured.draws, settings.confidence_ratio)))


def verdict_row(claim: Claim, measured: Measurement, daily: pl.DataFrame, settings: ClaimSettings) -> Row:
    """Return one row of `FCT_CLAIM_VERDICT`; `daily`: the days measured, not empty, of the book it names first."""
    found = interval_of(measured, settings)
    kind = f"{100 * settings.confidence_ratio:g} % interval ({claim.interval})"
    verdict, reason = _judged(claim.stated, found, kind)
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
        **_numbers(measured, found, settings),
        "method": f"{claim.method}; {kind}",
        "pricing_source": claim.rests_on or _sources(claim, daily),
        "verdict": str(verdict),
        "verdict_reason": with_engine(reason, settings.engine),
        "engine_check": settings.engine.state,
        "engine_check_text": settings.engine.text,
        "seed": settings.seed,
        "is_simulated": bool(daily["is_simulated"].any()),
    }


def _sources(claim: Claim, daily: pl.DataFrame) -> str:
    """`model`, `quote`, or `model+quote` where days, or the legs of a day, have both."""
    if claim.prices == "model":
        return "model"
    found = set(daily[_SOURCES[claim.prices]].unique())
    return "+".join(sorted((found - {"mixed"}) | ({"model", "quote"} if "mixed" in found else set())))


def _numbers(measured: Measurement, found: Interval, settings: ClaimSettings) -> Row:
    return {
        "estimate": _known(measured.estimate),
        "ci_lo": _known(found.lo),
        "ci_hi": _known(found.hi),
        "estimate_band_lo": None,
        "estimate_band_hi": None,
        "ci_band_lo": None,
        "ci_band_hi": None,
        "confidence_ratio": settings.confidence_ratio,
        "n_effective": measured.n_effective,
        "draws": len(measured.draws),
        "lost_draws": measured.lost_draws,
    }


def _judged(stated: StatedRange | None, found: Interval, kind: str) -> tuple[Verdict, str]:
    if found.obstacle:
        return Verdict.NOT_TESTABLE, found.obstacle
    if stated is None:
        said = f"nothing is stated that a figure could meet; the figure is for reading, with its {kind}"
        return Verdict.NOT_TESTABLE, said
    verdict = verdict_on(stated, found.lo, found.hi)
    return verdict, reason_for(verdict, stated, found.lo, found.hi, kind)


def _known(number: float) -> float | None:
    return number if isfinite(number) else None
