"""What data health says of sources: gaps, coverage of the count, and values that two sources give differently."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.report.data_health import lines_of_a_run
from pipelines.report.source_health import source_health

START = date(2012, 1, 3)
GAPS = pl.DataFrame(
    [
        ("SKEW", "absent", date(2019, 7, 5), date(2019, 7, 5), 1),
        ("SKEW", "absent", date(2024, 11, 27), date(2024, 11, 29), 2),
        ("VVIX", "absent", date(2006, 4, 3), date(2006, 5, 1), 20),
        ("CNDR", "month_ends_only", date(2004, 1, 2), date(2014, 12, 30), 2700),
    ],
    ["index_symbol", "gap_kind", "first_missing_date", "last_missing_date", "missing_tdays"],
    orient="row",
)
COUNTS = pl.DataFrame(
    {
        "trade_date": [date(2009, 1, 5), date(2012, 1, 3), date(2012, 1, 4), date(2012, 1, 5)],
        "coverage_ratio": [0.1, 0.629, 0.55, 0.991],
        "advances_issues": [None, 200, None, 150],
        "suspect_moves_issues": [9, 0, 1, 2],
    },
    schema_overrides={"advances_issues": pl.Int64},
)
PAIRS = pl.DataFrame(
    [
        ("VIX", "FRED VIXCLS", date(2024, 1, 2), False),
        ("VIX", "FRED VIXCLS", date(2024, 1, 3), False),
        ("SPX", "user series mine", date(2019, 8, 12), True),
        ("SPX", "user series mine", date(2019, 8, 13), False),
        ("SPX", "user series mine", date(2021, 8, 11), True),
    ],
    ["subject", "second_source", "trade_date", "is_beyond"],
    orient="row",
)

VINTAGES = {
    "series_id": pl.String,
    "known_at": pl.Datetime("us", "UTC"),
    "revised_count": pl.Int64,
    "compared_count": pl.Int64,
    "median_ratio": pl.Float64,
    "is_rebased": pl.Boolean,
}
REVISED = pl.DataFrame(
    [
        ("RBUSBIS", datetime(2023, 9, 1, tzinfo=UTC), 350, 355, 0.93312, True),
        ("CPIAUCSL", datetime(2023, 9, 1, tzinfo=UTC), 60, 900, 1.0001, False),
    ],
    VINTAGES,
    orient="row",
)


@pytest.fixture(scope="module")
def findings() -> dict[tuple[str, str], dict[str, object]]:
    return _findings(GAPS, COUNTS, PAIRS, REVISED)


def _findings(
    gaps: pl.DataFrame, counts: pl.DataFrame, pairs: pl.DataFrame, revised: pl.DataFrame
) -> dict[tuple[str, str], dict[str, object]]:
    tables = {
        "int_index_gaps__named": gaps,
        "stg_sp500__breadth": counts,
        "fct_source_disagreement": pairs,
        "int_macro__revised": revised,
    }
    rows = [row for frame in source_health(tables, START) for row in frame.iter_rows(named=True)]
    return {(row["topic"], row["subject"]): row for row in rows}


def test_gap_since_the_start_is_a_warning_that_names_the_longest(findings) -> None:
    row = findings["hole", "index SKEW"]

    assert row["severity"] == "warning"
    assert row["message"] == "absent on 3 sessions in 2 gaps, the longest 2024-11-27 to 2024-11-29"
    assert (row["rows"], row["first_date"], row["last_date"]) == (3, date(2019, 7, 5), date(2024, 11, 29))


def test_gap_before_the_start_and_a_file_of_month_ends_are_in_order(findings) -> None:
    assert findings["hole", "index VVIX"]["severity"] == "ok"
    assert findings["hole", "index CNDR"]["severity"] == "ok"
    assert findings["hole", "index CNDR"]["message"] == "the file has month ends only"


def test_count_tells_coverage_null_days_and_moves_not_believed_since_the_start(findings) -> None:
    row = findings["hole", "S&P 500 count"]

    assert row["message"] == "55 % to 99 % of members priced; null on 1 sessions; 3 moves taken for splits or damage"
    assert (row["severity"], row["rows"], row["first_date"]) == ("warning", 1, date(2012, 1, 4))


def test_sources_that_disagree_are_a_warning_and_those_that_agree_are_not(findings) -> None:
    beyond, agreed = (
        findings["disagreement", "SPX beside user series mine"],
        findings["disagreement", "VIX beside FRED VIXCLS"],
    )

    assert beyond["message"] == "2 of 3 values differ beyond tolerance: where_sources_disagree.sql"
    assert (beyond["severity"], beyond["rows"]) == ("warning", 2)
    assert (beyond["first_date"], beyond["last_date"]) == (date(2019, 8, 12), date(2021, 8, 11))
    assert (agreed["severity"], agreed["message"], agreed["first_date"]) == ("ok", "2 values agree", None)


def test_a_run_tells_holes_and_disagreements_of_what_is_wrong_and_leaves_the_rest_to_the_table() -> None:
    found = pl.DataFrame(
        {
            "subject": ["index SKEW", "VIX beside FRED VIXCLS", "raw.good"],
            "topic": ["hole", "disagreement", "flag"],
            "message": ["absent on 3 sessions", "2 of 9 values differ beyond tolerance", "1 row is flagged"],
        }
    )

    assert lines_of_a_run(found) == [
        "index SKEW: absent on 3 sessions",
        "VIX beside FRED VIXCLS: 2 of 9 values differ beyond tolerance",
    ]


def test_without_user_files_nothing_is_found() -> None:
    assert _findings(GAPS.clear(), COUNTS.clear(), PAIRS.clear(), REVISED.clear()) == {}


def test_vintage_on_another_base_is_told_and_an_ordinary_revision_is_not(findings) -> None:
    row = findings["revision", "series RBUSBIS of 2023-09-01"]

    assert row["message"] == "another base: 350 of 355 values moved, by a factor of 0.9331"
    assert (row["severity"], row["rows"]) == ("warning", 350)
    assert not any("CPIAUCSL" in subject for _, subject in findings)
