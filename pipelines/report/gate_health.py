"""What the gate has to say to a reader: how loads went, what they flagged, revised and let back in. Pure."""

from collections.abc import Mapping

import polars as pl

_FAILED = ("rejected", "missing", "unreachable")


def gate_health(tables: Mapping[str, pl.DataFrame]) -> list[pl.DataFrame]:
    """Rows of data health, without `is_simulated`.

    Args:
        tables: `raw_landing__loads`, `raw_landing__flags`, `raw_landing__revisions` and
            `raw_landing__readmissions`.
    """
    return [
        _loads(tables["raw_landing__loads"]),
        _flags(tables["raw_landing__flags"]),
        _revisions(tables["raw_landing__revisions"]),
        _readmissions(tables["raw_landing__readmissions"]),
    ]


def _loads(loads: pl.DataFrame) -> pl.DataFrame:
    """A load that failed leaves older rows in use; one that quarantined rows says how many."""
    severity = (
        pl.when(pl.col("outcome").is_in(_FAILED)).then(pl.lit("error"))
        .when(pl.col("outcome") == "partial").then(pl.lit("warning"))
        .otherwise(pl.lit("ok"))
    )  # fmt: skip
    quarantined = pl.format(", {} rows in quarantine", "rows_quarantined")
    repeated = pl.format(", {} repeated rows left out", "rows_deduplicated")
    return _undated(
        loads,
        subject=pl.col("table_name"),
        topic=pl.lit("load"),
        severity=severity,
        message=pl.concat_str(
            "outcome",
            pl.when(pl.col("rows_quarantined") > 0).then(quarantined).otherwise(pl.lit("")),
            pl.when(pl.col("rows_deduplicated") > 0).then(repeated).otherwise(pl.lit("")),
            pl.when(pl.col("message") != "").then(pl.format(": {}", "message")).otherwise(pl.lit("")),
        ),
        rows=pl.col("rows_in_table"),
    )


def _flags(flags: pl.DataFrame) -> pl.DataFrame:
    """Odd rows and bands left, per promise; the rows are loaded, and `raw.raw_landing__flags` lists each."""
    counted = flags.sort("row_key").group_by("table_name", "promise", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("row_key").first(), pl.col("message").first()
    )  # fmt: skip
    said = pl.col("message").str.strip_prefix(pl.format("{}: ", "row_key"))  # a finding begins with its subject
    return _undated(
        counted.sort("table_name", "promise"),
        subject=pl.format("{} {}", pl.col("table_name").str.strip_prefix("raw."), "promise"),
        topic=pl.lit("flag"),
        severity=pl.lit("warning"),
        message=pl.format("{} flagged, the first is {}: {}", "rows", "row_key", said),
        rows=pl.col("rows"),
    )


def _revisions(revisions: pl.DataFrame) -> pl.DataFrame:
    """History that a provider changed since it was first loaded."""
    counted = revisions.sort("replaced_at").group_by("table_name", maintain_order=True).agg(
        pl.len().alias("rows"), pl.col("row_key").last(), pl.col("column_name").last(), pl.col("replaced_at").last()
    )  # fmt: skip
    return _undated(
        counted.sort("table_name"),
        subject=pl.format("{} revisions", pl.col("table_name").str.strip_prefix("raw.")),
        topic=pl.lit("revision"),
        severity=pl.lit("ok"),
        message=pl.format(
            "the provider changed {} values since they were first seen, the last is {} of {} on {}",
            "rows", "column_name", "row_key", pl.col("replaced_at").dt.date(),
        ),
        rows=pl.col("rows"),
    )  # fmt: skip


def _readmissions(readmissions: pl.DataFrame) -> pl.DataFrame:
    """Rows that a person let in although they break a promise: whoever reads the tables must know."""
    counted = readmissions.group_by("table_name", "quarantine_id").agg(
        pl.col("row_sha256").n_unique().alias("rows"),
        pl.col("readmitted_by", "readmitted_at", "why").first(),
        pl.col("promise").unique().sort().str.join(", "),
    )
    return _undated(
        counted.sort("table_name", "quarantine_id"),
        subject=pl.format("{} re-admitted from {}", pl.col("table_name").str.strip_prefix("raw."), "quarantine_id"),
        topic=pl.lit("quarantine"),
        severity=pl.lit("warning"),
        message=pl.format(
            "{} rows let in by {} on {} although they break {}: {}",
            "rows", "readmitted_by", pl.col("readmitted_at").dt.date(), "promise", "why",
        ),
        rows=pl.col("rows"),
    )  # fmt: skip


def _undated(counted: pl.DataFrame, /, **columns: pl.Expr) -> pl.DataFrame:
    return counted.select(**columns, first_date=pl.lit(None, pl.Date), last_date=pl.lit(None, pl.Date))
