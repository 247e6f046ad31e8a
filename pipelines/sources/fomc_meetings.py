"""FOMC meetings from the Federal Reserve's calendar pages (methodology 5.5); dates before it are a dbt seed too."""

import polars as pl

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.fomc_pages import FomcMeeting, calendar_meetings, history_meetings
from pipelines.sources.landing import LandedFile, Landing, Wanted

CALENDAR = "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm"
HISTORY = "https://www.federalreserve.gov/monetarypolicy/fomchistorical{year}.htm"
_HISTORY_YEARS = range(2000, 2021)  # later years are on the calendar page, or were when the seed was made


def collect(landing: Landing) -> list[LandedFile]:
    """Land the calendar page and the pages of past years; a page that isn't there leaves those dates to the seed."""
    history = [Wanted(HISTORY.format(year=year), is_final=True, may_be_absent=True) for year in _HISTORY_YEARS]
    return landing.fetch_all([Wanted(CALENDAR, may_be_absent=True), *history])


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Meetings of all pages.

    Raises:
        SourceFormatError: A page has no meetings, or one that can't be read.
    """
    frames = [parse_page(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated)) if frames else pl.DataFrame()


def parse_page(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read the meetings of one page, with the line of each on it.

    Raises:
        SourceFormatError: See `read`.
    """
    parse = history_meetings if "fomchistorical" in file_name else calendar_meetings
    meetings = parse(payload, file_name)
    if not meetings:
        raise SourceFormatError(
            f"{file_name}: no meetings on this page",
            "the provider shows an error page or changed the layout: open the address in a browser",
        )
    if b"</html" not in payload.lower():
        raise SourceFormatError(f"{file_name}: the page stops before its end", "the download was cut: run again")
    return pl.DataFrame([_row(meeting) for meeting in meetings]).with_columns(source_sha256=pl.lit(sha256))


def _row(meeting: FomcMeeting) -> dict[str, object]:
    statement = meeting.statement_date
    return {
        "decision_date": statement or meeting.last_date,
        "meeting_kind": meeting.kind,
        "meeting_start_date": meeting.first_date,
        "has_projections": meeting.has_projections,
        "has_statement": statement is not None,
        "source_line": meeting.line,
    }
