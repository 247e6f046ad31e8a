"""Whether claims may lean on the prices: replays of published indices with them reach their goals, or not. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.benchmarks.goals import missed_texts

PASSED, MISSED, NOT_AVAILABLE = "passed", "missed", "not_available"


@dataclass(frozen=True)
class EngineCheck:
    """One state and one sentence, the same for every claim of a run: all of them rest on the same prices."""

    state: str
    text: str


UNCHECKED = EngineCheck(NOT_AVAILABLE, "the prices were not checked against a published index")


def engine_check(goals: pl.DataFrame) -> EngineCheck:
    """Judge the engine by all its goals: one missed is enough, one that can't be told is not passed.

    Args:
        goals: `benchmarks.fct_benchmark_goal`.
    """
    missed, untold = goals.filter(pl.col("is_met").eq(other=False)), goals.filter(pl.col("is_met").is_null())
    if len(missed):
        return EngineCheck(MISSED, f"the prices miss their benchmark: {', '.join(missed_texts(missed))}")
    if goals.is_empty():
        return UNCHECKED
    if len(untold):
        absent = ", ".join(untold["index_symbol"].unique().sort())
        return EngineCheck(NOT_AVAILABLE, f"too few published levels of {absent} to check the prices")
    symbols = ", ".join(goals["index_symbol"].unique().sort())
    return EngineCheck(PASSED, f"replays of {symbols} with the prices of this book reach their goals")


def with_engine(reason: str, check: EngineCheck) -> str:
    """Return a verdict's reason with what speaks against the engine, if anything does."""
    return f"{reason}; {check.text}" if check.state == MISSED else reason
