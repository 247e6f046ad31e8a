"""Expectations of great-expectations that stand for a contract's promises."""

from datetime import date, datetime, time
from typing import Any

import polars as pl

from pipelines.contracts.table import Column, TableContract

_SEVERITY = {"reject": "critical", "flag": "warning"}


def row_expectations(contract: TableContract) -> dict[str, Any]:
    """Expectations about rows, by the name of the promise."""
    import great_expectations.expectations as gxe  # noqa: PLC0415 (imports for seconds)

    promises: dict[str, Any] = {
        "has_enough_rows": gxe.ExpectTableRowCountToBeBetween(min_value=contract.minimum_rows),
        "key_is_unique": (
            gxe.ExpectCompoundColumnsToBeUnique(column_list=list(contract.key))
            if len(contract.key) > 1
            else gxe.ExpectColumnValuesToBeUnique(column=contract.key[0])
        ),
    }
    for column in contract.columns:
        promises |= _of_column(column)
    for rule in contract.rules:
        promises[rule.name] = _is_true(rule.name, rule.severity, rule.advice)
    return promises


def profile_expectations(contract: TableContract, measures: pl.DataFrame) -> dict[str, Any]:
    """Expectations about measures, by the name of the promise; none for a promise that measured nothing."""
    measured = set(measures["promise"])
    return {
        promise.name: _is_true(promise.name, promise.severity, f"Basis: {promise.source}")
        for promise in contract.profile
        if promise.name in measured
    }


def identity(configuration: Any) -> tuple[str, str]:
    """What tells an expectation from another, in a suite and in its result."""
    kwargs = {k: v for k, v in configuration.kwargs.items() if k != "batch_id"}
    return configuration.type, repr(sorted(kwargs.items()))


def _is_true(column: str, severity: str, note: str) -> Any:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    return gxe.ExpectColumnValuesToBeInSet(
        column=column, value_set=[True], severity=_SEVERITY[severity], description=f"{column}: {note}"
    )


def _bound(value: float | date | None) -> float | datetime | None:
    """Dates reach pandas as timestamps, and are only comparable with such."""
    return datetime.combine(value, time()) if isinstance(value, date) else value


def _of_column(column: Column) -> dict[str, Any]:
    import great_expectations.expectations as gxe  # noqa: PLC0415

    meta = {"notes": {"format": "markdown", "content": [f"{column.description} [{column.unit}]"]}}
    found: dict[str, Any] = {}
    if not column.nullable:
        found[f"{column.name}_is_present"] = gxe.ExpectColumnValuesToNotBeNull(column=column.name, meta=meta)
    if column.minimum is not None or column.maximum is not None:
        found[f"{column.name}_in_range"] = gxe.ExpectColumnValuesToBeBetween(
            column=column.name,
            min_value=_bound(column.minimum),
            max_value=_bound(column.maximum),
            strict_min=column.is_minimum_strict,
            meta=meta,
        )
    if column.allowed:
        found[f"{column.name}_is_known"] = gxe.ExpectColumnValuesToBeInSet(
            column=column.name, value_set=list(column.allowed), meta=meta
        )
    return found


def docs_identity(table: str, run_id: Any) -> Any:
    """Key of a table's result among the data docs."""
    from great_expectations.data_context.types.resource_identifiers import (  # noqa: PLC0415
        ExpectationSuiteIdentifier,
        ValidationResultIdentifier,
    )

    suite = ExpectationSuiteIdentifier(table)
    return ValidationResultIdentifier(expectation_suite_identifier=suite, run_id=run_id, batch_identifier="last_load")
