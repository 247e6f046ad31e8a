"""Contract of `raw_sp500__breadth`: how many S&P 500 members rose and fell each session, and how many were priced."""

from datetime import date

import polars as pl

from pipelines.contracts.breadth_profile import SP500_FLAGS, SP500_PROFILE
from pipelines.contracts.table import PROVENANCE, Column, RowRule, TableContract

_MOST_MEMBERS = 600  # companies with two share classes make it a little more than 500


def _count(name: str, description: str) -> Column:
    return Column(name, pl.Int64, "issues", description, minimum=0, maximum=_MOST_MEMBERS)


RAW_SP500__BREADTH = TableContract(
    name="raw_sp500__breadth",
    schema="raw",
    grain="trade date",
    key=("trade_date",),
    columns=(
        Column("trade_date", pl.Date, "date", "Exchange session", minimum=date(1957, 3, 4)),
        _count("members_issues", "Members of the S&P 500 on that date, by the membership file or package"),
        _count("priced_issues", "Members with a close on that session and on the one before"),
        Column("coverage_ratio", pl.Float64, "ratio", "Priced over members", minimum=0, maximum=1),
        _count("advances_issues", "Priced members that rose"),
        _count("declines_issues", "Priced members that fell"),
        _count("unchanged_issues", "Priced members whose close stayed the same"),
        _count(
            "suspect_moves_issues",
            "Priced members whose move looks like a split or a damaged price; neither risen nor fallen",
        ),
        Column("membership_sha256", pl.String, "hash", "SHA-256 of the landed membership file"),
        *PROVENANCE,
    ),
    rules=(
        RowRule(
            "counts_add_up",
            pl.sum_horizontal("advances_issues", "declines_issues", "unchanged_issues", "suspect_moves_issues")
            == pl.col("priced_issues"),
            "every priced member rose, fell, stayed or is suspect: the count itself is wrong, report this",
        ),
        RowRule(
            "priced_not_above_members",
            pl.col("priced_issues") <= pl.col("members_issues"),
            "a symbol was counted twice: the count itself is wrong, report this",
        ),
        *SP500_FLAGS,
    ),
    profile=SP500_PROFILE,
    observed="trade_date",
    is_history_kept=True,
    withdrawn_by=(),
    minimum_rows=0,
)
