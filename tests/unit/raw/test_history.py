"""What a load changes in history: revisions keep both values, arrivals only what was live."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY as CONTRACT
from pipelines.raw.history import arrivals, gone_rows, revisions
from tests.fixtures.raw_rows import INDEX_ROW

FIRST, SECOND, THIRD = (datetime(2024, 1, day, 22, 30, tzinfo=UTC) for day in (2, 3, 4))
FETCHED = {"one": FIRST, "two": SECOND, "three": THIRD}
SESSIONS = pl.Series([date(2024, 1, day) for day in (2, 3, 4, 5, 8, 9)])
NOTHING_SEEN = pl.DataFrame(
    schema={"row_key": pl.String, "column_name": pl.String, "first_seen_at": pl.Datetime("us", "UTC")}
)


def _rows(sha256: str, *closes: float, first_line: int = 2) -> pl.DataFrame:
    rows = [
        {**INDEX_ROW, "trade_date": date(2024, 1, 2 + at), "close_pts": close, "source_sha256": sha256,
         "source_line": first_line + at}
        for at, close in enumerate(closes)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema=CONTRACT.polars_schema)


def test_both_values_are_kept_with_the_files_and_times_of_each() -> None:
    (row,) = revisions(CONTRACT, _rows("one", 13.9), _rows("two", 14.2, 15.0), FETCHED, NOTHING_SEEN).rows(named=True)

    assert row == {
        "table_name": "raw.raw_cboe__index_history", "row_key": "VIX|2024-01-02", "column_name": "close_pts",
        "old_value": "13.9", "new_value": "14.2", "old_sha256": "one", "new_sha256": "two",
        "first_seen_at": FIRST, "replaced_at": SECOND, "is_decided_on": False,
    }  # fmt: skip


def test_a_value_that_comes_or_goes_is_a_revision_and_another_line_or_reading_is_none() -> None:
    known = _rows("one", 13.9).with_columns(open_pts=pl.lit(None, pl.Float64))

    assert revisions(CONTRACT, known, _rows("two", 13.9), FETCHED, NOTHING_SEEN)["old_value"].to_list() == [None]
    assert revisions(CONTRACT, _rows("one", 13.9), _rows("two", 13.9, first_line=9), FETCHED, NOTHING_SEEN).is_empty()
    assert revisions(CONTRACT, _rows("one", 13.9), _rows("one", 99.0), FETCHED, NOTHING_SEEN).is_empty()


def test_a_value_was_first_seen_when_it_arrived_or_when_it_replaced_another() -> None:
    known, rows = _rows("two", 14.2), _rows("three", 14.3)
    of_row = ("VIX|2024-01-02", None, FIRST)
    of_value = ("VIX|2024-01-02", "close_pts", SECOND)

    by_row = revisions(CONTRACT, known, rows, FETCHED, pl.DataFrame([of_row], NOTHING_SEEN.schema, orient="row"))
    by_both = revisions(
        CONTRACT, known, rows, FETCHED, pl.DataFrame([of_row, of_value], NOTHING_SEEN.schema, orient="row")
    )

    assert by_row.select("first_seen_at", "is_decided_on").rows() == [(FIRST, True)]
    assert by_both.select("first_seen_at", "is_decided_on").rows() == [(SECOND, False)]


@pytest.mark.parametrize(
    ("seen_at", "is_live"),
    [
        pytest.param(datetime(2024, 1, 5, 22, 30, tzinfo=UTC), True, id="the same evening"),
        pytest.param(datetime(2024, 1, 8, 14, 29, tzinfo=UTC), True, id="after the weekend, before the open"),
        pytest.param(datetime(2024, 1, 8, 14, 30, tzinfo=UTC), False, id="at the open"),
        pytest.param(datetime(2024, 3, 1, tzinfo=UTC), False, id="a backfill"),
    ],
)
def test_a_row_is_live_until_orders_of_its_day_can_fill(seen_at: datetime, is_live: bool) -> None:
    known, rows = _rows("one", 13.9), _rows("two", 13.9, 14.0, 14.1, 14.2)  # the last is a Friday's

    live = arrivals(CONTRACT, known, rows, {"one": FIRST, "two": seen_at}, SESSIONS)

    assert ("VIX|2024-01-05" in live["row_key"].to_list()) == is_live
    assert "VIX|2024-01-02" not in live["row_key"].to_list()  # known before


def test_rows_that_are_gone_are_found_by_key() -> None:
    gone = gone_rows(CONTRACT, _rows("one", 13.9, 14.0), _rows("two", 99.0))

    assert gone["trade_date"].to_list() == [date(2024, 1, 3)]
