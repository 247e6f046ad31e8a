"""Verdicts that hold over the error band of the option prices, or say that they depend on it (§6.6 level 7). Pure.

A figure that rests on model prices is estimated again at each corner of the band (§6.1, §6.3). The farthest of these
estimates move the ends of its interval outward by as much as they lie from the central one.
"""

from collections.abc import Iterable, Mapping, Sequence
from math import inf

from pipelines.claims.claim import Row
from pipelines.claims.verdict import StatedRange, Verdict, percent, verdict_on

Key = tuple[str, str]
Estimates = Mapping[Key, float | None]
"""Estimate by claim and variant; None where it could not be measured."""


def estimates_of(rows: Iterable[Row]) -> dict[Key, float | None]:
    """Return the estimates of verdict rows."""
    return {_key(row): _number(row, "estimate") for row in rows}


def with_pricing_band(rows: Sequence[Row], corners: Sequence[Estimates]) -> list[Row]:
    """Return the rows with the band folded into the intervals of those that rest on option prices.

    Args:
        rows: Rows of `FCT_CLAIM_VERDICT` at central prices.
        corners: Estimates at the corners of the band; a claim that is not among them rests on no option price.

    Returns:
        The verdict is on the widened interval; where that changes it, the reason says so first. What is contradicted
        at one of the two and not at the other is inconclusive. A figure that no corner, or not every corner, could
        measure keeps its verdict and says so too.
    """
    return [_folded(row, corners) if _is_priced(row, corners) else row for row in rows]


def _is_priced(row: Row, corners: Sequence[Estimates]) -> bool:
    return row["estimate"] is not None and any(_key(row) in corner for corner in corners)


def _folded(row: Row, corners: Sequence[Estimates]) -> Row:
    known = [value for corner in corners if (value := corner.get(_key(row))) is not None]
    estimate, ci_lo, ci_hi = (_number(row, name) for name in ("estimate", "ci_lo", "ci_hi"))
    if len(known) < len(corners) or estimate is None:
        return {**row, "verdict_reason": f"{row['verdict_reason']}; not measured at every price of the error band"}
    low, high = min(*known, estimate), max(*known, estimate)
    row = {**row, "estimate_band_lo": low, "estimate_band_hi": high}
    if ci_lo is None or ci_hi is None:
        return row
    ends = (ci_lo + (low - estimate), ci_hi + (high - estimate))
    return {**row, "ci_band_lo": ends[0], "ci_band_hi": ends[1], **_judged(row, ends)}


def _judged(row: Row, ends: tuple[float, float]) -> dict[str, object]:
    stated_lo, stated_hi = _number(row, "stated_lo"), _number(row, "stated_hi")
    before = Verdict(str(row["verdict"]))
    if before is Verdict.NOT_TESTABLE or (stated_lo is None and stated_hi is None):
        return {}
    stated = StatedRange(-inf if stated_lo is None else stated_lo, inf if stated_hi is None else stated_hi)
    widened, interval = verdict_on(stated, *ends), f"{percent(ends[0])} to {percent(ends[1])}"
    if widened is before:
        return {"verdict_reason": f"{row['verdict_reason']}; the same over the error band of the prices, {interval}"}
    # A range that the band only just reaches has not met the claim, however narrow the interval is.
    verdict = Verdict.INCONCLUSIVE if Verdict.CONTRADICTED in (before, widened) else widened
    reason = (
        f"depends on pricing: over the error band of the prices the interval is {interval}, {verdict}; at central "
        f"prices it would be {before}: {row['verdict_reason']}"
    )
    return {"verdict": str(verdict), "verdict_reason": reason}


def _key(row: Row) -> Key:
    return str(row["claim_id"]), str(row["variant"])


def _number(row: Row, name: str) -> float | None:
    value = row[name]
    return value if isinstance(value, float) else None
