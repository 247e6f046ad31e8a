"""The build database: tables by contract, content hashes, and one run at a time."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import duckdb
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipelines.connections import WarehouseBusyError
from pipelines.contracts.table import Column
from pipelines.warehouse import Warehouse
from tests.fixtures.prices import PRICES, price_rows

TABLE = PRICES.qualified_name


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "build/alvh.duckdb", tmp_path / "published/alvh.duckdb", lock_seconds=0.1)


# --- tables ------------------------------------------------------------------------------------------


def test_table_comes_back_as_written_in_key_order(warehouse: Warehouse) -> None:
    rows = price_rows(13.1, None, 0.1 + 0.2)

    warehouse.write(PRICES, rows.reverse().select("is_simulated", "close_pts", "trade_date"))

    assert warehouse.read(TABLE).equals(rows)
    assert warehouse.read(TABLE, ["close_pts"]).columns == ["close_pts"]


def test_a_coded_column_is_text_again_and_takes_no_other_value(warehouse: Warehouse) -> None:
    side = Column("side", pl.String, "text", "Call or put", allowed=("C", "P"), is_coded=True)
    coded = replace(PRICES, columns=(*PRICES.columns, side))
    rows = price_rows(13.1, 13.2).with_columns(side=pl.Series(["P", "C"]))

    warehouse.write(coded, rows)

    assert warehouse.kept(coded).equals(rows)
    assert warehouse.columns()[coded.schema][coded.name]["side"] == side.duckdb_type == "ENUM('C', 'P')"
    with pytest.raises(duckdb.ConversionException, match="'X'"):
        warehouse.write(coded, rows.with_columns(side=pl.lit("X")))
    assert warehouse.kept(coded).equals(rows)


def test_table_carries_types_nulls_units_and_grain(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(13.1))

    columns = warehouse.query(
        "select column_name, data_type, is_nullable, comment from duckdb_columns() where table_name = 'fct_price'"
    ).rows()
    assert columns == [
        ("trade_date", "DATE", False, "Day [date]"),
        ("close_pts", "DOUBLE", True, "Close; null on the provider's holidays [pts]"),
        ("is_simulated", "BOOLEAN", False, "Made up [flag]"),
    ]
    comment = warehouse.query("select comment from duckdb_tables() where table_name = 'fct_price'").item()
    assert comment == "Grain: day (what is the owner's grain?)"


@pytest.mark.parametrize(
    ("rows", "error", "message"),
    [
        (pl.concat([price_rows(1.0), price_rows(2.0)]), ValueError, r"signals\.fct_price: a key .* occurs twice"),
        (price_rows(1.0).drop("close_pts"), ValueError, r"missing columns \['close_pts'\]"),
        (price_rows(1.0).with_columns(is_simulated=None), duckdb.Error, "NOT NULL"),
    ],
    ids=["key twice", "column missing", "null in a required column"],
)
def test_refused_write_leaves_the_table_as_it_was(warehouse: Warehouse, rows, error, message: str) -> None:
    warehouse.write(PRICES, price_rows(13.1, 14.2))
    before = warehouse.fingerprints()

    with pytest.raises(error, match=message):
        warehouse.write(PRICES, rows)

    assert warehouse.fingerprints() == before
    assert warehouse.read(TABLE)["close_pts"].to_list() == [13.1, 14.2]


def test_table_is_known_once_it_is_written(warehouse: Warehouse) -> None:
    assert not warehouse.has(TABLE)
    warehouse.write(PRICES, price_rows())
    assert warehouse.has(TABLE)
    assert not warehouse.has("signals.fct_other")


# --- content hashes ----------------------------------------------------------------------------------


def test_hash_does_not_depend_on_the_order_of_rows(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(13.1, 14.2, 15.3))
    before = warehouse.fingerprints()
    warehouse.write(replace(PRICES, key=("close_pts",)), price_rows(13.1, 14.2, 15.3).reverse())

    assert warehouse.fingerprints() == before
    assert list(before) == [TABLE]


@given(st.lists(st.floats(0.01, 1e6), min_size=2, max_size=6), st.integers(0, 5), st.floats(0.01, 1e6))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_hash_changes_exactly_when_a_value_does(warehouse: Warehouse, closes, at: int, other: float) -> None:
    changed = [*closes]
    changed[at % len(closes)] = other
    warehouse.write(PRICES, price_rows(*closes))
    before = warehouse.fingerprints()
    warehouse.write(PRICES, price_rows(*changed))

    assert (warehouse.fingerprints() == before) == (changed == closes)


@pytest.mark.parametrize("closes", [(13.1,), (13.1, 14.2, None), (13.1, None), (13.1, 14.200000000000001), ()])
def test_hash_sees_a_missing_row_a_null_and_the_last_digit(warehouse: Warehouse, closes) -> None:
    warehouse.write(PRICES, price_rows(13.1, 14.2))
    before = warehouse.fingerprints()
    warehouse.write(PRICES, price_rows(*closes))

    assert warehouse.fingerprints() != before


def test_no_database_has_no_hashes(warehouse: Warehouse) -> None:
    assert warehouse.fingerprints() == {}


# --- one run at a time -------------------------------------------------------------------------------


def test_second_run_is_told_who_holds_the_warehouse_and_what_to_do(warehouse: Warehouse) -> None:
    said = r"another run has held .*/build for 0\.1 s: .*ALVH_LOCK_SECONDS"
    with warehouse.single_run(), pytest.raises(WarehouseBusyError, match=said), warehouse.single_run():
        pass

    with warehouse.single_run() as free:
        assert free is warehouse


def test_a_build_that_another_program_has_open_is_named(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(13.1))
    holds = (
        f"import duckdb, time; c = duckdb.connect({str(warehouse.build)!r}); print('open', flush=True); time.sleep(60)"
    )
    with subprocess.Popen([sys.executable, "-c", holds], stdout=subprocess.PIPE) as other:
        other.stdout.readline()
        with pytest.raises(WarehouseBusyError, match="close what else has it open"), warehouse.single_run():
            pass
        other.kill()

    with warehouse.single_run() as free:
        assert free.read(TABLE).height == 1
