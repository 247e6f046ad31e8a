"""What a contract's table is made of: the SQL that creates it, and its rows in their order."""

from collections.abc import Iterator, Sequence

import polars as pl

from pipelines.contracts.table import Column, TableContract


def creation(contract: TableContract) -> Iterator[str]:
    """Statements that replace the table by an empty one, with its comments."""
    yield f'create schema if not exists "{contract.schema}"'
    yield f"create or replace table {contract.qualified_name} ({column_list(contract.columns)})"
    yield from comments(contract, "table")


def column_list(columns: Sequence[Column]) -> str:
    """Names and types of columns, as `create table` wants them."""
    return ", ".join(f'"{c.name}" {c.duckdb_type}{"" if c.nullable else " not null"}' for c in columns)


def comments(contract: TableContract, kind: str) -> Iterator[str]:
    """Statements that say what a table or view is and what its columns mean."""
    yield f"comment on {kind} {contract.qualified_name} is '{_quoted(f'Grain: {contract.grain}')}'"
    for column in contract.columns:
        text = _quoted(f"{column.description} [{column.unit}]")
        yield f"comment on column {contract.qualified_name}.\"{column.name}\" is '{text}'"


def in_order(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with the contract's columns, by key.

    Raises:
        ValueError: A column is missing or unknown, or a key occurs twice.
    """
    ordered = contract.conform(rows).sort(contract.key)
    if ordered.select(contract.key).is_duplicated().any():
        raise ValueError(f"{contract.qualified_name}: a key {contract.key} occurs twice")
    return ordered


def _quoted(text: str) -> str:
    return text.replace("'", "''")
