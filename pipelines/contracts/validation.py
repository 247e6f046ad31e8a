"""A contract's promises, put to great-expectations. The only file that knows its API."""

import os
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import polars as pl

from pipelines.contracts.table import Column, TableContract


@dataclass(frozen=True)
class BrokenPromise:
    """One promise that rows of a load break."""

    promise: str
    rows: tuple[int, ...]
    advice: str


def broken_promises(contract: TableContract, rows: pl.DataFrame) -> list[BrokenPromise]:
    """Ask great-expectations about every promise of the contract.

    Args:
        contract: The promises.
        rows: Load with the contract's columns and types, not yet written.

    Returns:
        One entry per broken promise, with the positions of the rows that break it (none where the
        promise is about the table as a whole).
    """
    results = _validated(contract, _with_rules(contract, rows))
    advice = {rule.name: rule.advice for rule in contract.rules}
    return [
        BrokenPromise(name, positions, advice.get(name, "compare the row with the provider's file"))
        for name, success, positions in results
        if not success
    ]


def _with_rules(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with one boolean column per row rule: polars computes, great-expectations judges and records."""
    kept = [rule.expression.fill_null(value=True).alias(rule.name) for rule in contract.rules]
    return rows.with_columns(*kept)


def _validated(contract: TableContract, rows: pl.DataFrame) -> list[tuple[str, bool, tuple[int, ...]]]:
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415 (imports for seconds, only a load that changed needs it)
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    expectations = _expectations(contract)
    suite = gx.ExpectationSuite(name=contract.name, expectations=list(expectations.values()))
    source = context.data_sources.add_pandas("load").add_dataframe_asset(contract.name)
    batch = source.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows.to_pandas()})
    outcome = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    names = {_identity(expectation.configuration): name for name, expectation in expectations.items()}
    return [_judgement(names[_identity(result.expectation_config)], result) for result in outcome.results]


def _judgement(name: str, result: Any) -> tuple[str, bool, tuple[int, ...]]:
    """Name, success and offending rows of one result.

    Raises:
        RuntimeError: The expectation itself failed to run, so nothing was promised.
    """
    raised = str(result.exception_info)
    if "'raised_exception': True" in raised:
        raise RuntimeError(f"{name}: the expectation could not be evaluated: {raised[:500]}")
    positions = result.result.get("unexpected_index_list") or ()
    return name, bool(result.success), tuple(sorted(positions))


def _bound(value: float | date | None) -> float | datetime | None:
    """Dates reach pandas as timestamps, and are only comparable with such."""
    return datetime.combine(value, time()) if isinstance(value, date) else value


def _identity(configuration: Any) -> tuple[str, str]:
    kwargs = {k: v for k, v in configuration.kwargs.items() if k != "batch_id"}
    return configuration.type, repr(sorted(kwargs.items()))


def _expectations(contract: TableContract) -> dict[str, Any]:
    """Expectations by the name of the promise they stand for."""
    import great_expectations.expectations as gxe  # noqa: PLC0415

    promises: dict[str, Any] = {
        "has_enough_rows": gxe.ExpectTableRowCountToBeBetween(min_value=contract.minimum_rows),
        "key_is_unique": (
            gxe.ExpectCompoundColumnsToBeUnique(column_list=list(contract.key))
            if len(contract.key) > 1
            else gxe.ExpectColumnValuesToBeUnique(column=contract.key[0])
        ),
    }
    for column in contract.columns:
        promises |= _column_expectations(column)
    for rule in contract.rules:
        promises[rule.name] = gxe.ExpectColumnValuesToBeInSet(column=rule.name, value_set=[True])
    return promises


def _column_expectations(column: Column) -> dict[str, Any]:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    found: dict[str, Any] = {}
    if not column.nullable:
        found[f"{column.name}_is_present"] = gxe.ExpectColumnValuesToNotBeNull(column=column.name)
    if column.minimum is not None or column.maximum is not None:
        found[f"{column.name}_in_range"] = gxe.ExpectColumnValuesToBeBetween(
            column=column.name,
            min_value=_bound(column.minimum),
            max_value=_bound(column.maximum),
            strict_min=column.is_minimum_strict,
        )
    if column.allowed:
        found[f"{column.name}_is_known"] = gxe.ExpectColumnValuesToBeInSet(
            column=column.name, value_set=list(column.allowed)
        )
    return found
