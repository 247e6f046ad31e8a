"""Contracts of what is remembered beside the rows: flags, revisions, arrivals and re-admissions."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

_INSTANT = pl.Datetime("us", "UTC")
_TABLE = Column("table_name", pl.String, "text", "Raw table, schema.table")
_KEY = Column("row_key", pl.String, "text", "Key of the row, its columns joined by |; a subject where it is no row")

RAW_LANDING__FLAGS = TableContract(
    name="raw_landing__flags",
    schema="raw",
    grain="raw table x promise x row or subject",
    key=("table_name", "promise", "row_key"),
    columns=(
        _TABLE,
        Column("promise", pl.String, "text", "Promise that the row or the table as a whole doesn't keep"),
        _KEY,
        Column("value", pl.Float64, "as observed", "What was observed; null where it is no number", nullable=True),
        Column("message", pl.String, "text", "What is odd, or what to do; the row itself is loaded"),
    ),
    minimum_rows=0,
)

RAW_LANDING__REVISIONS = TableContract(
    name="raw_landing__revisions",
    schema="raw",
    grain="raw table x row x column x time it was revised",
    key=("table_name", "row_key", "column_name", "replaced_at"),
    columns=(
        _TABLE,
        _KEY,
        Column("column_name", pl.String, "text", "Column whose value the provider changed"),
        Column("old_value", pl.String, "as the column", "Value before, as text", nullable=True),
        Column("new_value", pl.String, "as the column", "Value after, as text", nullable=True),
        Column("old_sha256", pl.String, "hash", "SHA-256 of the landed file that held the old value; of several "
               "files that make a row, the first that changed"),
        Column("new_sha256", pl.String, "hash", "SHA-256 of the landed file that brought the new value"),
        Column("first_seen_at", _INSTANT, "instant", "When the old value was first seen; for rows that arrived "
               "after their day was decided, when the file in old_sha256 was fetched"),
        Column("replaced_at", _INSTANT, "instant", "When the file with the new value was fetched"),
        Column("is_decided_on", pl.Boolean, "flag", "True when the old value was the first seen, before orders of its "
               "day could fill: decisions of that day were made on it, and staging goes on serving it where it has "
               "is_as_decided"),
    ),
    minimum_rows=0,
)  # fmt: skip

RAW_LANDING__ARRIVALS = TableContract(
    name="raw_landing__arrivals",
    schema="raw",
    grain="raw table x row that arrived before orders of its day could fill",
    key=("table_name", "row_key"),
    columns=(
        _TABLE,
        _KEY,
        Column("first_seen_at", _INSTANT, "instant", "When the file that first held the row was fetched"),
    ),
    minimum_rows=0,
)

RAW_LANDING__READMISSIONS = TableContract(
    name="raw_landing__readmissions",
    schema="raw",
    grain="raw table x promise x content of a row",
    key=("table_name", "promise", "row_sha256"),
    columns=(
        _TABLE,
        Column("promise", pl.String, "text", "Promise that is waived for exactly this row"),
        Column("row_sha256", pl.String, "hash", "SHA-256 of the row's own values, its source left out"),
        _KEY,
        Column("quarantine_id", pl.String, "text", "Quarantine file that the row was re-admitted from"),
        Column("readmitted_by", pl.String, "text", "Who re-admitted it"),
        Column("readmitted_at", _INSTANT, "instant", "When that was decided"),
        Column("why", pl.String, "text", "Reason given"),
    ),
    minimum_rows=0,
)

LEDGERS = (RAW_LANDING__FLAGS, RAW_LANDING__REVISIONS, RAW_LANDING__ARRIVALS, RAW_LANDING__READMISSIONS)


def row_key(contract: TableContract) -> pl.Expr:
    """Key of a row as text: its columns joined by |, days as ISO dates."""
    return pl.concat_str([pl.col(name).cast(pl.String).fill_null("null") for name in contract.key], separator="|")
