"""Verdicts, findings, the summary and the wording of the page."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.report.book_summary import book_summary
from pipelines.report.health_rows import health_rows
from pipelines.report.late_entry_rows import late_entry_rows
from pipelines.report.verdict_rows import verdict_rows
from pipelines.report.wording import (
    NO_BREAK,
    count_text,
    day_text,
    number_text,
    percent_text,
    range_text,
    sentence_text,
    strike_text,
    typeset_text,
    usd_text,
)


def test_headlines_and_variants_are_parted(verdicts):
    headlines, variants = verdict_rows(verdicts)
    assert [row.claim_id for row in headlines] == ["C1", "C3", "C6", "C7"]
    assert [row.variant for row in variants] == ["delevered_control"]


def test_scale_keeps_the_order_of_the_numbers(verdicts):
    scale = {row.claim_id: row.scale for row in verdict_rows(verdicts)[0]}["C6"]
    places = [scale.ci_lo, scale.zero, scale.estimate, scale.ci_hi, scale.stated_lo, scale.stated_hi]
    assert places == sorted(places)
    assert places[0] > 0
    assert places[-1] < 100


def test_range_open_at_the_top_runs_to_the_edge(verdicts):
    is_c6 = (pl.col("claim_id") == "C6") & (pl.col("variant") == "headline")
    row = verdict_rows(verdicts.filter(is_c6).with_columns(stated_hi=pl.lit(None, pl.Float64)))[0][0]
    assert row.scale.stated_hi == 100.0
    assert row.stated == "at least 35\xa0%"


def test_claim_without_an_interval_has_no_scale(verdicts):
    control = verdict_rows(verdicts)[1][0]
    assert control.scale is None
    assert (control.estimate, control.interval, control.verdict) == ("–", "–", "not testable")


def test_the_interval_shown_is_the_one_that_the_verdict_is_on(verdicts):
    is_c6 = (pl.col("claim_id") == "C6") & (pl.col("variant") == "headline")
    banded = verdicts.filter(is_c6).with_columns(ci_band_lo=pl.lit(-0.07), ci_band_hi=pl.lit(0.31))
    with_band, without = (verdict_rows(rows)[0][0] for rows in (banded, verdicts.filter(is_c6)))

    assert with_band.interval.replace("\xa0", " ") == "−7.00 % to 31.00 % (95 %, prices’ error band included)"
    assert without.interval.replace("\xa0", " ") == "−5.00 % to 20.00 % (95 %)"
    assert with_band.scale.ci_lo < with_band.scale.zero < with_band.scale.ci_hi


def test_findings_are_ordered_by_severity_then_topic(health):
    more = health.with_columns(subject=pl.format("{} again", "subject"), topic=pl.lit("freshness"))
    problems, in_order = health_rows(pl.concat([health, more]).sample(fraction=1, shuffle=True, seed=1))
    assert [(row.severity, row.topic) for row in problems] == [
        ("error", "freshness"),
        ("error", "load"),
        ("warning", "hole"),
        ("warning", "freshness"),
    ]
    assert {row.severity for row in in_order} == {"ok"}


def test_late_entry_shows_what_was_paid_and_what_is_not_known(late_entry, penalties):
    shown = late_entry_rows(late_entry, penalties)
    assert shown.rows[0] == ("L3", "2", "$9,000", f"−50{NO_BREAK}%", "26.0", "121.2", "2.70", "1.52")
    assert shown.rows[1] == ("L4", "0", *["–"] * 6)
    assert "not measured, its own layer 1 never bought" in shown.sentences[0]
    assert "$2,100, 23 % of the premium (95 % interval −50 % to 90 %, 9 purchases" in shown.sentences[1].replace(
        NO_BREAK, " "
    )


def test_summary_measures_both_books(daily):
    rows = {row.name: row for row in book_summary(daily)}
    assert rows["Worst day"].unhedged == "−0.40\xa0%"
    assert rows["Worst day"].hedged == "−0.25\xa0%"
    assert rows["Deepest drawdown"].unhedged == "2.0\xa0%"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (day_text(date(2024, 4, 7)), "7 Apr 2024"),
        (day_text(None), "–"),
        (number_text(-1234.5, 1), "−1,234.5"),
        (number_text(-0.001, 2), "0.00"),
        (number_text(float("nan")), "–"),
        (percent_text(0.1234), "12.3\xa0%"),
        (percent_text(None), "–"),
        (usd_text(-5254.58), "−$5,255"),
        (usd_text(12_345_678.0), "$12.35\xa0m"),
        (usd_text(-0.2), "$0"),
        (strike_text(27.5), "27.5"),
        (strike_text(11_685.0), "11,685"),
        (range_text(18.0, 22.0), "18–22"),
        (range_text(30.0, None), "above 30"),
        (count_text(1, "entry", "entries"), "1 entry"),
        (count_text(2000, "session"), "2,000 sessions"),
        (sentence_text("flat: VIX is low"), "Flat: VIX is low."),
        (typeset_text("2012-01-03: -0.40 % a-b"), "2012-01-03: −0.40\xa0% a-b"),
    ],
)
def test_wording(text, expected):
    assert text == expected


def test_negative_zero_has_no_sign():
    assert number_text(float(np.float64(-0.0))) == "0.00"


def test_no_range_is_drawn_where_no_figure_is_stated(verdicts):
    is_c6 = (pl.col("claim_id") == "C6") & (pl.col("variant") == "headline")
    nothing = pl.lit(None, pl.Float64)
    row = verdict_rows(verdicts.filter(is_c6).with_columns(stated_lo=nothing, stated_hi=nothing))[0][0]

    assert (row.scale.stated_lo, row.scale.stated_hi, row.stated) == (None, None, "no figure")
    assert row.scale.ci_lo < row.scale.estimate < row.scale.ci_hi
