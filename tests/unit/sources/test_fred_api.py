"""FRED's API: several rows per observation, missing values, pages, and today's values passed off as history."""

from datetime import date

import pytest
from pydantic import SecretStr

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.fred_api import answer_counts, page_address, parse_answer
from tests.fixtures.fred_api import FIRST_CPI, REVISED_CPI, answer
from tests.fixtures.series import WEB_PAGE

NAME = page_address("CPIAUCSL", 0, None)


def test_value_as_first_published_and_as_shown_now_are_two_rows() -> None:
    rows = parse_answer(answer(FIRST_CPI, REVISED_CPI, offset=7), NAME, "cafe")

    assert rows.select("observation_date", "realtime_start_date", "realtime_end_date", "value").rows() == [
        (date(2024, 1, 1), date(2024, 2, 13), date(2025, 2, 11), 309.685),
        (date(2024, 1, 1), date(2025, 2, 12), None, 309.698),
    ]
    assert rows["source_line"].to_list() == [7, 8]
    assert set(rows["series_id"]) == {"CPIAUCSL"}


def test_dot_is_null_and_stays_a_row() -> None:
    rows = parse_answer(answer(FIRST_CPI, ("2025-12-18", "9999-12-31", "2025-10-01", ".")), NAME, "cafe")

    assert rows["value"].to_list() == [309.685, None]


def test_today_passed_off_as_history_is_recognised() -> None:
    today = [("2026-11-24", "2026-11-24", f"2024-0{month}-01", "309.7") for month in range(1, 6)]

    with pytest.raises(SourceFormatError, match="no vintages in the answer, all 5 rows are of 2026-11-24"):
        parse_answer(answer(*today), NAME, "cafe")


def test_address_asks_for_every_vintage_and_never_for_a_vintage_date() -> None:
    address = page_address("CPIAUCSL", 100_000, SecretStr("k" * 32))

    assert "vintage_date" not in address
    assert "realtime_start=1776-07-04&realtime_end=9999-12-31" in address
    assert address.endswith(f"&limit=100000&offset=100000&api_key={'k' * 32}")


def test_pages_step_on_by_what_came_and_never_stand_still() -> None:
    assert answer_counts(answer(FIRST_CPI, REVISED_CPI, limit=2, count=5), NAME) == (5, 2)
    assert answer_counts(answer(limit=2, count=5), NAME) == (5, 2)
    assert answer_counts(answer(limit=0, count=5), NAME) == (5, 1)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (WEB_PAGE, "not an answer of series/observations"),
        (answer(FIRST_CPI)[:-20], "not an answer of series/observations"),
        (answer(FIRST_CPI).replace(b'"value"', b'"worth"'), r"missing required field `value`.*observations\[0\]"),
        (answer(FIRST_CPI, (*FIRST_CPI[:3], "n/a")), "item 1 column 'value': 'n/a' of 2024-01-01"),
        (answer((*FIRST_CPI[:3], "NaN"), REVISED_CPI), "item 0 column 'value': 'NaN'"),
        (answer(FIRST_CPI, ("13.02.2024", *FIRST_CPI[1:])), "item 1 column 'realtime_start_date'"),
    ],
    ids=["web page", "cut short", "renamed column", "no number", "not finite", "other dates"],
)
def test_other_answers_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        parse_answer(payload, NAME, "cafe")
