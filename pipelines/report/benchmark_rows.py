"""Replayed indices as rows of the page: how near each comes to what was published, and its goals. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.report.wording import MISSING, day_text, percent_text, typeset_text

ORDER = ("VXTH", "CNDR", "PUT", "BXM", "PPUT", "BXMD", "CLL", "CMBO", "BFLY")


@dataclass(frozen=True)
class BenchmarkRow:
    """One index over all its months, ready to print; ratios are formatted by the template."""

    symbol: str
    months: str
    correlation: float | None
    overlay: float | None
    tracking_error: float | None
    gap: float | None
    band: str
    drawdown_gap: float | None
    goals: str
    goals_class: str


def engine_section(tables: Mapping[str, pl.DataFrame]) -> dict[str, object]:
    """Return what the template prints of the engine: one sentence, and a row per index."""
    return {
        "engine_text": engine_text(tables["fct_claim_verdict"]),
        "benchmarks": benchmark_rows(tables["fct_benchmark_residual"], tables["fct_benchmark_goal"]),
    }


def engine_text(verdicts: pl.DataFrame) -> str:
    """Return the sentence that every verdict carries about the engine."""
    return typeset_text(verdicts["engine_check_text"][0]) if len(verdicts) else "no claim was judged"


def benchmark_rows(residual: pl.DataFrame, goals: pl.DataFrame) -> list[BenchmarkRow]:
    """Return one row per index, those with goals first.

    Args:
        residual: `benchmarks.fct_benchmark_residual`.
        goals: `benchmarks.fct_benchmark_goal`.
    """
    rows = {row["index_symbol"]: row for row in residual.filter(pl.col("period_kind") == "all").iter_rows(named=True)}
    return [_row(rows[symbol], goals) for symbol in sorted(rows, key=_place)]


def _place(symbol: str) -> tuple[int, str]:
    return (ORDER.index(symbol) if symbol in ORDER else len(ORDER), symbol)


def _row(row: Mapping[str, Any], goals: pl.DataFrame) -> BenchmarkRow:
    text, kind = _goals(goals.filter(pl.col("index_symbol") == row["index_symbol"])["is_met"])
    low, high = (percent_text(row[f"cagr_gap_band_{end}_ratio"], 2) for end in ("lo", "hi"))
    return BenchmarkRow(
        symbol=str(row["index_symbol"]),
        months=_months(row),
        correlation=row["monthly_correlation_ratio"],
        overlay=row["overlay_monthly_correlation_ratio"],
        tracking_error=row["tracking_error_vol"],
        gap=row["cagr_gap_ratio"],
        band=MISSING if row["cagr_gap_band_lo_ratio"] is None else f"{low} to {high}",
        drawdown_gap=row["max_drawdown_gap_ratio"],
        goals=text,
        goals_class=kind,
    )


def _months(row: Mapping[str, Any]) -> str:
    if not row["n_months"]:
        return "no published level"
    first, last = (day_text(row[name]).split(" ", 1)[1] for name in ("first_month", "last_month"))
    return f"{row['n_months']}: {first} – {last}"


def _goals(is_met: pl.Series) -> tuple[str, str]:
    """Words and the class of their colour."""
    if is_met.is_empty():
        return "", ""
    if is_met.null_count():
        return "not available", "warning"
    met = int(is_met.sum())
    return f"{met} of {len(is_met)} met", "ok" if met == len(is_met) else "error"
