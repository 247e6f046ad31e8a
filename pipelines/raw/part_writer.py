"""Rows of a few files into a streamed table: what they replace goes, they and the ledger come, in one transaction."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from pipelines.contracts.headed_table import HEADING_ID, divided, headings_table, rows_table, view_creation
from pipelines.contracts.landing_ledgers import RAW_LANDING__FLAGS
from pipelines.contracts.landing_parts import RAW_LANDING__PARTS
from pipelines.contracts.table import TableContract
from pipelines.raw.part_flags import Connection, forget_flags, note_flags
from pipelines.raw.parts import Part
from pipelines.warehouse import Warehouse


@dataclass(frozen=True)
class Change:
    """What the rows of a few files do to a streamed table."""

    rows: pl.DataFrame  # of the changed files, sorted, one row per key and file
    changed: Collection[str]  # hashes of the files that the rows are of
    removed: Collection[str]  # hashes whose rows leave the table: files that are gone, or in it by another reading
    ranks: Mapping[str, int]  # of two files with a row of one key, the higher one's counts
    flags: Sequence[pl.DataFrame] = ()  # of `rows`, with the hash of the file


def make_room(warehouse: Warehouse, contract: TableContract, parts: dict[str, Part]) -> None:
    """Create tables and ledger where they are not; those of other columns or types an older alvh made, and they go."""
    for ledger in (RAW_LANDING__PARTS, RAW_LANDING__FLAGS):
        if (kept := warehouse.kept(ledger)).is_empty():
            warehouse.write(ledger, kept)
    tables = (rows_table(contract), headings_table(contract))
    if parts and all(_is_as_declared(warehouse, table) for table in tables):
        return
    parts.clear()
    is_of_others = pl.col("table_name") != contract.qualified_name
    of_others = [
        (ledger, warehouse.kept(ledger).filter(is_of_others)) for ledger in (RAW_LANDING__FLAGS, RAW_LANDING__PARTS)
    ]
    warehouse.write_together([*((table, table.polars_schema.to_frame()) for table in tables), *of_others])
    with warehouse.writing() as connection:
        older = f"from duckdb_tables() where schema_name || '.' || table_name = '{contract.qualified_name}'"
        if connection.execute(older).fetchall():  # an older alvh kept it in one piece
            connection.execute(f"drop table {contract.qualified_name}")
        for statement in view_creation(contract):
            connection.execute(statement)


def _is_as_declared(warehouse: Warehouse, table: TableContract) -> bool:
    found = warehouse.columns().get(table.schema, {}).get(table.name, {})
    return list(found.items()) == [(column.name, column.duckdb_type) for column in table.columns]


@contextmanager
def with_ledger(connection: Connection, contract: TableContract, parts: Mapping[str, Part]) -> Iterator[None]:
    """A transaction that writes the ledger last: changes and ledger enter together, or nothing does.

    Args:
        connection: Of the warehouse, no transaction begun.
        contract: Of the table.
        parts: Ledger, as it is when the transaction ends.
    """
    with transaction(connection):
        yield
        _write_ledger(connection, contract, parts)
    for name in ("new_rows", "own", "shared", "ranks", "leaving", "offered", "ledger_rows", "new_flags"):
        connection.unregister(name)


@contextmanager
def transaction(connection: Connection) -> Iterator[None]:
    """What is written within enters together, or not at all."""
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")


def write_change(connection: Connection, contract: TableContract, parts: dict[str, Part], change: Change) -> None:
    """Write rows of changed files, within a transaction of `with_ledger`.

    Args:
        connection: Of the warehouse.
        contract: Of the table.
        parts: Ledger as it will be; rows that give way to a newer file's are moved between its counts.
        change: What to do.
    """
    if change.removed:
        _delete(connection, contract, list(change.removed))
    if _may_meet(parts, change.changed):
        _write_where_they_count(connection, contract, parts, change)
    elif change.rows.height:
        _insert(connection, contract, change.rows)
    note_flags(connection, contract, change.flags)


def _insert(connection: Connection, contract: TableContract, rows: pl.DataFrame, clauses: str = "") -> None:
    """Insert rows, `new` in the clauses that say which and in what order, and the headings that are not there yet."""
    table, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    own, shared = divided(contract, rows)
    connection.register("own", own.to_arrow())
    connection.register("shared", shared.to_arrow())
    connection.execute(f"insert into {table} select * from own as new {clauses}")  # noqa: S608
    connection.execute(f"insert into {headings} select * from shared anti join {headings} using ({HEADING_ID})")  # noqa: S608


def rows_by_file(connection: Connection, contract: TableContract) -> dict[str, int]:
    """How many rows of each file the table holds, by the file's hash."""
    found = connection.execute(f"select source_sha256, count(*) from {contract.qualified_name} group by all")  # noqa: S608
    return dict(found.fetchall())


