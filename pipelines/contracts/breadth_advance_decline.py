"""Contract of `raw_breadth__advance_decline`: how many issues rose and fell each day, per universe."""

from datetime import date

import polars as pl

from pipelines.contracts.breadth_profile import ADVANCE_DECLINE_FLAGS, ADVANCE_DECLINE_PROFILE
from pipelines.contracts.table import PROVENANCE, Column, TableContract

RAW_BREADTH__ADVANCE_DECLINE = TableContract(
    name="raw_breadth__advance_decline",
    schema="raw",
    grain="universe x trade date",
    key=("universe", "trade_date"),
    columns=(
        Column("universe", pl.String, "text", "Whose issues are counted", allowed=("sp500", "sp1500", "nyse")),
        Column("trade_date", pl.Date, "date", "Exchange date", minimum=date(1950, 1, 1)),
        Column(
            "advances_issues",
            pl.Int64,
            "issues",
            "Issues that rose; 0 with 0 declines means the count is missing",
            minimum=0,
            maximum=20_000,
        ),
        Column("declines_issues", pl.Int64, "issues", "Issues that fell", minimum=0, maximum=20_000),
        Column(
            "source_declines_sha256",
            pl.String,
            "hash",
            "SHA-256 of the landed file with the declines; `source_sha256` where one file has both",
        ),
        *PROVENANCE,
    ),
    observed="trade_date",
    is_history_kept=True,
    withdrawn_by=("universe",),
    rules=ADVANCE_DECLINE_FLAGS,
    profile=ADVANCE_DECLINE_PROFILE,
    minimum_rows=0,
)
