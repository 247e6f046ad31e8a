"""FOMC pages: both layouts with their quirks, and what is refused."""

from datetime import date

import pytest

from pipelines.sources import fomc_meetings as source
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import Landing
from tests.fixtures.fomc_pages import CALENDAR_PAGE, HISTORY_PAGE
from tests.fixtures.provider import Provider
from tests.fixtures.series import WEB_PAGE

HISTORY = source.HISTORY.format(year=2008)
COLUMNS = ["meeting_start_date", "decision_date", "meeting_kind", "has_projections", "has_statement"]


def test_calendar_page_gives_each_meeting_with_its_last_day_and_remark() -> None:
    rows = source.parse_page(CALENDAR_PAGE, source.CALENDAR, "cafe")

    assert rows.select(COLUMNS).rows() == [
        (date(2026, 1, 27), date(2026, 1, 28), "meeting", False, False),
        (date(2026, 3, 17), date(2026, 3, 18), "meeting", True, False),
        (date(2025, 8, 22), date(2025, 8, 22), "notation_vote", False, True),
        (date(2024, 4, 30), date(2024, 5, 1), "meeting", False, True),
        (date(2020, 3, 3), date(2020, 3, 3), "unscheduled", False, True),
        (date(2020, 3, 17), date(2020, 3, 18), "cancelled", True, False),
    ]
    assert rows["source_line"].is_sorted()
    assert rows["source_line"][0] == 4


def test_page_of_a_past_year_dates_a_call_by_its_statement() -> None:
    rows = source.parse_page(HISTORY_PAGE, HISTORY, "cafe")

    assert rows.select(COLUMNS).rows() == [
        (date(2008, 1, 9), date(2008, 1, 9), "conference_call", False, False),
        (date(2008, 1, 21), date(2008, 1, 22), "conference_call", False, True),
        (date(2008, 1, 29), date(2008, 1, 30), "meeting", False, True),
        (date(2008, 7, 31), date(2008, 8, 1), "meeting", False, False),
    ]


@pytest.mark.parametrize(
    ("days", "named"),
    [
        (b"27-28 (postponed)", r"line 4: 'January 27-28 \(postponed\)' is not a meeting"),
        (b"27-45", "line 4: 'January 27-45' is not"),
        (b"28-27", "line 4: 'January 28-27' is not"),
        (b"", "line 4: 'January' is not"),
    ],
    ids=["unknown remark", "no such day", "backwards", "no days"],
)
def test_row_that_cannot_be_read_is_named(days: bytes, named: str) -> None:
    with pytest.raises(SourceFormatError, match=named):
        source.parse_page(CALENDAR_PAGE.replace(b"27-28", days, 1), source.CALENDAR, "cafe")


@pytest.mark.parametrize(
    ("known", "other"),
    [
        (b"2026 FOMC Meetings", b"FOMC Meetings in 2026"),
        (b'<div class="panel panel-default"><div class="panel-heading"><h4><a id="1">', b'<div class="card"><div><h4>'),
    ],
    ids=["another heading", "no panel"],
)
def test_a_year_that_is_laid_out_otherwise_is_not_passed_over(known: bytes, other: bytes) -> None:
    with pytest.raises(SourceFormatError, match="line 4: 'January 27-28 under no heading like 2026 FOMC Meetings'"):
        source.parse_page(CALENDAR_PAGE.replace(known, other, 1), source.CALENDAR, "cafe")


@pytest.mark.parametrize(("payload", "name"), [(CALENDAR_PAGE, source.CALENDAR), (HISTORY_PAGE, HISTORY)])
def test_a_page_that_was_cut_is_refused_though_meetings_are_on_it(payload: bytes, name: str) -> None:
    with pytest.raises(SourceFormatError, match="the page stops before its end"):
        source.parse_page(payload[:-30], name, "cafe")


@pytest.mark.parametrize(("payload", "name"), [(WEB_PAGE, source.CALENDAR), (WEB_PAGE, HISTORY), (b"", HISTORY)])
def test_page_without_meetings_is_refused(payload: bytes, name: str) -> None:
    with pytest.raises(SourceFormatError, match="no meetings on this page"):
        source.parse_page(payload, name, "cafe")


def test_past_years_are_fetched_once_and_absent_pages_are_left_out(tmp_path) -> None:
    provider = Provider({source.CALENDAR: CALENDAR_PAGE, HISTORY: HISTORY_PAGE})

    first = source.collect(Landing(tmp_path, provider))
    provider.asked.clear()
    second = source.collect(Landing(tmp_path, provider))

    asked = [address for address, _, _ in provider.asked]
    assert [file.address for file in first] == [file.address for file in second] == [source.CALENDAR, HISTORY]
    assert source.CALENDAR in asked
    assert HISTORY not in asked
    assert len(source.read(second, is_simulated=False)) == 10
    assert source.read([], is_simulated=False).is_empty()
