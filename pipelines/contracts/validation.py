"""A contract's promises, put to great-expectations; only this file and `expectations` know its API."""

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contracts.expectations import identity, profile_expectations, row_expectations
from pipelines.contracts.profile import MEASURE, Clock, Severity, is_kept
from pipelines.contracts.table import RowRule, TableContract

_SHOWN = 20  # offending values that a kept result still shows


@dataclass(frozen=True)
class Finding:
    """A subject whose measure lies outside its band."""

    subject: str
    observed: float
    detail: str


@dataclass(frozen=True)
class BrokenPromise:
    """One promise that a load breaks: by `rows` (positions), or as a whole by `findings`."""

    promise: str
    rows: tuple[int, ...]
    advice: str
    severity: Severity = "reject"
    findings: tuple[Finding, ...] = ()


def broken_promises(
    contract: TableContract, rows: pl.DataFrame, clock: Clock | None = None, record: Path | None = None
) -> list[BrokenPromise]:
    """Ask great-expectations about every promise of the contract.

    Args:
        contract: The promises.
        rows: Load with the contract's columns and types, not yet written.
        clock: Sessions; without it nothing is said of missing sessions and of freshness.
        record: File for great-expectations' own results, from which its data docs are built.

    Returns:
        One entry per broken promise, with the positions of the rows that break it, or with the
        findings where the promise is about the table as a whole (neither where rows are too few).
    """
    of_rows = validated(contract, _with_rules(contract, rows), row_expectations(contract))
    of_table, results = broken_profile(contract, rows, clock)
    if record:
        keep_results(record, [*(result for _, result in of_rows), *results])
    rules = {rule.name: rule for rule in contract.rules}
    return [*(_of_rows(name, result, rules) for name, result in of_rows if not result.success), *of_table]


def broken_profile(
    contract: TableContract, rows: pl.DataFrame, clock: Clock | None
) -> tuple[list[BrokenPromise], list[Any]]:
    """The same of the promises about the table as a whole alone, and great-expectations' own results.

    Args:
        contract: The promises.
        rows: Load; the columns that these promises ask for are enough.
        clock: Sessions; without it nothing is said of missing sessions and of freshness.
    """
    measures = _measures(contract, rows, clock)
    found = validated(contract, _wide(measures), profile_expectations(contract, measures))
    broken = [_of_table(contract, name, result, measures) for name, result in found if not result.success]
    return broken, [result for _, result in found]


def _measures(contract: TableContract, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:
    """Measures of every table promise, by its name."""
    frames = [
        promise.measured(rows, clock).with_columns(promise=pl.lit(promise.name), is_kept=is_kept())
        for promise in contract.profile
    ]
    return pl.concat(frames) if frames else MEASURE.to_frame().with_columns(promise=pl.lit(""), is_kept=is_kept())


def _wide(measures: pl.DataFrame) -> pl.DataFrame:
    """One row per measure and one column per promise, true where it is kept and null for another promise's."""
    names = measures["promise"].unique(maintain_order=True)
    columns = [pl.when(pl.col("promise") == name).then("is_kept").alias(name) for name in names]
    return measures.select("subject", "observed", "minimum", "maximum", *columns)


def _with_rules(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows with one boolean column per row rule: polars computes, great-expectations judges and records."""
    kept = [rule.expression.fill_null(value=True).alias(rule.name) for rule in contract.rules]
    return rows.with_columns(*kept)


def validated(contract: TableContract, rows: pl.DataFrame, expectations: dict[str, Any]) -> list[tuple[str, Any]]:
    """Result of each expectation, by the name of its promise.

    Raises:
        RuntimeError: An expectation itself failed to run, so nothing was promised.
    """
    if not expectations:
        return []
    import great_expectations as gx  # noqa: PLC0415 (imports for seconds, only a load that changed needs it)

    suite = gx.ExpectationSuite(name=contract.name, expectations=list(expectations.values()))
    source = _context().data_sources.add_or_update_pandas("load").add_dataframe_asset(contract.name)
    batch = source.add_batch_definition_whole_dataframe("all").get_batch({"dataframe": rows.to_pandas()})
    outcome = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    names = {identity(expectation.configuration): name for name, expectation in expectations.items()}
    results = [(names[identity(result.expectation_config)], result) for result in outcome.results]
    for name, result in results:
        if "'raised_exception': True" in str(result.exception_info):
            raise RuntimeError(f"{name}: the expectation could not be evaluated: {str(result.exception_info)[:500]}")
    return results


@cache
def _context() -> Any:
    """One context a process, with nothing on disk."""
    return quiet_context(mode="ephemeral")


def quiet_context(**options: Any) -> Any:
    """A context of great-expectations with no progress bars and no word to anybody; `options` as its own."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx  # noqa: PLC0415
    from great_expectations.data_context.types.base import ProgressBarsConfig  # noqa: PLC0415

    context = gx.get_context(**options)
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    return context


def _positions(result: Any) -> tuple[int, ...]:
    return tuple(sorted(result.result.get("unexpected_index_list") or ()))


def _of_rows(name: str, result: Any, rules: dict[str, RowRule]) -> BrokenPromise:
    rule = rules.get(name)
    if rule is None:
        return BrokenPromise(name, _positions(result), "compare the row with the provider's file")
    return BrokenPromise(name, _positions(result), rule.advice, rule.severity)


def _of_table(contract: TableContract, name: str, result: Any, measures: pl.DataFrame) -> BrokenPromise:
    (promise,) = (promise for promise in contract.profile if promise.name == name)
    broken = measures[list(_positions(result))].select("subject", "observed", "detail")
    findings = tuple(Finding(*row) for row in broken.iter_rows())
    return BrokenPromise(name, (), f"basis: {promise.source}", promise.severity, findings)


def keep_results(record: Path, results: Iterable[Any]) -> None:
    """Write great-expectations' results as JSON, with a few offending values of each and never all."""
    kept = []
    for result in results:
        found = result.to_json_dict()
        for long in ("unexpected_list", "unexpected_index_list", "unexpected_index_query", "partial_unexpected_list",
                     "partial_unexpected_counts", "partial_unexpected_index_list"):  # fmt: skip
            value = found["result"].get(long)
            if isinstance(value, list):
                found["result"][long] = value[:_SHOWN]
        kept.append(found)
    record.parent.mkdir(parents=True, exist_ok=True)
    record.write_text(json.dumps(kept), encoding="utf-8")
