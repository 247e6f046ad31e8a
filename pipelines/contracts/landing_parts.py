"""Contract of the ledger of streamed tables: one row per file that their rows were read from."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

RAW_LANDING__PARTS = TableContract(
    name="raw_landing__parts",
    schema="raw",
    grain="raw table x landed file, of tables that are loaded file by file",
    key=("table_name", "address", "as_of", "sha256"),
    columns=(
        Column("table_name", pl.String, "text", "Raw table, schema.table"),
        Column("address", pl.String, "text", "Provider's address, or file: and the name of a user's own file"),
        Column("as_of", pl.String, "date", "Day that a live-only address answered this; empty elsewhere"),
        Column("sha256", pl.String, "hash", "SHA-256 of the bytes; `source_sha256` of the rows"),
        Column("reader_sha256", pl.String, "hash", "Reader and contract that the file was read with"),
        Column("first_quote_date", pl.Date, "date", "First session in the file; null without rows", nullable=True),
        Column("last_quote_date", pl.Date, "date", "Last session in the file; null without rows", nullable=True),
        Column("is_off_close", pl.Boolean, "flag", "Any of its quotes is not of a close: they give way"),
        Column("rows_in", pl.Int64, "rows", "Rows read = out + quarantined + deduplicated", minimum=0),
        Column("rows_out", pl.Int64, "rows", "Rows of the file in the table", minimum=0),
        Column("rows_quarantined", pl.Int64, "rows", "Rows kept in quarantine, with reasons", minimum=0),
        Column("rows_deduplicated", pl.Int64, "rows", "Rows repeated, or superseded by a newer file", minimum=0),
        Column("lines_of_others", pl.Int64, "lines", "Lines about other symbols, not this table's", minimum=0),
        Column("message", pl.String, "text", "What was forgiven, or why the file counts for nothing; else empty"),
    ),
    minimum_rows=0,
)  # fmt: skip
