"""The published file: replaced atomically past open readers, and read by people's SQL."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.warehouse import SqlError, Warehouse, read_published
from tests.fixtures.prices import PRICES, price_rows

TABLE = PRICES.qualified_name


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    return Warehouse(tmp_path / "build/alvh.duckdb", tmp_path / "published/alvh.duckdb", lock_seconds=0.1)


_READER = """
import sys, duckdb
connection = duckdb.connect(sys.argv[1], read_only=True)
ask = lambda: connection.execute("select sum(close_pts), count(*) from signals.fct_price").fetchone()
print(ask(), flush=True)
sys.stdin.readline()
print(ask(), connection.execute("select max(close_pts) from signals.fct_price").fetchone(), flush=True)
"""


def test_reader_in_another_process_keeps_the_old_file_while_a_new_one_is_published(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(1.0, 2.0))
    warehouse.publish()
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER, str(warehouse.published)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert reader.stdout.readline().strip() == "(3.0, 2)"

    warehouse.write(PRICES, price_rows(10.0, 20.0, 30.0))
    warehouse.publish()

    output, _ = reader.communicate("\n", timeout=60)
    assert output.strip() == "(3.0, 2) (2.0,)"
    assert read_published(warehouse.published, f"select sum(close_pts) from {TABLE}").item() == 60.0


def test_published_file_is_the_build_and_nothing_is_left_beside_it(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(1.0, 2.0))
    warehouse.publish()

    assert warehouse.fingerprints(warehouse.published) == warehouse.fingerprints()
    assert [path.name for path in warehouse.published.parent.iterdir()] == ["alvh.duckdb"]


def test_copy_of_a_killed_process_is_removed_and_that_of_a_living_one_stays(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(1.0))
    warehouse.publish()
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    for process_id in (gone.pid, os.getppid()):
        warehouse.published.with_name(f".alvh.duckdb.{process_id}").write_bytes(b"half")

    warehouse.publish()

    left = {path.name for path in warehouse.published.parent.iterdir()}
    assert left == {"alvh.duckdb", f".alvh.duckdb.{os.getppid()}"}


def test_build_that_was_not_published_is_not_read(warehouse: Warehouse) -> None:
    warehouse.write(PRICES, price_rows(1.0))
    warehouse.publish()
    warehouse.write(PRICES, price_rows(2.0))

    assert read_published(warehouse.published, f"select close_pts from {TABLE}").item() == 1.0


# --- reading -----------------------------------------------------------------------------------------


@pytest.fixture
def published(warehouse: Warehouse) -> Path:
    warehouse.write(PRICES, price_rows(1.0, 2.0))
    warehouse.publish()
    return warehouse.published


def test_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"nothing is published yet; run `make run` first"):
        read_published(tmp_path / "alvh.duckdb", "select 1")


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("selec 1", "Parser Error"),
        ("select * from signals.fct_none", "does not exist"),
        ("drop table signals.fct_price", "read-only"),
        ("select interval 1 day", "interval"),
    ],
)
def test_statement_that_cannot_be_run_is_a_message(published: Path, statement: str, message: str) -> None:
    with pytest.raises(SqlError, match=message):
        read_published(published, statement)


def test_join_whose_columns_share_a_name_can_be_shown(published: Path) -> None:
    rows = read_published(published, f"select * from {TABLE} a join {TABLE} b using (trade_date)")

    assert rows.columns == ["trade_date", "close_pts", "is_simulated", "close_pts_3", "is_simulated_4"]


def test_statement_without_a_result_is_an_empty_frame(published: Path) -> None:
    assert read_published(published, "set threads = 1").is_empty()
