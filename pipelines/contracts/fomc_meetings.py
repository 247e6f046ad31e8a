"""Contract of `raw_fed__fomc_meetings`: the Federal Reserve's own calendar pages."""

from datetime import date

import polars as pl

from pipelines.contracts.table import PROVENANCE, Column, RowRule, TableContract

MEETING_KINDS = ("meeting", "unscheduled", "conference_call", "notation_vote", "cancelled")

RAW_FED__FOMC_MEETINGS = TableContract(
    name="raw_fed__fomc_meetings",
    schema="raw",
    grain="decision date x kind of meeting",
    key=("decision_date", "meeting_kind"),
    columns=(
        Column("decision_date", pl.Date, "date", "Day of the statement, else the last day", minimum=date(1936, 1, 1)),
        Column("meeting_kind", pl.String, "text", "What the page calls it", allowed=MEETING_KINDS),
        Column("meeting_start_date", pl.Date, "date", "First day of the meeting or call", minimum=date(1936, 1, 1)),
        Column("has_projections", pl.Boolean, "flag", "Marked with an asterisk: projections are published"),
        Column("has_statement", pl.Boolean, "flag", "The page links a statement; none yet for meetings to come"),
        *PROVENANCE,
    ),
    rules=(
        RowRule(
            "start_not_after_decision",
            pl.col("meeting_start_date") <= pl.col("decision_date"),
            "the months of a meeting across two were swapped: compare it with the page",
        ),
    ),
    minimum_rows=0,
)
