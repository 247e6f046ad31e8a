"""Contract of `fct_break_even_daily`: where a condor held breaks even, alone and with the hedge (S46)."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _pts(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "pts", description, nullable=True)


FCT_BREAK_EVEN_DAILY = TableContract(
    name="fct_break_even_daily",
    schema="claims",
    grain="hedge preset x condor baseline of the page x rung x session that holds a condor",
    key=("preset", "baseline", "rung", "trade_date"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("rung", pl.Int32, "number", "Rung of the condor", minimum=1),
        Column("trade_date", pl.Date, "date", "Session; the row is the truth at its close"),
        Column("expiry_date", pl.Date, "date", "Expiry of the condor"),
        Column("credit_pts", pl.Float64, "pts", "Received for it, after slippage"),
        Column("lower_pts", pl.Float64, "pts", "Short put strike - credit"),
        Column("upper_pts", pl.Float64, "pts", "Short call strike + credit"),
        _pts("hedged_lower_pts", "The same with the hedge marked where VIX would be; null with hedged_null_reason"),
        _pts("hedged_upper_pts", "Likewise; null with hedged_null_reason"),
        _pts("lower_shift_pts", "hedged_lower_pts - lower_pts, below 0 = the hedge pays; null with it"),
        _pts("upper_shift_pts", "hedged_upper_pts - upper_pts, below 0 = the hedge costs; null with it"),
        Column(
            "hedged_null_reason",
            pl.String,
            "text",
            "Why one of them is null: several_condors held have no one expiry, warm_up of the regression, "
            "not_published = no SPX close, or for more than 5 sessions no VVIX or no VX future of a call held, "
            "none_within_reach; null with both",
            nullable=True,
            allowed=("several_condors", "warm_up", "not_published", "none_within_reach"),
        ),
        _pts("vix_move_pts", "VX points per 1.00 of SPX log return, regressed over 252 sessions; null before 60"),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)
