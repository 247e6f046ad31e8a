"""Connections: one for the length of a run, and what it keeps to itself."""

from pathlib import Path

import duckdb
import pytest

from pipelines.connections import held, let_go, opened, opened_sparingly


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "alvh.duckdb"


def _settings(connection: duckdb.DuckDBPyConnection) -> tuple[object, ...]:
    return connection.execute("select current_setting('threads'), current_setting('memory_limit')").fetchall()[0]


def test_a_held_file_is_one_database_for_reader_and_writer(path: Path) -> None:
    with held(path), opened(path) as writer, opened(path, read_only=True) as reader:
        writer.execute("create table prices as select 13.5::double as close_pts")

        assert reader.execute("select close_pts from prices").fetchone() == (13.5,)


def test_what_was_written_stays_when_the_file_is_let_go(path: Path) -> None:
    with held(path):
        with opened(path) as writer:
            writer.execute("create table prices as select 13.5::double as close_pts")
        let_go(path)
        let_go(path)
        with opened(path) as reader:
            assert reader.execute("select count(*) from prices").fetchone() == (1,)

    with opened(path, read_only=True) as reader:
        assert reader.execute("select count(*) from prices").fetchone() == (1,)
        with pytest.raises(duckdb.InvalidInputException):
            reader.execute("drop table prices")


def test_thrift_ends_with_the_one_who_asked_for_it(path: Path) -> None:
    with held(path):
        with opened(path) as before:
            usual = _settings(before)
        with opened_sparingly(path) as sparing:
            assert _settings(sparing) != usual
        with opened(path) as after:
            assert _settings(after)[0] == usual[0]
            assert _settings(after)[1] != "91.5 MiB"
