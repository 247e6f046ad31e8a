"""The two layouts of the Federal Reserve's meeting pages, read into meetings. Pure: bytes in, meetings out."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from bs4 import BeautifulSoup, Tag

from pipelines.sources.errors import SourceFormatError

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = r"(?:" + "|".join(_MONTHS) + r")[a-z]*\.?"
_YEAR = re.compile(r"^(\d{4}) FOMC Meetings")
_DAYS = re.compile(
    rf"^(?P<m1>{_MONTH})(?:/(?P<m2>{_MONTH}))?\s+(?P<d1>\d{{1,2}})"
    rf"(?:\s*[-–]\s*(?:(?P<m3>{_MONTH})\s+)?(?P<d2>\d{{1,2}}))?\s*(?P<star>\*?)\s*(?P<rest>.*)$",
    re.IGNORECASE,
)
_STATEMENT = re.compile(r"(?:monetary|general)/?(\d{4})(\d{2})(\d{2})a?\d*\.htm|/press/monetary/(\d{4})(\d{2})(\d{2})")
_KINDS = {
    "": "meeting",
    "meeting": "meeting",
    "unscheduled": "unscheduled",
    "unscheduled meeting": "unscheduled",
    "conference call": "conference_call",
    "conference calls": "conference_call",
    "notation vote": "notation_vote",
    "cancelled": "cancelled",
    "canceled": "cancelled",
    "cancelled meeting": "cancelled",
}
_LATEST_STATEMENT = timedelta(days=3)  # a call on a Monday, its statement on the Tuesday


@dataclass(frozen=True)
class FomcMeeting:
    """One entry of a page; `statement_date` is that of the linked statement, None where none is linked."""

    first_date: date
    last_date: date
    kind: str
    has_projections: bool
    statement_date: date | None
    line: int


def calendar_meetings(payload: bytes, file_name: str) -> list[FomcMeeting]:
    """Read `fomccalendars.htm`: a panel per year, in it one row per meeting with month and days apart.

    Raises:
        SourceFormatError: A row's month, days or remark can't be read, or it stands in no year's panel.
    """
    meetings = []
    for row in BeautifulSoup(payload, "html.parser").select(".fomc-meeting"):
        month, days = row.select_one(".fomc-meeting__month"), row.select_one(".fomc-meeting__date")
        text = f"{_text(month)} {_text(days)}".strip()
        panel = row.find_parent("div", class_="panel")
        year = _YEAR.match(_text(panel.select_one(".panel-heading"))) if panel else None
        if not year:
            raise _unreadable(f"{text} under no heading like 2026 FOMC Meetings", row, file_name)
        meetings.append(_meeting(text, int(year[1]), row, [row], file_name))
    return meetings


def history_meetings(payload: bytes, file_name: str) -> list[FomcMeeting]:
    """Read `fomchistorical<year>.htm`: one heading per meeting, e.g. `July 31-August 1 Meeting - 2012`.

    Raises:
        SourceFormatError: A heading that begins with a date can't be read.
    """
    meetings = []
    for heading in BeautifulSoup(payload, "html.parser").find_all(["h4", "h5"]):
        text, _, year = _text(heading).rpartition(" - ")
        if not re.match(rf"{_MONTH}\s+\d", text, re.IGNORECASE) or not year.strip().isdigit():
            continue
        panel = heading.find_parent("div", class_="panel")
        meetings.append(_meeting(text, int(year), heading, [panel] if panel else [], file_name))
    return meetings


def _meeting(text: str, year: int, place: Tag, around: Iterable[Tag], file_name: str) -> FomcMeeting:
    found = _DAYS.match(text)
    kind = _KINDS.get(re.sub(r"[()*]", " ", found["rest"]).strip().lower()) if found else None
    if not found or not kind:
        raise _unreadable(text, place, file_name)
    try:
        first = date(year, _month(found["m1"]), int(found["d1"]))
        later = found["m3"] or (found["m2"] if found["d2"] else None) or found["m1"]
        last = date(year + (_month(later) < first.month), _month(later), int(found["d2"] or found["d1"]))
    except ValueError:
        raise _unreadable(text, place, file_name) from None
    if not timedelta(0) <= last - first <= timedelta(days=7):
        raise _unreadable(text, place, file_name)
    has_projections = bool(found["star"]) or found["rest"].endswith("*")
    return FomcMeeting(first, last, kind, has_projections, _statement(around, first, last), place.sourceline or 0)


def _statement(around: Iterable[Tag], first: date, last: date) -> date | None:
    """Day of the statement linked nearby: minutes and projections have other names or later days."""
    links = [str(link.get("href", "")) for tag in around for link in tag.find_all("a")]
    days = [date(*map(int, filter(None, found.groups()))) for link in links if (found := _STATEMENT.search(link))]
    return min((day for day in days if first <= day <= last + _LATEST_STATEMENT), default=None)


def _unreadable(text: str, place: Tag, file_name: str) -> SourceFormatError:
    return SourceFormatError(
        f"{file_name} line {place.sourceline}: {text!r} is not a meeting that this reader knows",
        "the page changed its wording: compare the line with the list of kinds in the reader",
    )


def _month(text: str) -> int:
    return _MONTHS.index(text[:3].lower()) + 1


def _text(tag: Tag | None) -> str:
    return " ".join(tag.get_text(" ").split()) if tag else ""
