"""Contract of `fct_trade`: every fill and every cash settlement, one row per leg."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

_SETTLED = "null except on settlements"

FCT_TRADE = TableContract(
    name="fct_trade",
    schema="backtest",
    grain="fill or settlement of one leg",
    key=("trade_id",),
    columns=(
        Column("trade_id", pl.String, "text", "preset or baseline:part:lot:fill_date:action:side:leg, unique"),
        Column("preset", pl.String, "text", "Hedge preset; null for a condor, the same under each", nullable=True),
        Column("baseline", pl.String, "text", "Condor baseline; null for a hedge, the same over each", nullable=True),
        Column("book", pl.String, "text", "Which of the two books", allowed=("condor", "hedge")),
        Column("layer", pl.Int32, "number", "Hedge layer; null for the condor", nullable=True, minimum=1),
        Column("lot", pl.Int32, "number", "Lot of the layer, rung of the condor ladder, 1 = first", minimum=1),
        Column(
            "leg",
            pl.String,
            "text",
            "Leg of the position",
            allowed=("long_put", "short_put", "short_call", "long_call"),
        ),
        Column("decision_date", pl.Date, "date", "Close that decided the order; null for settlements", nullable=True),
        Column("fill_date", pl.Date, "date", "Session of the fill or the settlement"),
        Column(
            "action",
            pl.String,
            "text",
            "Why the leg traded",
            allowed=("open", "roll", "resize", "monetise", "close", "settle"),
        ),
        Column("option_type", pl.String, "text", "Call or put", allowed=("C", "P")),
        Column("expiry_date", pl.Date, "date", "Expiry of the option"),
        Column("strike_pts", pl.Float64, "pts", "Strike", minimum=0, is_minimum_strict=True),
        Column("contracts", pl.Int64, "contracts", "Change of the position, + bought; never 0"),
        Column("mid_pts", pl.Float64, "pts", "Mid at the fill; cash value per option at a settlement", minimum=0),
        Column("fill_pts", pl.Float64, "pts", "Price traded at: mid and a part of the spread (§3.4)", minimum=0),
        Column("slippage_usd", pl.Float64, "usd", "Paid away from mid, ≥ 0", minimum=-1e-9),
        Column("fee_usd", pl.Float64, "usd", "Exchange and broker", minimum=0),
        Column("cash_usd", pl.Float64, "usd", "Cash received, − paid, after fee"),
        Column("price_source", pl.String, "text", "Of the mid", allowed=("model", "quote", "settlement")),
        Column(
            "settlement_source",
            pl.String,
            "text",
            f"What the settlement value is (§6.2); {_SETTLED}",
            nullable=True,
            allowed=("soq", "vx_last_settle", "last_mark", "spx_close", "spx_close_late"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "belongs_to_a_hedge_or_to_a_condor",
            pl.col("preset").is_null() != pl.col("baseline").is_null(),
            "a trade is of one preset or of one baseline; books are made by pairing the two",
        ),
        RowRule(
            "fills_after_its_decision",
            pl.col("decision_date") < pl.col("fill_date"),
            "an order fills in a session after the close that decided it: anything else looks ahead",
        ),
        RowRule(
            "settlement_has_a_source",
            (pl.col("action") == "settle") == pl.col("settlement_source").is_not_null(),
            "settlements, and only they, say what they settled on",
        ),
        RowRule(
            "cash_is_price_times_size_less_fee",
            (pl.col("cash_usd") + pl.col("contracts") * 100 * pl.col("fill_pts") + pl.col("fee_usd")).abs() < 1e-6,
            "cash is -contracts x 100 x fill - fee",
        ),
    ),
    minimum_rows=0,  # a book may never trade
)
