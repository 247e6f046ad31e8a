"""Contract of `fct_tail_premium`: VIX calls bought every month and held to expiry, gates or none (S09)."""

import polars as pl

from pipelines.contracts.table import Column, TableContract


def _pts(name: str, description: str) -> Column:
    return Column(name, pl.Float64, "pts", description, minimum=0)


FCT_TAIL_PREMIUM = TableContract(
    name="fct_tail_premium",
    schema="claims",
    grain="settled VX monthly x distance of the strike",
    key=("expiry_date", "offset_pts"),
    columns=(
        Column("expiry_date", pl.Date, "date", "Expiry of call and future"),
        _pts("offset_pts", "Strike over the future, before rounding to whole points"),
        Column("trade_date", pl.Date, "date", "Close of the purchase: first session after the monthly before settled"),
        Column("dte_days", pl.Int64, "days", "Calendar days to expiry", minimum=1),
        Column("vix_close_pts", pl.Float64, "pts", "VIX close of the purchase; null if none", nullable=True),
        _pts("vvix_close_pts", "VVIX close of the purchase"),
        _pts("future_pts", "Settlement of the future that day"),
        _pts("strike_pts", "Strike"),
        _pts("mid_pts", "Model mid (§6.1)"),
        _pts("premium_pts", "Paid: mid and a part of the spread (§3.4)"),
        _pts("final_settle_pts", "What the future settled at"),
        _pts("payoff_pts", "Cash value of the call at expiry"),
        Column("implied_vol", pl.Float64, "vol", "At-the-money model volatility of the purchase", minimum=0),
        Column(
            "realised_vol",
            pl.Float64,
            "vol",
            "Of the future from the purchase to its expiry; null with fewer than two changes",
            nullable=True,
            minimum=0,
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    minimum_rows=0,
)
