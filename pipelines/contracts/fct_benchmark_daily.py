"""Contract of `fct_benchmark_daily`: strategy indices replayed with alvh's prices, beside the published levels."""

import polars as pl

from pipelines.contracts.table import Column, TableContract

FCT_BENCHMARK_DAILY = TableContract(
    name="fct_benchmark_daily",
    schema="benchmarks",
    grain="index x trade date",
    key=("index_symbol", "trade_date"),
    minimum_rows=0,
    columns=(
        Column("index_symbol", pl.String, "text", "Cboe symbol of the strategy index"),
        Column("trade_date", pl.Date, "date", "Session"),
        Column(
            "replayed_level_pts",
            pl.Float64,
            "pts",
            "Level replayed from the rules; equals the published one on their first common day, else 100 at the start",
            minimum=0,
            is_minimum_strict=True,
        ),
        Column(
            "published_level_pts",
            pl.Float64,
            "pts",
            "Level as published; null where none is, month ends only in some indices",
            nullable=True,
            minimum=0,
            is_minimum_strict=True,
        ),
        Column("replayed_return_ratio", pl.Float64, "ratio", "Of the day, replayed"),
        Column("stock_return_ratio", pl.Float64, "ratio", "What the stocks in it returned: their share x total return"),
        Column("overlay_return_ratio", pl.Float64, "ratio", "Replayed minus stocks: the options and the cash"),
        Column(
            "published_overlay_return_ratio",
            pl.Float64,
            "ratio",
            "Published return minus the same stocks; null without a published level today and the session before",
            nullable=True,
        ),
        Column("stock_ratio", pl.Float64, "ratio", "Share of value in stocks at the close"),
        Column(
            "total_return_source",
            pl.String,
            "text",
            "user_total_return, or SPX with a dividend yield: of Shiller (carried past its end), or constant",
            allowed=("user_total_return", "shiller_dividends", "shiller_dividends_carried", "constant_yield"),
        ),
        Column("rate_source", pl.String, "text", "Bill rate", allowed=("DTB3", "DGS3MO", "none")),
        Column(
            "is_priced",
            pl.Boolean,
            "flag",
            "False where the options' last price stands for a missing one, or none could be bought: not compared",
        ),
        Column(
            "vol_source",
            pl.String,
            "text",
            "Indices behind the volatility, as in the condor's table; vvix, vvix_carried over at most 5 sessions, or "
            "vvix_missing in VXTH",
        ),
        Column("forward_source", pl.String, "text", "What the options are priced on; forward_missing = on nothing"),
        Column(
            "settlement_source",
            pl.String,
            "text",
            "What the options of this cycle settle at; open = still held, no_call = no price to buy one at",
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
)
