"""Published chains as optopsy's CSV: sessions asked for, without quotes of the night, whole or not at all."""

from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.optopsy_export import export_optopsy

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
            "is_pulled_before_open)"
        )
    return path


def test_sessions_are_written_under_one_header_without_quotes_of_the_night(database: Path, tmp_path: Path) -> None:
    rows = export_optopsy(database, "SPX", tmp_path / "out.csv", date(2024, 1, 1), date(2024, 12, 31))

    assert rows == 2
    assert pl.read_csv(tmp_path / "out.csv").rows() == [
        ("SPXW", "2024-01-03", "2024-01-17", 4700.0, "call", 50.1, 52.3, 0.54),
        ("SPXW", "2024-01-04", "2024-01-17", 4700.0, "call", 50.1, 52.3, 0.54),
    ]


def test_only_the_sessions_asked_for_are_written(database: Path, tmp_path: Path) -> None:
    assert export_optopsy(database, "SPX", tmp_path / "out.csv", date(2024, 1, 4), date(2024, 1, 4)) == 1


def test_nothing_published_is_said(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="nothing is published yet"):
        export_optopsy(tmp_path / "none.duckdb", "SPX", tmp_path / "out.csv", date(2024, 1, 4), date(2024, 1, 4))
    assert not (tmp_path / "out.csv").exists()
