"""Data health as the page shows it: what needs attention first. Pure."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from pipelines.contracts.report_tables import TOPICS

_SEVERITIES = ("error", "warning", "ok")


@dataclass(frozen=True)
class HealthRow:
    """One finding."""

    severity: str
    topic: str
    subject: str
    message: str
    rows: int
    first_date: date | None
    last_date: date | None


def health_rows(health: pl.DataFrame) -> tuple[list[HealthRow], list[HealthRow]]:
    """Return what is wrong (errors, then warnings; holes first) and what is in order.

    Args:
        health: `report.fct_data_health`.
    """
    ordered = health.sort(
        pl.col("severity").replace_strict(dict(zip(_SEVERITIES, range(3), strict=True)), default=0),
        pl.col("topic").replace_strict(dict(zip(TOPICS, range(len(TOPICS)), strict=True)), default=9),
        "subject",
    )
    columns = ("severity", "topic", "subject", "message", "rows", "first_date", "last_date")
    rows = [HealthRow(*row) for row in ordered.select(columns).iter_rows()]
    return [row for row in rows if row.severity != "ok"], [row for row in rows if row.severity == "ok"]
