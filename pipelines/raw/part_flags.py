"""Flags of a streamed table: they come with their rows, and go with them, in the same transaction."""

from collections.abc import Sequence
from typing import Any, Protocol

import polars as pl

from pipelines.contracts.landing_ledgers import RAW_LANDING__FLAGS
from pipelines.contracts.table import TableContract

_FLAGS = RAW_LANDING__FLAGS.qualified_name


class Connection(Protocol):
    """What is asked of the warehouse's connection."""

    def execute(self, query: str) -> Any:  # noqa: ANN401 (the database's own result)
        """Run a statement."""

    def register(self, view_name: str, python_object: object) -> Any:  # noqa: ANN401
        """Let statements read a frame by a name."""

    def unregister(self, view_name: str) -> Any:  # noqa: ANN401
        """Let go of the frame."""


def forget_flags(connection: Connection, contract: TableContract, leaving: str) -> None:
    """Take out the flags of rows that leave the table.

    Args:
        connection: Of the warehouse, in a transaction.
        contract: Of the table.
        leaving: Table of the rows, with its condition.
    """
    connection.execute(
        f"delete from {_FLAGS} where table_name = '{contract.qualified_name}' "  # noqa: S608 (names of our own)
        f"and row_key in (select {_key(contract)} from {leaving})"
    )


def note_flags(connection: Connection, contract: TableContract, flags: Sequence[pl.DataFrame]) -> None:
    """Add flags of rows that are in the table; a row that gave way to another file's has none.

    Args:
        connection: Of the warehouse, in a transaction.
        contract: Of the table.
        flags: Columns of `raw.raw_landing__flags` and the hash of the file that each row is of.
    """
    if not flags:
        return
    connection.register("new_flags", pl.concat(flags).to_arrow())
    is_own = f"table_name = '{contract.qualified_name}'"
    columns = ", ".join(RAW_LANDING__FLAGS.column_names)
    connection.execute(
        f"delete from {_FLAGS} where {is_own} and (promise, row_key) in (select (promise, row_key) from new_flags)"  # noqa: S608
    )
    connection.execute(
        f"insert into {_FLAGS} select {columns} from new_flags where (row_key, source_sha256) in "  # noqa: S608
        f"(select ({_key(contract)}, source_sha256) from {contract.qualified_name} "
        "where source_sha256 in (select source_sha256 from new_flags))"
    )


def replace_whole_flags(connection: Connection, contract: TableContract, flags: pl.DataFrame) -> int:
    """Replace the flags of promises about the table as a whole; returns how many flags the table has in all."""
    is_own = f"table_name = '{contract.qualified_name}'"
    names = ", ".join(f"'{promise.name}'" for promise in contract.profile) or "''"
    connection.execute(f"delete from {_FLAGS} where {is_own} and promise in ({names})")  # noqa: S608
    connection.register("whole_flags", RAW_LANDING__FLAGS.conform(flags).to_arrow())
    connection.execute(f"insert into {_FLAGS} select * from whole_flags")  # noqa: S608
    connection.unregister("whole_flags")
    return int(connection.execute(f"select count(*) from {_FLAGS} where {is_own}").fetchone()[0])  # noqa: S608


def _key(contract: TableContract) -> str:
    """SQL of `row_key`."""
    return f"concat_ws('|', {', '.join(f'cast({name} as varchar)' for name in contract.key)})"
