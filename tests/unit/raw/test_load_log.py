"""The load log: what the rows in a table were made from, and how the last attempt went."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY as CONTRACT
from pipelines.contracts.fred_series import RAW_FRED__SERIES
from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.raw import load_log
from pipelines.raw.dataset import LoadReport
from pipelines.warehouse import Warehouse
from tests.fixtures.raw_rows import INDEX_ROW

GOOD = LoadReport(
    CONTRACT.qualified_name, "loaded", files=3, rows_in=10, rows_out=8, rows_quarantined=1, rows_deduplicated=1
)
BAD = LoadReport(
    CONTRACT.qualified_name, "rejected", "a zero settlement", files=3, rows_in=9, rows_quarantined=1, rows_withheld=8
)


def _written(warehouse: Warehouse) -> Warehouse:
    warehouse.write(CONTRACT, pl.DataFrame([INDEX_ROW], schema=CONTRACT.polars_schema))
    return warehouse


def test_table_is_current_only_for_the_inputs_it_was_made_from(market) -> None:
    warehouse = _written(market.warehouse)
    load_log.record(warehouse, GOOD, "abc", is_simulated=False)

    assert load_log.is_current(warehouse, CONTRACT, "abc")
    assert not load_log.is_current(warehouse, CONTRACT, "abd")
    assert not load_log.is_current(warehouse, RAW_FRED__SERIES, "abc")


def test_record_without_its_table_is_not_current(market) -> None:
    load_log.record(market.warehouse, GOOD, "abc", is_simulated=False)

    assert not load_log.is_current(market.warehouse, CONTRACT, "abc")


def test_failed_attempt_keeps_inputs_and_rows_of_the_good_one_but_is_not_current(market) -> None:
    warehouse = _written(market.warehouse)
    load_log.record(warehouse, GOOD, "abc", is_simulated=False)
    load_log.record(warehouse, BAD, None, is_simulated=False)

    row = market.warehouse.query("select * from raw.raw_landing__loads").row(0, named=True)
    assert (row["outcome"], row["message"], row["good_input_sha256"], row["rows_in_table"]) == (
        "rejected", "a zero settlement", "abc", 8,
    )  # fmt: skip
    assert not load_log.is_current(warehouse, CONTRACT, "abc")


def test_last_good_counts_are_read_back(market) -> None:
    load_log.record(market.warehouse, GOOD, "abc", is_simulated=False)

    report = load_log.last_good(market.warehouse, CONTRACT)

    assert (report.rows_in, report.rows_out, report.rows_quarantined, report.rows_deduplicated) == (10, 8, 1, 1)


def test_each_table_has_one_row(market) -> None:
    load_log.record(market.warehouse, GOOD, "abc", is_simulated=True)
    load_log.record(market.warehouse, LoadReport(RAW_FRED__SERIES.qualified_name, "loaded"), "abc", is_simulated=True)
    load_log.record(market.warehouse, GOOD, "abd", is_simulated=True)

    rows = market.warehouse.query(
        "select table_name, good_input_sha256, is_simulated from raw.raw_landing__loads order by 1"
    )
    assert rows.rows() == [("raw.raw_cboe__index_history", "abd", True), ("raw.raw_fred__series", "abc", True)]


def test_report_that_lost_rows_is_refused_and_nothing_is_recorded(market) -> None:
    lost = LoadReport(CONTRACT.qualified_name, "loaded", rows_in=10, rows_out=9)

    with pytest.raises(load_log.RowsLostError, match="10 rows read, but 9 written"):
        load_log.record(market.warehouse, lost, "abc", is_simulated=False)
    assert not market.warehouse.has("raw.raw_landing__loads")


def test_log_of_an_earlier_version_counts_as_none(market) -> None:
    old = replace(RAW_LANDING__LOADS, columns=RAW_LANDING__LOADS.columns[:3])
    rows = pl.DataFrame([{"table_name": CONTRACT.qualified_name, "outcome": "loaded", "message": ""}])
    market.warehouse.write(old, rows)

    assert not load_log.is_current(market.warehouse, CONTRACT, "abc")
    load_log.record(market.warehouse, GOOD, "abc", is_simulated=False)
    assert load_log.last_good(market.warehouse, CONTRACT).rows_in == 10
