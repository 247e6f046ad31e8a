"""Columns in which an option's day is handed to the attribution; one row per option held over a close."""

import polars as pl

MOVES = pl.Schema(
    {
        "part": pl.String,  # condor or layer<n>
        "lot": pl.Int32,
        "trade_date": pl.Date,
        "leg": pl.Int64,
        "held_days": pl.Float64,  # calendar days since the close before
        "dte_days": pl.Float64,  # to expiry, from the close before
        "contracts": pl.Float64,  # held over it, + bought
        "is_call": pl.Boolean,
        "strike_pts": pl.Float64,
        "rate_ratio": pl.Float64,
        "last_forward_pts": pl.Float64,  # at the close before
        "forward_pts": pl.Float64,  # today; the settlement value on the day of one
        "last_vol": pl.Float64,
        "vol": pl.Float64,
        "last_mark_pts": pl.Float64,
        "mark_pts": pl.Float64,  # today: held, sold, closed or settled at
        "is_quoted": pl.Boolean,  # the lot is marked at a quote at one of the two closes
    }
)
