"""From a stated range and a measured interval to a verdict (methodology §1.8). Pure."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf, isnan


class Verdict(StrEnum):
    """What the data say about a claim."""

    SUPPORTED = "supported"  # interval inside the stated range
    CONSISTENT = "consistent"  # they overlap, the interval is at most twice as wide as the range
    INCONCLUSIVE = "inconclusive"  # they overlap, the interval is wider
    CONTRADICTED = "contradicted"  # they don't touch
    NOT_TESTABLE = "not_testable"  # a metaphor, or the data are absent


@dataclass(frozen=True)
class StatedRange:
    """What a claim states; an open end is infinite."""

    lo: float = -inf
    hi: float = inf

    def __post_init__(self) -> None:
        """Reject a range that states nothing or is out of order."""
        if not self.lo <= self.hi or (self.lo == -inf and self.hi == inf):
            raise ValueError(f"a stated range needs an end, and lo ≤ hi: got {self.lo}, {self.hi}")


def verdict_on(stated: StatedRange, ci_lo: float, ci_hi: float) -> Verdict:
    """Judge an interval against a stated range; ends that touch overlap.

    A range open on one side has no width, so an interval that straddles its end is inconclusive
    however narrow it is.

    Raises:
        ValueError: The interval's ends are swapped.
    """
    if isnan(ci_lo) or isnan(ci_hi):
        return Verdict.NOT_TESTABLE
    if ci_lo > ci_hi:
        raise ValueError(f"interval ends are swapped: {ci_lo}, {ci_hi}")
    if ci_hi < stated.lo or ci_lo > stated.hi:
        return Verdict.CONTRADICTED
    if stated.lo <= ci_lo and ci_hi <= stated.hi:
        return Verdict.SUPPORTED
    width = stated.hi - stated.lo
    return Verdict.CONSISTENT if ci_hi - ci_lo <= 2 * width < inf else Verdict.INCONCLUSIVE


def reason_for(verdict: Verdict, stated: StatedRange, ci_lo: float, ci_hi: float, kind: str) -> str:
    """Say in one sentence why a testable claim got its verdict; numbers are ratios, shown in percent.

    Args:
        verdict: What `verdict_on` said.
        stated: What the claim states.
        ci_lo: Lower end.
        ci_hi: Upper end.
        kind: What interval it is, in words that its ends can follow.
    """
    interval, said = f"{kind} {percent(ci_lo)} to {percent(ci_hi)}", _said(stated)
    if verdict is Verdict.SUPPORTED:
        return f"{interval} lies inside the stated {said}"
    if verdict is Verdict.CONSISTENT:
        return f"{interval} overlaps the stated {said} and is at most twice as wide"
    if verdict is Verdict.INCONCLUSIVE:
        return f"{interval} overlaps the stated {said} but is too wide to tell"
    if verdict is Verdict.CONTRADICTED:
        return f"{interval} lies {'below' if ci_hi < stated.lo else 'above'} the stated {said}"
    return "no interval could be made"


def percent(ratio: float) -> str:
    """Show a ratio in percent with two digits; never a negative zero."""
    return f"{round(100 * ratio, 2) + 0.0:.2f} %"


def _said(stated: StatedRange) -> str:
    if stated.lo == -inf:
        return f"at most {percent(stated.hi)}"
    if stated.hi == inf:
        return f"at least {percent(stated.lo)}"
    return f"{percent(stated.lo)} to {percent(stated.hi)}"
