"""A contract's promises put to a computed table, in polars: fast enough to ask after every run."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def unkept_promises(contract: TableContract, rows: pl.DataFrame) -> list[str]:
    """Return one line per promise the rows break, empty when all are kept.

    Checks schema, number of rows, key, nulls, ranges, allowed values and row rules.
    """
    if rows.schema != contract.polars_schema:
        return [f"{contract.name}: columns or types differ from the contract"]
    broken = [f"{contract.name}.{promise}" for column in contract.columns for promise in _unkept_by(column, rows)]
    if rows.height < contract.minimum_rows:
        broken.append(f"{contract.name}: {rows.height} rows, at least {contract.minimum_rows} promised")
    if rows.select(contract.key).is_duplicated().any():
        broken.append(f"{contract.name}: key {list(contract.key)} occurs twice")
    for rule in contract.rules:
        wrong = rows.filter(~rule.expression.fill_null(value=True)).height
        if wrong:
            broken.append(f"{contract.name}: rule {rule.name} broken by {wrong} rows: {rule.advice}")
    return broken


def _unkept_by(column: Column, rows: pl.DataFrame) -> list[str]:
    values = rows[column.name]
    known = values.drop_nulls()
    broken = []
    if not column.nullable and values.null_count():
        broken.append(f"{column.name}: {values.null_count()} nulls")
    if known.dtype.is_float() and known.is_nan().any():
        broken.append(f"{column.name}: NaN in place of null")
    if column.allowed and not known.is_in(column.allowed).all():
        broken.append(f"{column.name}: values besides {list(column.allowed)}")
    if column.minimum is not None and not _is_above(known, column):
        broken.append(f"{column.name}: below {column.minimum}")
    if column.maximum is not None and not (known <= column.maximum).all():
        broken.append(f"{column.name}: above {column.maximum}")
    return broken


def _is_above(known: pl.Series, column: Column) -> bool:
    kept = known > column.minimum if column.is_minimum_strict else known >= column.minimum
    return bool(kept.all())
