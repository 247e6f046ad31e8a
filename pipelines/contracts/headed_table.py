"""A large table in two: rows, and the values that many rows share. Whoever asks sees one table, a view of both.

A cell costs DuckDB 30 ns to insert, a text three times that, whether or not a million rows have the same one. The
view has the contract's name and columns.
"""

import hashlib
from collections.abc import Iterator

import polars as pl

from pipelines.contracts.runs import begins_run
from pipelines.contracts.table import Column, TableContract
from pipelines.contracts.table_sql import comments

HEADING_ID = "heading_id"
_ID = Column(HEADING_ID, pl.Int64, "id", "Begins the hash of the heading's values, so that every load gives the same")


def rows_table(contract: TableContract) -> TableContract:
    """What differs from row to row, with the heading's id."""
    own = tuple(column for column in contract.columns if column.name not in contract.heading)
    return TableContract(
        f"{contract.name}__rows", contract.schema, f"{contract.grain}; read {contract.name}", contract.key, (*own, _ID)
    )


def headings_table(contract: TableContract) -> TableContract:
    """The columns of `contract.heading`, each combination once."""
    shared = tuple(column for column in contract.columns if column.name in contract.heading)
    grain = f"combination of values that rows share; read {contract.name}"
    return TableContract(f"{contract.name}__headings", contract.schema, grain, (HEADING_ID,), (_ID, *shared))


def view_creation(contract: TableContract) -> Iterator[str]:
    """Statements that replace the view, once both tables are there, with its comments."""
    rows, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    names = ", ".join(f'"{name}"' for name in contract.column_names)
    whole = f"select {names} from {rows} inner join {headings} using ({HEADING_ID})"  # noqa: S608 (names of our own)
    yield f"create or replace view {contract.qualified_name} as {whole}"
    yield from comments(contract, "view")


def divided(contract: TableContract, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows in the columns of the two tables; the order of rows is kept.

    Args:
        contract: Of the table, with a heading.
        rows: With its columns.

    Returns:
        Rows, and headings without repeats.
    """
    names = list(contract.heading)
    is_new = begins_run(rows, names)
    runs = rows.filter(is_new).select(names)  # rows of one file mostly follow each other: few runs, fewer headings
    headings = runs.unique(maintain_order=True)
    ids = pl.Series(HEADING_ID, [_heading_id(values) for values in headings.iter_rows()], dtype=_ID.dtype)
    headings = headings.with_columns(ids)
    of_runs = runs.join(headings, on=names, how="left", nulls_equal=True, maintain_order="left")[HEADING_ID]
    of_rows = of_runs.gather(is_new.cum_sum() - 1)
    own = rows.drop(names).with_columns(of_rows)
    return rows_table(contract).conform(own), headings_table(contract).conform(headings)


def _heading_id(values: tuple[object, ...]) -> int:
    return int.from_bytes(hashlib.sha256(repr(values).encode()).digest()[:8], signed=True)
