"""From a measurement to a row: when there is no interval, and what the row says of it."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import Claim, Measurement, interval_of, measured_within, unmeasured, verdict_row
from pipelines.claims.verdict import StatedRange

CLAIM = Claim("X1", "headline", "text", "metric", "ratio", StatedRange(lo=0.0), "means", "percentiles of years")
DRAWS = 1000


def drawn(lost: int, pieces: int = 9) -> Measurement:
    return Measurement(0.5, np.append(np.linspace(0.4, 0.6, DRAWS - lost), [np.nan] * lost), pieces)


def test_interval_names_itself_in_reason_and_method(four_years, settings) -> None:
    row = verdict_row(CLAIM, drawn(0), four_years, settings)

    assert row["verdict_reason"].startswith("95 % interval (percentiles of years) 40.50 % to 59.50 % lies inside")
    assert row["method"] == "means; 95 % interval (percentiles of years)"
    assert (row["draws"], row["lost_draws"]) == (DRAWS, 0)


def test_figure_for_reading_says_what_its_interval_is(four_years, settings) -> None:
    unstated = Claim("X1", "headline", "text", "metric", "ratio", None, "means", "percentiles of years")

    row = verdict_row(unstated, drawn(0), four_years, settings)
    assert (row["verdict"], row["ci_lo"]) == ("not_testable", pytest.approx(0.405))
    assert "95 % interval (percentiles of years)" in row["verdict_reason"]


@pytest.mark.parametrize(("lost", "is_known"), [(0, True), (25, True), (26, False), (DRAWS, False)])
def test_more_lost_draws_than_a_tail_holds_leave_no_interval(lost, is_known, four_years, settings) -> None:
    row = verdict_row(CLAIM, drawn(lost), four_years, settings)

    assert (row["ci_lo"] is not None, row["verdict"] != "not_testable") == (is_known, is_known)
    assert (row["estimate"], row["draws"], row["lost_draws"]) == (0.5, DRAWS, lost)
    assert is_known or f"{lost} of {DRAWS} draws gave no value" in row["verdict_reason"]


@pytest.mark.parametrize(("pieces", "is_known"), [(5, True), (4, False)])
@pytest.mark.parametrize("by_formula", [True, False])
def test_few_pieces_leave_a_figure_without_an_interval(pieces, is_known, by_formula, four_years, settings) -> None:
    found = measured_within(0.5, (0.4, 0.6), pieces) if by_formula else drawn(0, pieces)

    row = verdict_row(CLAIM, found, four_years, settings)
    assert row["estimate"] == 0.5
    assert (row["ci_lo"] is not None, row["ci_hi"] is not None) == (is_known, is_known)
    assert is_known or row["verdict_reason"] == "only 4 independent pieces, at least 5 are needed"


def test_what_was_not_measured_keeps_its_own_reason(settings) -> None:
    found = interval_of(unmeasured("no data", n_effective=0), settings)

    assert found.obstacle == "no data"
    assert np.isnan([found.lo, found.hi]).all()


@pytest.mark.parametrize(
    ("marks", "said"),
    [(["model"], "model"), (["quote"], "quote"), (["model", "quote"], "model+quote"), (["mixed"], "model+quote"),
     (["model", "mixed"], "model+quote")],
)  # fmt: skip
def test_verdict_says_which_prices_its_days_were_marked_at(four_years, settings, marks, said) -> None:
    claim = Claim("S53", "headline", "text", "metric", "ratio", StatedRange(lo=0.0), "method", "formula")
    days = four_years.with_columns(price_source=pl.Series([marks[n % len(marks)] for n in range(len(four_years))]))

    assert verdict_row(claim, measured_within(0.5, (0.4, 0.6), 9), days, settings)["pricing_source"] == said


@pytest.mark.parametrize(("prices", "said"), [("both", "model+quote"), ("hedge", "quote"), ("model", "model")])
def test_verdict_names_the_prices_of_its_own_side_and_keeps_the_caveat(four_years, settings, prices, said) -> None:
    claim = Claim("S53", "headline", "text", "metric", "ratio", None, "method", "formula", prices=prices)
    days = four_years.with_columns(price_source=pl.lit("mixed"), hedge_price_source=pl.lit("quote"))
    row = verdict_row(claim, measured_within(0.5, (0.4, 0.6), 9), days, replace(settings, caveat="no evidence"))

    assert (row["pricing_source"], row["verdict_reason"]) == (said, "no evidence")
