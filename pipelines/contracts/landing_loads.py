"""Contracts of what loading leaves behind: one row per table loaded, one per version of a file landed."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

RAW_LANDING__LOADS = TableContract(
    name="raw_landing__loads",
    schema="raw",
    grain="raw table",
    key=("table_name",),
    columns=(
        Column("table_name", pl.String, "text", "Raw table, schema.table"),
        Column(
            "outcome",
            pl.String,
            "text",
            "Of the last attempt that found something new or failed",
            allowed=("loaded", "partial", "rejected", "missing", "unreachable"),
        ),
        Column("message", pl.String, "text", "Why the load was not whole; empty when it was"),
        Column("attempted_at", pl.Datetime("us", "UTC"), "instant", "When that attempt was made"),
        Column("good_input_sha256", pl.String, "hash", "Inputs and code of the rows in the table", nullable=True),
        Column("files", pl.Int64, "files", "Files that the rows were read from"),
        Column("rows_in", pl.Int64, "rows", "Rows read = out + quarantined + deduplicated + withheld"),
        Column("rows_out", pl.Int64, "rows", "Rows that this attempt wrote"),
        Column("rows_quarantined", pl.Int64, "rows", "Rows kept in quarantine, with reasons"),
        Column("rows_deduplicated", pl.Int64, "rows", "Rows left out because an equal one was there"),
        Column("rows_withheld", pl.Int64, "rows", "Sound rows of a refused load, which wrote nothing"),
        Column("rows_flagged", pl.Int64, "rows", "Findings in raw_landing__flags; their rows are loaded"),
        Column("rows_in_table", pl.Int64, "rows", "Rows in the table now, of this attempt or the last good one"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)

RAW_LANDING__FILES = TableContract(
    name="raw_landing__files",
    schema="raw",
    grain="version of a landed file",
    key=("address", "as_of", "fetched_at", "sha256"),
    columns=(
        Column("address", pl.String, "text", "Provider's address, or file: and the name of a user's own file"),
        Column("as_of", pl.String, "date", "Day that a live-only address answered this; empty elsewhere"),
        Column("fetched_at", pl.String, "instant", "UTC instant of the download, ISO 8601"),
        Column("sha256", pl.String, "hash", "SHA-256 of the bytes; `source_sha256` of raw rows"),
        Column("size_bytes", pl.Int64, "bytes", "Size as downloaded", minimum=0),
        Column("status", pl.String, "text", "fetched, or changed when it replaced another version"),
    ),
    minimum_rows=0,
)
