"""Daily settlements at the gate: absent is an empty table, a bad file keeps the last good rows."""

import pytest

from pipelines.raw.cfe_daily_settlements import DATASET as DAILY
from pipelines.raw.cfe_vx_futures import DATASET as VX
from tests.fixtures import cfe_settlements as files

DAY = files.DAY.format(day="2024-01-04")


def test_absent_settlements_are_an_empty_table(market) -> None:
    report = market.load(DAILY)

    assert (report.outcome, report.rows_out) == ("loaded", 0)
    assert market.rows(DAILY).is_empty()


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [("VX,VX/", "VX,=VX/", "symbol_is_text: 1 rows"), ("14.15", "0.0;14", "column 'Price'")],
    ids=["formula", "price"],
)
def test_bad_file_keeps_the_last_good_rows(market, old: str, new: str, message: str) -> None:
    market.load(VX)
    market.put(DAY, files.settlements(*files.DAY_ROWS))
    assert market.load(DAILY).rows_out == len(files.DAY_ROWS)
    before = market.fingerprint(DAILY)
    market.put(DAY, files.settlements(files.DAY_ROWS[0].replace(old, new), *files.DAY_ROWS[1:]))

    report = market.load(DAILY)

    assert (report.outcome, message in report.message) == ("rejected", True), report.message
    assert market.fingerprint(DAILY) == before


def test_row_given_twice_is_counted_and_one_with_another_price_is_quarantined(market) -> None:
    market.load(VX)
    market.put(DAY, files.settlements(*files.DAY_ROWS, files.DAY_ROWS[0]))
    report = market.load(DAILY)
    assert (report.outcome, report.rows_in, report.rows_out, report.rows_deduplicated) == ("loaded", 5, 4, 1)

    market.put(DAY, files.settlements(*files.DAY_ROWS, files.DAY_ROWS[0].replace("14.15", "14.25")))
    report = market.load(DAILY)
    assert (report.outcome, report.broken) == ("rejected", {"key_is_unique": 2})
    assert [row["settle_pts"] for row in market.quarantined(report)] == [14.15, 14.25]