def _may_meet(parts: dict[str, Part], changed: Collection[str]) -> bool:
    """Whether a changed file has a session that another file has too."""
    spans = sorted(span for sha256 in changed if (span := parts[sha256].span))
    if any(later[0] <= earlier[1] for earlier, later in pairwise(spans)):
        return True
    if not spans:
        return False
    first, last = spans[0][0], max(span[1] for span in spans)
    return any(part.overlaps(first, last) for sha256, part in parts.items() if sha256 not in changed)


def _delete(connection: Connection, contract: TableContract, hashes: list[str]) -> None:
    connection.register("leaving", pl.DataFrame({"sha256": hashes}).to_arrow())
    rows, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    is_leaving = "source_sha256 in (select sha256 from leaving)"
    forget_flags(connection, contract, f"{contract.qualified_name} where {is_leaving}")
    ids = f"select {HEADING_ID} from {headings} where {is_leaving}"  # noqa: S608
    connection.execute(f"delete from {rows} where {HEADING_ID} in ({ids})")  # noqa: S608
    connection.execute(f"delete from {headings} where {is_leaving}")  # noqa: S608


def _write_where_they_count(
    connection: Connection, contract: TableContract, parts: dict[str, Part], change: Change
) -> None:
    """Insert the rows that no higher file has, and take out those of lower files that they supersede."""
    table, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    is_same = " and ".join(f"old.{name} = new.{name}" for name in contract.key)
    rank = pl.col("source_sha256").replace_strict(change.ranks, return_dtype=pl.Int64)
    ranked = change.rows.with_columns(rank=rank).sort("rank", descending=True)
    best = ranked.unique(contract.key, keep="first").sort(contract.key)
    connection.register("new_rows", best.to_arrow())
    hashes, numbers = list(change.ranks), list(change.ranks.values())
    connection.register("ranks", pl.DataFrame({"sha256": hashes, "rank": numbers}).to_arrow())
    keys = ", ".join(f"old.{name}" for name in (*contract.key, HEADING_ID))
    connection.execute(
        f"create or replace temp table lost as select {keys}, shared.source_sha256 from {table} as old "  # noqa: S608
        f"inner join {headings} as shared using ({HEADING_ID}) inner join new_rows as new on {is_same} "
        "inner join ranks on shared.source_sha256 = ranks.sha256 where ranks.rank < new.rank"
    )
    forget_flags(connection, contract, "lost")
    is_lost = " and ".join(f"{table}.{name} = lost.{name}" for name in (*contract.key, HEADING_ID))
    connection.execute(f"delete from {table} using lost where {is_lost}")  # noqa: S608
    is_missing = f"not exists (select 1 from {table} as old where {is_same})"  # noqa: S608
    _insert(connection, contract, best.drop("rank"), f"where {is_missing} order by {', '.join(contract.key)}")
    connection.execute(f"delete from {headings} where {HEADING_ID} not in (select {HEADING_ID} from {table})")  # noqa: S608
    _count_superseded(connection, contract, parts, change)


def _count_superseded(connection: Connection, contract: TableContract, parts: dict[str, Part], change: Change) -> None:
    """Move rows that are not in the table, or no longer, between the counts of their files."""
    gave_way = connection.execute("select source_sha256, count(*) from lost group by all").fetchall()
    for sha256, count in gave_way:
        parts[sha256] = parts[sha256].with_superseded(count)
    offered = dict(change.rows.group_by("source_sha256").len().iter_rows())
    connection.register("offered", pl.DataFrame({"sha256": list(offered)}).to_arrow())
    written = dict(connection.execute(
        f"select source_sha256, count(*) from {contract.qualified_name} "  # noqa: S608
        "where source_sha256 in (select sha256 from offered) group by all"
    ).fetchall())  # fmt: skip
    for sha256, count in offered.items():
        parts[sha256] = parts[sha256].with_superseded(count - written.get(sha256, 0))


def _write_ledger(connection: Connection, contract: TableContract, parts: Mapping[str, Part]) -> None:
    ledger = RAW_LANDING__PARTS
    rows = pl.DataFrame(
        [{"table_name": contract.qualified_name, **vars(part)} for part in parts.values()], schema=ledger.polars_schema
    )
    connection.register("ledger_rows", rows.to_arrow())
    connection.execute(f"delete from {ledger.qualified_name} where table_name = '{contract.qualified_name}'")  # noqa: S608
    connection.execute(f"insert into {ledger.qualified_name} select * from ledger_rows")  # noqa: S608
