"""Published chains as optopsy's CSV: sessions asked for, without quotes of the night, whole or not at all."""

import subprocess
import sys
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest
from click.testing import CliRunner

from pipelines.cli import main
from pipelines.optopsy_export import NoQuotesError, export_optopsy

ROW = "('SPXW', date '{day}', date '2024-01-17', 4700.0, 'C', 50.1, 52.3, 0.54, {is_night})"


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "alvh.duckdb"
    rows = [
        ROW.format(day="2024-01-03", is_night="false"),
        ROW.format(day="2024-01-04", is_night="false"),
        ROW.format(day="2024-01-05", is_night="true"),
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema staging")
        connection.execute(
            f"create table staging.stg_cboe__spx_option_quotes as select * from (values {', '.join(rows)}) as quotes("
            "root, quote_date, expiry_date, strike_pts, option_type, bid_pts, ask_pts, vendor_delta_ratio, "
            "is_off_close)"
        )
    return path


def test_sessions_are_written_under_one_header_without_quotes_of_the_night(database: Path, tmp_path: Path) -> None:
    rows = export_optopsy(database, "SPX", tmp_path / "out.csv", date(2024, 1, 1), date(2024, 12, 31))

    assert rows == 2
    assert pl.read_csv(tmp_path / "out.csv").rows() == [
        ("SPXW", "2024-01-03", "2024-01-17", 4700.0, "call", 50.1, 52.3, 0.54),
        ("SPXW", "2024-01-04", "2024-01-17", 4700.0, "call", 50.1, 52.3, 0.54),
    ]


def test_what_a_killed_export_left_is_removed_by_the_next(database: Path, tmp_path: Path) -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    (tmp_path / f".out.csv.{gone.pid}").write_bytes(b"half")

    export_optopsy(database, "SPX", tmp_path / "out.csv", date(2024, 1, 1), date(2024, 12, 31))

    assert sorted(path.name for path in tmp_path.iterdir()) == ["alvh.duckdb", "out.csv"]


def test_only_the_sessions_asked_for_are_written(database: Path, tmp_path: Path) -> None:
    assert export_optopsy(database, "SPX", tmp_path / "out.csv", date(2024, 1, 4), date(2024, 1, 4)) == 1


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing is published yet"):
        export_optopsy(tmp_path / "none.duckdb", "SPX", tmp_path / "out.csv", date(2024, 1, 4), date(2024, 1, 4))
    assert not (tmp_path / "out.csv").exists()


def test_sessions_without_quotes_are_said_and_leave_the_file_as_it_was(database: Path, tmp_path: Path) -> None:
    (tmp_path / "out.csv").write_text("before", encoding="utf-8")

    said = "SPX: no quotes from 2023-01-01 to 2023-12-31; those published are of 2024-01-03 to 2024-01-04"
    with pytest.raises(NoQuotesError, match=said):
        export_optopsy(database, "SPX", tmp_path / "out.csv", date(2023, 1, 1), date(2023, 12, 31))
    assert (tmp_path / "out.csv").read_text(encoding="utf-8") == "before"


def test_table_without_quotes_is_said(database: Path, tmp_path: Path) -> None:
    with duckdb.connect(str(database)) as connection:
        connection.execute("delete from staging.stg_cboe__spx_option_quotes")

    with pytest.raises(NoQuotesError, match="none are published"):
        export_optopsy(database, "SPX", tmp_path / "out.csv", date(2023, 1, 1), date(2023, 12, 31))


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("none/x.csv", "none: no such folder; make it, or name another file"),
        ("x" * 300, "x: can't be written: File name too long; name another file"),
    ],
    ids=["no folder", "no such name"],
)
def test_file_that_cannot_be_written_is_named(database: Path, tmp_path: Path, name: str, message: str) -> None:
    (tmp_path / "published").mkdir()
    database.rename(tmp_path / "published" / "alvh.duckdb")
    command = ["export-optopsy", str(tmp_path / name)]

    result = CliRunner().invoke(main, command, env={"ALVH_WAREHOUSE_DIR": str(tmp_path)})

    assert result.exit_code == 1
    assert message in result.stderr
    assert f".{name[:3]}" not in result.stderr
