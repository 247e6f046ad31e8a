"""FOMC pages at the gate: optional, replaced as a whole, and refused when they can't be read."""

from pipelines.raw.fomc_meetings import DATASET
from pipelines.sources.fomc_meetings import CALENDAR
from tests.fixtures.fomc_pages import CALENDAR_PAGE
from tests.fixtures.series import WEB_PAGE


def test_origin_without_the_page_loads_an_empty_table(market) -> None:
    assert market.load(DATASET).outcome == "loaded"
    assert market.rows(DATASET).is_empty()


def test_page_is_loaded_and_a_wall_in_its_place_leaves_it(market) -> None:
    market.put(CALENDAR, CALENDAR_PAGE)
    assert market.load(DATASET).outcome == "loaded"
    before = market.fingerprint(DATASET)
    market.put(CALENDAR, WEB_PAGE)

    report = market.load(DATASET)

    assert report.outcome == "rejected"
    assert "no meetings on this page" in report.message
    assert market.fingerprint(DATASET) == before
