"""Warnings of a decision: what can move an order today, not each oddity of the data's history."""

import polars as pl

from pipelines.report.decision.notes import _data_warnings


def finding(subject: str, topic: str, severity: str = "warning", rows: int = 1) -> dict[str, str | int]:
    message = f"what is known of {subject}"
    return {"subject": subject, "topic": topic, "severity": severity, "message": message, "rows": rows}


def test_late_and_refused_sources_are_named_and_history_is_one_line() -> None:
    health = pl.DataFrame(
        [
            finding("VIX ends", "freshness"),
            finding("raw.refused", "load", "error"),
            finding("jump of 1990", "flag"),
            finding("two sources in 2025", "disagreement"),
            finding("a series never supplied", "freshness", rows=0),
            finding("BFLY ends in 2014", "benchmark_freshness"),
            finding("a hole", "hole"),
            finding("all is well", "freshness", "ok"),
        ]
    )

    lines = list(_data_warnings(health))

    assert [(line.subject, line.text) for line in lines] == [
        ("VIX ends", "what is known of VIX ends"),
        ("raw.refused", "what is known of raw.refused"),
        ("other data", "4 findings on history, on benchmark indices and on series without a file: data health"),
    ]


def test_data_without_findings_warn_of_nothing() -> None:
    assert not list(_data_warnings(pl.DataFrame([finding("all is well", "freshness", "ok")])))
