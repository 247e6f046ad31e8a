"""Rows of a table beside others, in the build and in the published database."""

from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.table import Column, TableContract
from pipelines.sweep.table import add_to_published, write_beside
from pipelines.warehouse import Warehouse, read_published

RESULT = TableContract(
    name="fct_result",
    schema="sweep",
    grain="sweep x number",
    key=("sweep", "number"),
    columns=(Column("sweep", pl.String, "text", "name"), Column("number", pl.Int64, "count", "number")),
)


def rows(sweep: str, *numbers: int) -> pl.DataFrame:
    return pl.DataFrame({"sweep": [sweep] * len(numbers), "number": numbers})


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(tmp_path / "build" / "alvh.duckdb", tmp_path / "published" / "alvh.duckdb")
    write_beside(warehouse, RESULT, rows("first", 1, 2), replacing="sweep")
    warehouse.publish()
    return warehouse


def test_another_value_is_written_beside(warehouse: Warehouse) -> None:
    add_to_published(warehouse, RESULT, rows("second", 7), replacing="sweep")

    found = read_published(warehouse.published, "select * from sweep.fct_result order by all")
    assert found.rows() == [("first", 1), ("first", 2), ("second", 7)]
    assert warehouse.read("sweep.fct_result").height == 2
    assert [path.name for path in warehouse.published.parent.iterdir()] == ["alvh.duckdb"]


def test_the_same_value_is_replaced(warehouse: Warehouse) -> None:
    write_beside(warehouse, RESULT, rows("first", 9), replacing="sweep")

    assert warehouse.read("sweep.fct_result").rows() == [("first", 9)]


def test_a_reader_keeps_what_it_has_open(warehouse: Warehouse) -> None:
    with warehouse.published.open("rb") as held:
        before = held.read()
        add_to_published(warehouse, RESULT, rows("second", 7), replacing="sweep")
        held.seek(0)
        assert held.read() == before


def test_rows_of_an_older_contract_are_not_carried_on(warehouse: Warehouse) -> None:
    wider = TableContract(
        name="fct_result",
        schema="sweep",
        grain="sweep x number",
        key=("sweep", "number"),
        columns=(*RESULT.columns, Column("status", pl.String, "text", "status")),
    )
    write_beside(warehouse, wider, rows("second", 7).with_columns(status=pl.lit("ok")), replacing="sweep")

    assert warehouse.read("sweep.fct_result").rows() == [("second", 7, "ok")]
