"""Columns in which an option's day is handed to the attribution; one row per option held over a close."""

MOVES = (
    "part",  # condor or layer<n>
    "lot",
    "trade_date",
    "leg",
    "held_days",  # calendar days since the close before
    "dte_days",  # to expiry, from the close before
    "contracts",  # held over it, + bought
    "is_call",
    "strike_pts",
    "rate_ratio",
    "last_forward_pts",  # at the close before
    "forward_pts",  # today; the settlement value on the day of one
    "last_vol",
    "vol",
    "last_mark_pts",
    "mark_pts",  # today: held, sold, closed or settled at
)
