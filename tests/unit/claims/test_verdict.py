"""Verdicts: every word of §1.8 at and around its boundaries, and for every interval there is."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.claims.verdict import StatedRange, Verdict, percent, reason_for, verdict_on

CUT = StatedRange(0.35, 0.42)  # width 0.07, so an interval up to 0.14 wide may be consistent
AT_MOST, AT_LEAST = StatedRange(hi=0.0115), StatedRange(lo=0.0)


@pytest.mark.parametrize(
    ("stated", "ci_lo", "ci_hi", "verdict"),
    [
        pytest.param(CUT, 0.36, 0.41, Verdict.SUPPORTED, id="inside"),
        pytest.param(CUT, 0.35, 0.42, Verdict.SUPPORTED, id="exactly the range"),
        pytest.param(CUT, 0.40, 0.40, Verdict.SUPPORTED, id="a point inside"),
        pytest.param(CUT, 0.34, 0.41, Verdict.CONSISTENT, id="a little out below"),
        pytest.param(CUT, 0.30, 0.435, Verdict.CONSISTENT, id="contains it, under twice as wide"),
        pytest.param(CUT, 0.30, 0.45, Verdict.INCONCLUSIVE, id="contains it, over twice as wide"),
        pytest.param(CUT, -0.5, 0.35, Verdict.INCONCLUSIVE, id="wide, touches the lower end"),
        pytest.param(CUT, 0.42, 0.50, Verdict.CONSISTENT, id="touches the upper end"),
        pytest.param(CUT, 0.4201, 0.50, Verdict.CONTRADICTED, id="above"),
        pytest.param(CUT, -1.0, 0.3499, Verdict.CONTRADICTED, id="below"),
        pytest.param(CUT, nan, 0.4, Verdict.NOT_TESTABLE, id="no lower end"),
        pytest.param(CUT, 0.4, nan, Verdict.NOT_TESTABLE, id="no upper end"),
        pytest.param(AT_MOST, -0.02, 0.0115, Verdict.SUPPORTED, id="at most, inside"),
        pytest.param(AT_MOST, 0.0114, 0.0116, Verdict.INCONCLUSIVE, id="at most, straddles narrowly"),
        pytest.param(AT_MOST, 0.012, 0.02, Verdict.CONTRADICTED, id="at most, above"),
        pytest.param(AT_LEAST, 0.0, 0.02, Verdict.SUPPORTED, id="at least, inside"),
        pytest.param(AT_LEAST, -0.001, 0.02, Verdict.INCONCLUSIVE, id="at least, straddles"),
        pytest.param(AT_LEAST, -0.02, -0.001, Verdict.CONTRADICTED, id="at least, below"),
        pytest.param(StatedRange(0.011, 0.011), 0.010, 0.012, Verdict.INCONCLUSIVE, id="a single number"),
    ],
)
def test_each_word_at_its_boundary(stated, ci_lo, ci_hi, verdict) -> None:
    assert verdict_on(stated, ci_lo, ci_hi) is verdict


ratios = st.floats(-2, 2)


@given(ratios, ratios, ratios, ratios)
def test_every_interval_gets_the_one_word_its_geometry_allows(first, second, third, fourth) -> None:
    lo, hi = sorted((first, second))
    ci_lo, ci_hi = sorted((third, fourth))
    is_apart = ci_hi < lo or ci_lo > hi
    is_inside = lo <= ci_lo and ci_hi <= hi
    is_narrow = ci_hi - ci_lo <= 2 * (hi - lo)

    expected = (
        Verdict.CONTRADICTED
        if is_apart
        else Verdict.SUPPORTED
        if is_inside
        else Verdict.CONSISTENT
        if is_narrow
        else Verdict.INCONCLUSIVE
    )
    assert verdict_on(StatedRange(lo, hi), ci_lo, ci_hi) is expected


@given(ratios, ratios, ratios, st.floats(0, 1))
def test_wider_interval_never_turns_a_claim_more_certain(lo, width, centre, growth) -> None:
    stated = StatedRange(min(lo, lo + width), max(lo, lo + width))
    sure = (Verdict.SUPPORTED, Verdict.CONTRADICTED)

    narrow = verdict_on(stated, centre - 0.1, centre + 0.1)
    wide = verdict_on(stated, centre - 0.1 - growth, centre + 0.1 + growth)

    assert wide is narrow or wide not in sure


def test_swapped_ends_are_refused() -> None:
    with pytest.raises(ValueError, match="swapped"):
        verdict_on(CUT, 0.5, 0.4)


@pytest.mark.parametrize(("lo", "hi"), [(0.4, 0.3), (-inf, inf), (nan, 0.3)])
def test_range_that_states_nothing_is_refused(lo, hi) -> None:
    with pytest.raises(ValueError, match="stated range"):
        StatedRange(lo, hi)


@pytest.mark.parametrize(
    ("stated", "ci", "words"),
    [
        (CUT, (0.36, 0.41), "36.00 % to 41.00 % lies inside the stated 35.00 % to 42.00 %"),
        (CUT, (0.34, 0.41), "overlaps the stated 35.00 % to 42.00 % and is at most twice as wide"),
        (CUT, (0.0, 0.5), "too wide to tell"),
        (CUT, (0.0, 0.2), "lies below the stated"),
        (AT_MOST, (0.02, 0.03), "lies above the stated at most 1.15 %"),
        (AT_LEAST, (-0.02, -0.01), "lies below the stated at least 0.00 %"),
    ],
)
def test_reason_says_where_the_interval_lies(stated, ci, words) -> None:
    reason = reason_for(verdict_on(stated, *ci), stated, *ci, "95 % interval (of years)")

    assert words in reason
    assert reason.startswith("95 % interval (of years) ")


def test_no_negative_zero_in_words() -> None:
    assert percent(-0.00001) == "0.00 %"
