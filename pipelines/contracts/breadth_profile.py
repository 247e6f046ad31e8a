"""What breadth counts look like: missing counts, missing sessions, coverage."""

import polars as pl

from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.table import RowRule

_CALENDAR = "New York's calendar"
_FRESH = "counts are made each evening; a long weekend is 4 days"
_UNIVERSE = pl.col("universe")
_ALL = pl.lit("sp500 members")

ADVANCE_DECLINE_FLAGS = (
    RowRule("count_is_published", (pl.col("advances_issues") + pl.col("declines_issues")) > 0,
            "neither advances nor declines: the count is missing, and its day has no breadth", "flag",
            "advances_issues"),
)  # fmt: skip
ADVANCE_DECLINE_PROFILE = (
    SessionsComplete("sessions_are_complete", "trade_date", _UNIVERSE, _CALENDAR),
    Freshness("counts_are_fresh", "trade_date", _UNIVERSE, 5, _FRESH),
)

SP500_FLAGS = (
    RowRule("few_moves_are_suspect", pl.col("suspect_moves_issues") <= 5,
            "several moves at once look like splits: the closes are not adjusted, or a file is damaged", "flag",
            "suspect_moves_issues"),
)  # fmt: skip
SP500_PROFILE = (
    SessionsComplete("sessions_are_complete", "trade_date", _ALL, _CALENDAR),
    Freshness("counts_are_fresh", "trade_date", _ALL, 5, _FRESH),
)
