"""Differences that do no harm load right; an old file and a known defect have their own outcome."""

from datetime import date

import pytest

from tests.fixtures import series
from tests.fixtures.hostile import DATASETS, VIX, HostileDesk

TITLES = "DATE,OPEN,HIGH,LOW,CLOSE\n"
OLD = "01/02/2024,13.210000,14.500000,13.100000,13.900000\n01/03/2024,13.900000,14.900000,13.700000,14.200000\n"
NEW = "01/04/2024,14.1,14.9,13.7,14.3\n"
GOOD = (TITLES + OLD + NEW).encode()


REORDERED = b"""\
CLOSE,LOW,DATE,HIGH,OPEN
13.9,13.1,01/02/2024,14.5,13.21
14.2,13.7,01/03/2024,14.9,13.9
14.3,13.7,01/04/2024,14.9,14.1
"""

HARMLESS = [
    pytest.param(
        REORDERED,
        id="reordered columns",
    ),
    pytest.param(b"".join(line + b",extra\n" for line in GOOD.splitlines()), id="extra column"),
    pytest.param(series.BOM + GOOD, id="BOM"),
    pytest.param(GOOD.replace(b"\n", b"\r\n"), id="CRLF"),
    pytest.param((TITLES + NEW + OLD).encode(), id="unsorted"),
    pytest.param(GOOD + NEW.encode(), id="a row twice"),
    pytest.param(GOOD.replace(b"\n", b",\n"), id="trailing commas"),
]


@pytest.mark.parametrize("payload", HARMLESS)
def test_harmless_difference_loads_the_same_rows(loaded_desk: HostileDesk, payload: bytes) -> None:
    loaded_desk.publish(VIX, payload)

    report = loaded_desk.load(DATASETS[VIX])

    assert (report.outcome, report.message) == ("loaded", "")
    rows = loaded_desk.warehouse.read("raw.raw_cboe__index_history").filter(index_symbol="VIX").sort("trade_date")
    assert rows.select("trade_date", "open_pts", "high_pts", "low_pts", "close_pts").rows()[-1] == (
        date(2024, 1, 4), 14.1, 14.9, 13.7, 14.3,
    )  # fmt: skip
    assert len(rows) == 3


def test_yesterdays_file_served_as_todays_is_unchanged_or_refused(loaded_desk: HostileDesk) -> None:
    dataset = DATASETS[VIX]
    assert loaded_desk.load(dataset).outcome == "unchanged"
    loaded_desk.publish(VIX, GOOD)
    assert loaded_desk.load(dataset).outcome == "loaded"
    before = loaded_desk.fingerprint(dataset)
    loaded_desk.publish(VIX, series.OHLC)

    report = loaded_desk.load(dataset)

    assert report.outcome == "rejected"
    assert "1 rows of the last good load are gone, the first is VIX, 2024-01-04" in report.message
    assert loaded_desk.fingerprint(dataset) == before


def test_known_defect_is_partial_and_named(loaded_desk: HostileDesk) -> None:
    closes = (("03/15/2006", 15.71), ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0))
    loaded_desk.publish(series.INDEX.format(symbol="VVIX"), series.close_only("VVIX", *closes))

    report = loaded_desk.load(DATASETS[VIX])

    assert (report.outcome, report.rows_quarantined) == ("partial", 1)
    assert "bad prints in the first year of VVIX" in report.message
