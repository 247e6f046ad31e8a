"""What a calendar looks like: sessions and expiries per year, and how rare their exceptions are."""

import polars as pl

from pipelines.contracts.profile import RowsPer, ShareBand

_RULES = "the exchange's holiday rules, 2004 to 2031"

SESSIONS_PROFILE = (
    RowsPer("sessions_per_year", pl.col("session_date").dt.year(), 249, 253, _RULES, severity="reject"),
    ShareBand("share_of_half_days", pl.col("is_half_day"), 0.02, f"{_RULES}: about two a year", 0.002),
)
EXPIRIES_PROFILE = (
    RowsPer("expiries_per_year", pl.col("expiry_date").dt.year(), 12, 12, _RULES,
            pl.col("expiry_date").dt.year() < 2031, "reject"),  # its last expiry needs sessions of the year after
    ShareBand("share_of_wednesdays", pl.col("is_wednesday"), 1.0, f"{_RULES}: holidays move few", 0.9),
)  # fmt: skip
