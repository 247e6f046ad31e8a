"""The only door to DuckDB: the build database a run writes, and the published one people read."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl
from filelock import FileLock, Timeout

from pipelines.atomic import replace_file
from pipelines.connections import WarehouseBusyError, held, let_go, opened, opened_sparingly
from pipelines.contracts.table import TableContract
from pipelines.contracts.table_sql import creation, in_order
from pipelines.settings import Settings

Columns = dict[str, dict[str, dict[str, str]]]
"""Types of columns by schema, table and column."""


class SqlError(ValueError):
    """A statement that can't be run; the message is the database's own."""


@dataclass(frozen=True)
class Warehouse:
    """Build and published databases of one market."""

    build: Path
    published: Path
    lock_seconds: float = 60

    @classmethod
    def of(cls, settings: Settings) -> "Warehouse":
        """Warehouse that the settings name."""
        return cls(settings.build_database, settings.published_database, settings.lock_seconds)

    @contextmanager
    def single_run(self) -> Iterator["Warehouse"]:
        """Hold the build database for a whole run.

        Raises:
            WarehouseBusyError: Another run still holds it after `lock_seconds`.
        """
        self.build.parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(self.build.with_name("run.lock"), timeout=self.lock_seconds)
        try:
            with lock, held(self.build):
                yield self
        except Timeout:
            raise WarehouseBusyError(
                f"another run has held {self.build.parent} for {self.lock_seconds:g} s: "
                "wait for it, or raise ALVH_LOCK_SECONDS"
            ) from None
        except duckdb.IOException as error:
            raise WarehouseBusyError(f"{self.build}: {error}; close what else has it open, then run again") from None

    def write(self, contract: TableContract, rows: pl.DataFrame) -> None:
        """Replace a table by `rows`, sorted by key, with its comments; see `write_together`."""
        self.write_together([(contract, rows)])

    def write_together(self, tables: Sequence[tuple[TableContract, pl.DataFrame]]) -> None:
        """Replace several tables in one transaction: a reader or a kill finds all of them new, or none.

        Raises:
            ValueError: Rows don't have the contract's columns, a key occurs twice, or rows were lost on the way.
        """
        ordered = [(contract, in_order(contract, rows)) for contract, rows in tables]
        with self._connection() as connection:
            connection.execute("begin")
            for contract, rows in ordered:
                _replace_table(connection, contract, rows)
            connection.execute("commit")

    @contextmanager
    def writing(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """One connection for rows that come file by file, each transaction of the caller's own."""
        self.build.parent.mkdir(parents=True, exist_ok=True)
        with opened_sparingly(self.build) as connection:
            yield connection

    def let_go(self) -> None:
        """Open the build database for each use from here on: what is held open is also kept in memory."""
        let_go(self.build)

    def read(self, table: str, columns: Sequence[str] = ("*",)) -> pl.DataFrame:
        """Rows of a table of the build database, `schema.table`."""
        return self.query(f"select {', '.join(columns)} from {table}")  # noqa: S608 (names of our own)

    def kept(self, contract: TableContract) -> pl.DataFrame:
        """Rows of a table as they stand; none before it was written, or by a version of alvh with other columns."""
        if self.build.exists():
            with self._connection(read_only=True) as connection:
                if [*_columns(connection).get(contract.schema, {}).get(contract.name, {})] == contract.column_names:
                    rows = connection.execute(f"from {contract.qualified_name}").to_arrow_table()
                    return contract.conform(pl.DataFrame(rows))
        return contract.polars_schema.to_frame()

    def query(self, sql: str) -> pl.DataFrame:
        """Result of a query on the build database."""
        with self._connection(read_only=True) as connection:
            return pl.DataFrame(connection.execute(sql).to_arrow_table())

    def has(self, table: str) -> bool:
        """Whether the build database has `schema.table`."""
        schema, name = table.split(".")
        return name in self.columns().get(schema, {})

    def columns(self) -> Columns:
        """Types of all columns of the build database, by schema, table and column; nothing before it is there."""
        if not self.build.exists():
            return {}
        with self._connection(read_only=True) as connection:
            return _columns(connection)

    def fingerprints(self, database: Path | None = None) -> dict[str, str]:
        """Content hash per table, whatever the order of rows; empty when there is no such database."""
        path = database or self.build
        if not path.exists():
            return {}
        with opened(path, read_only=True) as connection:
            tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
            return {
                f"{schema}.{name}": str(
                    connection.execute(
                        f"select count(*) || '-' || coalesce(bit_xor(hash(t)), 0) || '-' || coalesce(sum(hash(t)), 0) "  # noqa: S608
                        f"from {schema}.{name} t"
                    ).fetchall()[0][0]
                )
                for schema, name in tables
            }

    def publish(self) -> None:
        """Make the build database the published one, by one atomic rename; readers are never blocked."""
        with self._connection() as connection:
            connection.execute("checkpoint")
        self.published.parent.mkdir(parents=True, exist_ok=True)
        replace_file(self.published, self.build)

    @contextmanager
    def _connection(self, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
        self.build.parent.mkdir(parents=True, exist_ok=True)
        with opened(self.build, read_only=read_only) as connection:
            yield connection


def read_published(database: Path, sql: str) -> pl.DataFrame:
    """Result of a query on a published database, opened read-only and closed at once.

    Raises:
        FileNotFoundError: Nothing has been published yet.
        SqlError: The statement can't be run.
    """
    if not database.exists():
        raise FileNotFoundError(f"{database}: nothing is published yet; run `make run` first")
    with opened(database, read_only=True) as connection:
        try:
            result = connection.execute(sql)
            if not result.description:
                return pl.DataFrame()
            table = result.to_arrow_table()
            return pl.DataFrame(table.rename_columns(_distinct(table.column_names)))
        except (duckdb.Error, pl.exceptions.PolarsError) as error:
            raise SqlError(str(error)) from None


def _distinct(names: list[str]) -> list[str]:
    """Column names of a result; one that occurs again, as in a join, gets its position added."""
    return [f"{name}_{at}" if name in names[:at] else name for at, name in enumerate(names)]


def _columns(connection: duckdb.DuckDBPyConnection) -> Columns:
    found: Columns = {}
    for schema, table, column, kind in connection.execute(
        "select schema_name, table_name, column_name, data_type from duckdb_columns() "
        "where database_name = current_database() order by schema_name, table_name, column_index"
    ).fetchall():
        found.setdefault(schema, {}).setdefault(table, {})[column] = kind
    return found


def _replace_table(connection: duckdb.DuckDBPyConnection, contract: TableContract, rows: pl.DataFrame) -> None:
    table = contract.qualified_name
    for statement in creation(contract):
        connection.execute(statement)
    connection.register("new_rows", rows.to_arrow())
    connection.execute(f"insert into {table} select * from new_rows")  # noqa: S608 (names of our own)
    written = connection.execute(f"select count(*) from {table}").fetchall()[0][0]  # noqa: S608
    connection.unregister("new_rows")
    if written != rows.height:
        raise ValueError(f"{table}: {rows.height} rows to write, {written} written")
