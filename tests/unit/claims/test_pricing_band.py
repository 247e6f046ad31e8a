"""Verdicts over the error band of the prices: the interval widens by what the corners say, and only then."""

import polars as pl
import pytest

from pipelines.claims.claim import Claim, measured_within, unmeasured, verdict_row
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.pricing_band import estimates_of, with_pricing_band
from pipelines.claims.verdict import StatedRange
from pipelines.claims.verdicts import book_claims, claim_verdicts
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.promises import unkept_promises

KEY = ("X1", "headline")


@pytest.fixture
def row_of(four_years, settings):
    def build(stated: StatedRange | None, measured) -> dict:
        claim = Claim(*KEY, "A claim", "a figure", "ratio", stated, "a method", "drawn somehow")
        return verdict_row(claim, measured, four_years, settings)

    return build


def folded(row: dict, *estimates: float | None) -> dict:
    (found,) = with_pricing_band([row], [{KEY: estimate} for estimate in estimates])
    return found


def test_ends_move_outward_by_what_the_farthest_corners_lie_away(row_of) -> None:
    row = folded(row_of(StatedRange(0.01, 0.02), measured_within(0.015, (0.012, 0.018), 9)), 0.014, 0.0175, 0.016)

    assert (row["estimate_band_lo"], row["estimate_band_hi"]) == (0.014, 0.0175)
    assert (row["ci_band_lo"], row["ci_band_hi"]) == (pytest.approx(0.011), pytest.approx(0.0205))
    assert (row["ci_lo"], row["ci_hi"], row["estimate"]) == (0.012, 0.018, 0.015)


@pytest.mark.parametrize(
    ("interval", "corner", "before", "after"),
    [
        ((0.012, 0.018), 0.019, "supported", "consistent"),
        ((0.012, 0.018), 0.095, "supported", "inconclusive"),
        ((0.030, 0.040), 0.015, "contradicted", "inconclusive"),
        ((0.021, 0.023), 0.0205, "contradicted", "inconclusive"),
    ],
)
def test_a_verdict_that_the_band_takes_away_says_that_it_depends_on_pricing(
    row_of, interval, corner, before, after
) -> None:
    central = row_of(StatedRange(0.01, 0.02), measured_within(sum(interval) / 2, interval, 9))
    row = folded(central, corner)

    assert (central["verdict"], row["verdict"]) == (before, after)
    assert row["verdict_reason"].startswith("depends on pricing: ")
    assert f"at central prices it would be {before}" in row["verdict_reason"]


def test_a_stated_range_that_only_the_band_reaches_is_not_met(row_of) -> None:
    """The widened interval, 28 to 36.5 %, overlaps 35 to 42 % and is less than twice as wide."""
    central = row_of(StatedRange(0.35, 0.42), measured_within(0.32, (0.30, 0.345), 9))
    row = folded(central, 0.30, 0.34)

    assert (row["ci_band_lo"], row["ci_band_hi"]) == (pytest.approx(0.28), pytest.approx(0.365))
    assert (central["verdict"], row["verdict"]) == ("contradicted", "inconclusive")
    assert "28.00 % to 36.50 %, inconclusive; at central prices it would be contradicted" in row["verdict_reason"]


def test_a_verdict_that_holds_over_the_band_says_so(row_of) -> None:
    row = folded(row_of(StatedRange(0.01, 0.02), measured_within(0.05, (0.04, 0.06), 9)), 0.045, 0.07)

    assert row["verdict"] == "contradicted"
    assert "the same over the error band of the prices, 3.50 % to 8.00 %" in row["verdict_reason"]


def test_a_claim_that_no_corner_knows_rests_on_no_price(row_of) -> None:
    row = row_of(StatedRange(0.01, 0.02), measured_within(0.015, (0.012, 0.018), 9))

    assert with_pricing_band([row], [{("X2", "headline"): 0.5}]) == [row]
    assert with_pricing_band([row], []) == [row]


def test_a_corner_that_could_not_measure_leaves_verdict_and_band_alone(row_of) -> None:
    central = row_of(StatedRange(0.01, 0.02), measured_within(0.015, (0.012, 0.018), 9))
    row = folded(central, 0.016, None)

    assert (row["verdict"], row["ci_band_lo"]) == (central["verdict"], None)
    assert row["verdict_reason"].endswith("not measured at every price of the error band")


def test_too_few_pieces_have_a_band_of_estimates_and_no_interval(row_of) -> None:
    central = row_of(StatedRange(0.01, 0.02), measured_within(0.015, (0.012, 0.018), 2))
    row = folded(central, 0.016)

    assert central["ci_lo"] is None
    assert (row["estimate_band_hi"], row["ci_band_hi"]) == (0.016, None)
    assert row["verdict_reason"] == central["verdict_reason"]


def test_what_is_not_testable_stays_so_and_a_figure_for_reading_has_its_band(row_of) -> None:
    absent = row_of(StatedRange(0.01, 0.02), unmeasured("no data"))
    reading = folded(row_of(None, measured_within(0.5, (0.4, 0.6), 9)), 0.7)

    assert folded(absent, 0.4) == absent
    assert (reading["verdict"], reading["ci_band_hi"]) == ("not_testable", pytest.approx(0.8))


def test_corners_with_the_central_estimates_change_no_verdict(four_years, settings) -> None:
    episodes = drawdown_episodes(four_years)
    corner = estimates_of(book_claims(four_years, episodes, settings))
    without = claim_verdicts(four_years, episodes, settings)

    found = claim_verdicts(four_years, episodes, settings, corners=[corner])

    assert found["verdict"].equals(without["verdict"])
    measured = found.filter(pl.col("estimate").is_not_null())
    assert measured["ci_band_lo"].equals(measured["ci_lo"].rename("ci_band_lo"))
    assert unkept_promises(FCT_CLAIM_VERDICT, found) == []
