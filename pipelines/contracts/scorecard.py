"""A contract's promises counted in polars: how many rows of each chain break each one.

A history is too large to hand to great-expectations row by row. What it judges instead is the scorecard, one row per
chain and one column per promise; which rows are meant is asked again of the few chains that fail.
"""

from collections.abc import Sequence

import polars as pl

from pipelines.contracts.table import Column, TableContract


def promise_breaks(contract: TableContract) -> dict[str, pl.Expr]:
    """Expression per promise about a row, true where the row breaks it; null never breaks but where it must not be."""
    found: dict[str, pl.Expr] = {}
    for column in contract.columns:
        found |= _column_breaks(column)
    return found | {rule.name: ~rule.expression.fill_null(value=True) for rule in contract.rules}


def scorecard(contract: TableContract, rows: pl.DataFrame, by: Sequence[str]) -> pl.DataFrame:
    """Count the rows that break each promise.

    Args:
        contract: The promises.
        rows: Any number of chains, with the contract's columns.
        by: Columns that tell one chain from another.

    Returns:
        One row per chain, in order of appearance: `by`, `rows`, and a count per promise.
    """
    breaks = promise_breaks(contract)
    counts = {name: broken.sum().cast(pl.Int64).alias(name) for name, broken in breaks.items()}
    totals = rows.select(counts.values()).row(0, named=True)
    found = [counts[name] for name, total in totals.items() if total]  # to count by chain costs three times as much
    card = rows.group_by(by, maintain_order=True).agg(pl.len().cast(pl.Int64).alias("rows"), *found)
    none = [pl.lit(0, pl.Int64).alias(name) for name, total in totals.items() if not total]
    return card.with_columns(none).select(*by, "rows", *counts)


def _column_breaks(column: Column) -> dict[str, pl.Expr]:
    value, found = pl.col(column.name), {}
    if not column.nullable:
        found[f"{column.name}_is_present"] = value.is_null()
    bounds = []
    if column.minimum is not None:
        bounds.append(value <= column.minimum if column.is_minimum_strict else value < column.minimum)
    if column.maximum is not None:
        bounds.append(value > column.maximum)  # NaN is greater than every number
    if bounds:
        found[f"{column.name}_in_range"] = pl.any_horizontal(bounds).fill_null(value=False)
    if column.allowed:
        found[f"{column.name}_is_known"] = ~value.is_in(column.allowed).fill_null(value=True)
    return found
