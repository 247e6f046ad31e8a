"""Scorecards of many chains, put to great-expectations in one suite: no promise broken, no share beyond its limit."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import polars as pl

from pipelines.contracts.chain_profile import ShareLimit
from pipelines.contracts.table import RowRule, TableContract
from pipelines.contracts.validation import quiet_context, validated


def broken_scores(card: pl.DataFrame, highest: Mapping[str, float]) -> pl.DataFrame:
    """Cells of a scorecard that are too high, as polars finds them.

    Args:
        card: One row per chain.
        highest: Largest value of each column; null is not judged.

    Returns:
        `chain` (row of the card), `promise`, `measured`, `excess` > 0.
    """
    return _cells(card, highest).filter(pl.col("excess") > 0)


def confirm_scores(name: str, card: pl.DataFrame, highest: Mapping[str, float]) -> None:
    """Ask great-expectations about every cell of a scorecard: nothing is committed that it judges otherwise.

    Cells are handed over in one column, so that one expectation judges all of them: a call costs 10 ms, in which no
    other thread of Python gets on.

    Args:
        name: Name of the suite.
        card: One row per chain.
        highest: As `broken_scores`.

    Raises:
        RuntimeError: It disagrees, the expectation could not be evaluated, or there is no cell to judge.
    """
    cells = _cells(card, highest)
    if cells.is_empty():
        raise RuntimeError(f"{name}: the scorecard is empty, so nothing was judged")
    if not cells[_unexpected(name, cells)].equals(cells.filter(pl.col("excess") > 0)):
        raise RuntimeError(f"{name}: great-expectations and polars disagree on which chains keep their promises")


def _cells(card: pl.DataFrame, highest: Mapping[str, float]) -> pl.DataFrame:
    measured = pl.col("measured").cast(pl.Float64)
    return (
        card.with_row_index("chain")
        .unpivot(list(highest), index="chain", variable_name="promise", value_name="measured")
        .with_columns(measured, excess=measured - pl.col("promise").replace_strict(dict(highest)))
    )


def _unexpected(name: str, cells: pl.DataFrame) -> list[int]:
    """Positions of the cells that great-expectations finds broken."""
    definition, suite = _judge(name)
    batch = definition.get_batch({"dataframe": cells.to_pandas()})
    outcome = batch.validate(suite, result_format={"result_format": "COMPLETE"})
    return sorted({position for result in outcome.results for position in _positions(result)})


def scorecard_results(
    contract: TableContract, card: pl.DataFrame, highest: Mapping[str, float], limits: Mapping[str, ShareLimit]
) -> list[Any]:
    """great-expectations' results of a whole scorecard, one per promise, as its data docs show them.

    Args:
        contract: Names the promises' columns, rules and severities.
        card: One row per chain, with a count per promise and a share per limit.
        highest: As `broken_scores`.
        limits: By the share's name.
    """
    import great_expectations.expectations as gxe  # noqa: PLC0415 (imports for seconds)

    rules = {rule.name: rule for rule in contract.rules}
    expectations = {
        name: gxe.ExpectColumnValuesToBeBetween(
            column=name,
            max_value=most,
            severity="warning" if name in rules and rules[name].severity == "flag" else "critical",
            description=f"{name}: {_said(name, rules, limits)}",
        )
        for name, most in highest.items()
    }
    return [result for _, result in validated(contract, card, expectations)]


def _said(name: str, rules: Mapping[str, RowRule], limits: Mapping[str, ShareLimit]) -> str:
    """What a promise is about, for whoever reads its result."""
    if name in limits:
        return f"share of a chain; above {limits[name].maximum_ratio} {limits[name].advice}"
    return f"rows of a chain that break it; {rules[name].advice}" if name in rules else "rows of a chain that break it"


@cache
def _judge(name: str) -> tuple[Any, Any]:
    """Batch definition and suite of a table, made once: a history asks them every few files."""
    import great_expectations as gx  # noqa: PLC0415 (imports for seconds, only a load that changed needs it)
    import great_expectations.expectations as gxe  # noqa: PLC0415

    context = quiet_context(mode="ephemeral")
    suite = gx.ExpectationSuite(
        name=name, expectations=[gxe.ExpectColumnValuesToBeBetween(column="excess", max_value=0)]
    )
    source = context.data_sources.add_pandas("load").add_dataframe_asset(name)
    return source.add_batch_definition_whole_dataframe("all"), suite


def _positions(result: Any) -> list[int]:
    raised = str(result.exception_info)
    if "'raised_exception': True" in raised:
        raise RuntimeError(f"the expectation could not be evaluated: {raised[:500]}")
    return [] if result.success else list(result.result["unexpected_index_list"])
