"""Connections to DuckDB files: opened late and closed early, but for a file that is held."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

_HELD: dict[Path, duckdb.DuckDBPyConnection] = {}


class WarehouseBusyError(RuntimeError):
    """Another process holds the database."""


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep a file open, for many small questions: opening it costs 65 ms. No other process may read it meanwhile."""
    _HELD[path] = _connected(path, read_only=False)
    try:
        yield
    finally:
        let_go(path)


def let_go(path: Path) -> None:
    """Hold a file no longer, if it is held: before large tables, for what is held open is also kept in memory."""
    if path in _HELD:
        _HELD.pop(path).close()


@contextmanager
def opened(path: Path, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to a file, of the held one where it is held; closed at the end."""
    connection = _HELD[path].cursor() if path in _HELD else _connected(path, read_only=read_only)
    connection.execute("set enable_progress_bar = false")  # a run has progress lines of its own
    try:
        yield connection
    finally:
        connection.close()


@contextmanager
def opened_sparingly(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The same for rows that come piece by piece: one thread and little memory, as long as it is open."""
    with opened(path) as connection:
        names = ("threads", "memory_limit")
        before = [connection.execute(f"select current_setting('{name}')").fetchall()[0][0] for name in names]
        connection.execute("set threads = 1")  # appends take half the time, and reading has the other core
        connection.execute("set memory_limit = '64MB'")  # a history is written piece by piece
        try:
            yield connection
        finally:
            for name, value in zip(names, before, strict=True):
                connection.execute(f"set {name} = '{value}'")


def _connected(path: Path, *, read_only: bool) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(str(path), read_only=read_only)
    except duckdb.IOException as error:
        if "lock" not in str(error):
            raise
        raise WarehouseBusyError(f"{path}: {error}; close what else has it open, then run again") from None
