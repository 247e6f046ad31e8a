"""Contracts of what the report stage writes beside the page: data health, and the run that was published."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

TOPICS = ("hole", "quarantine", "disagreement", "flag", "freshness", "benchmark_freshness", "load", "revision")

FCT_DATA_HEALTH = TableContract(
    name="fct_data_health",
    schema="report",
    grain="subject: a table, a series of it, or a hole",
    key=("subject", "topic"),
    columns=(
        Column("subject", pl.String, "text", "Table, series or contract that the row is about"),
        Column("topic", pl.String, "text", "What the finding is about", allowed=TOPICS),
        Column("severity", pl.String, "text", "ok, warning or error", allowed=("ok", "warning", "error")),
        Column("message", pl.String, "text", "What is known, in a sentence"),
        Column("rows", pl.Int64, "rows", "Rows concerned"),
        Column("first_date", pl.Date, "date", "First date concerned; null when the subject has none", nullable=True),
        Column("last_date", pl.Date, "date", "Last date concerned; null when the subject has none", nullable=True),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)

DIM_RUN = TableContract(
    name="dim_run",
    schema="report",
    grain="published run (one row: the one that made this file)",
    key=("run_id",),
    columns=(
        Column("run_id", pl.String, "text", "Dagster's id of the run"),
        Column("origin", pl.String, "text", "sample, archive or live"),
        Column("market", pl.String, "text", "Name of the market's landing and build"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
        Column("code_sha256", pl.String, "hash", "Hash of all pipeline and dbt sources and of the lock"),
        Column("input_sha256", pl.String, "hash", "Hash of the loads: outcome and landed files behind each raw table"),
        Column("settings_sha256", pl.String, "hash", "Hash of all other settings that make numbers"),
        Column("preset", pl.String, "text", "Hedge preset of page and claims"),
        Column("baseline", pl.String, "text", "Condor baseline of page and claims"),
        Column("seed", pl.Int64, "count", "Seed of the bootstraps and of the simulated market"),
        Column("account_usd", pl.Float64, "usd", "Account that positions are sized on"),
        Column("newest_session_date", pl.Date, "date", "Newest session with signals"),
        Column("published_at", pl.Datetime("us", "UTC"), "instant", "When this file was published"),
    ),
)
