"""What a replay must reach before claims may lean on the engine (§3.1, §3.2), and whether it does. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.benchmarks.residual import ALL
from pipelines.contracts.fct_benchmark_goal import FCT_BENCHMARK_GOAL


@dataclass(frozen=True)
class Goal:
    """One number of an index over all its months; `is_floor`: at least, otherwise at most in absolute value."""

    index_symbol: str
    column: str
    limit: float
    is_floor: bool


GOALS = (
    Goal("VXTH", "monthly_correlation_ratio", 0.98, is_floor=True),
    Goal("VXTH", "overlay_monthly_correlation_ratio", 0.90, is_floor=True),
    Goal("VXTH", "cagr_gap_ratio", 0.010, is_floor=False),
    Goal("VXTH", "tracking_error_vol", 0.03, is_floor=False),
    Goal("CNDR", "monthly_correlation_ratio", 0.90, is_floor=True),
    Goal("CNDR", "tracking_error_vol", 0.03, is_floor=False),
    Goal("CNDR", "max_drawdown_gap_ratio", 0.04, is_floor=False),
    Goal("PUT", "monthly_correlation_ratio", 0.97, is_floor=True),
    Goal("BXM", "monthly_correlation_ratio", 0.97, is_floor=True),
)
_FEWEST_MONTHS = 24  # of a verdict on an engine
_NAMES = {
    "monthly_correlation_ratio": "correlation",
    "overlay_monthly_correlation_ratio": "overlay correlation",
    "cagr_gap_ratio": "growth gap",
    "tracking_error_vol": "tracking error",
    "max_drawdown_gap_ratio": "drawdown gap",
}


def judged_goals(residual: pl.DataFrame, goals: Sequence[Goal] = GOALS) -> pl.DataFrame:
    """Return one row per goal; `is_met` is null where too few months are published.

    Args:
        residual: `benchmarks.fct_benchmark_residual`.
        goals: What is asked.
    """
    rows = {row["index_symbol"]: row for row in residual.filter(pl.col("period") == ALL).iter_rows(named=True)}
    return FCT_BENCHMARK_GOAL.conform(
        pl.DataFrame([_row(goal, rows[goal.index_symbol]) for goal in goals], schema=FCT_BENCHMARK_GOAL.polars_schema)
    )


def missed_texts(missed: pl.DataFrame) -> list[str]:
    """Say each missed goal in words, e.g. `VXTH tracking error 0.041 > 0.03`."""
    return [
        f"{row['index_symbol']} {_NAMES[row['measure']]} {row['measured_ratio']:.3f}"
        f" {'<' if row['is_floor'] else '>'} {row['limit_ratio']:g}"
        for row in missed.iter_rows(named=True)
    ]


def _row(goal: Goal, found: dict[str, object]) -> dict[str, object]:
    measured, months = found[goal.column], found["n_months"]
    is_known = isinstance(measured, float) and isinstance(months, int) and months >= _FEWEST_MONTHS
    value = measured if is_known and isinstance(measured, float) else None
    is_met = None if value is None else value >= goal.limit if goal.is_floor else abs(value) <= goal.limit
    return {
        "index_symbol": goal.index_symbol,
        "measure": goal.column,
        "limit_ratio": goal.limit,
        "is_floor": goal.is_floor,
        "measured_ratio": value,
        "n_months": months,
        "is_met": is_met,
    }
