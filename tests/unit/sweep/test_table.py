"""Rows of a table beside others, in the build and in the published database."""

import subprocess
import sys
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


_SLOW_SWEEP = """
import sys, time
from pathlib import Path
from pipelines.sweep import table
from pipelines.warehouse import Warehouse

def never_done(*_):
    print("copied", flush=True)
    time.sleep(60)

table.write_beside = never_done
table.add_to_published(Warehouse(Path(sys.argv[1]), Path(sys.argv[2])), None, None, replacing="sweep")
"""


def test_what_a_killed_sweep_left_is_removed_by_the_next(warehouse: Warehouse) -> None:
    places = [str(warehouse.build), str(warehouse.published)]
    before = {path for path in warehouse.build.parents[1].rglob("*") if path.is_file()}
    killed = subprocess.Popen([sys.executable, "-c", _SLOW_SWEEP, *places], stdout=subprocess.PIPE, text=True)
    assert killed.stdout.readline() == "copied\n"
    killed.kill()
    killed.wait()
    assert {path for path in warehouse.build.parents[1].rglob("*") if path.is_file()} > before

    add_to_published(warehouse, RESULT, rows("second", 7), replacing="sweep")

    assert {path for path in warehouse.build.parents[1].rglob("*") if path.is_file()} == before
    assert read_published(warehouse.published, "from sweep.fct_result").height == 3


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
