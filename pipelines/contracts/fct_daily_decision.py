"""Contract of `fct_daily_decision`: what to hold and to trade after the newest close, line by line, per preset."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

SECTIONS = ("regime", "layer", "order", "condor", "greeks", "break_even", "capital", "warning")
_NO_ORDER = "null except on orders"

FCT_DAILY_DECISION = TableContract(
    name="fct_daily_decision",
    schema="report",
    grain="hedge preset x line of the decision after the newest session",
    key=("preset", "line"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline the preset is held over"),
        Column("trade_date", pl.Date, "date", "Newest session; orders are for the next one"),
        Column("line", pl.Int32, "number", "Order to read the lines in", minimum=1),
        Column("section", pl.String, "text", "What the line is about", allowed=SECTIONS),
        Column("subject", pl.String, "text", "Signal, layer, contract or measure"),
        Column("text", pl.String, "text", "The line in words"),
        Column("state", pl.String, "text", "State of a layer or condor; null elsewhere", nullable=True),
        Column(
            "change",
            pl.String,
            "text",
            "What changed since the session before; null elsewhere and where nothing did",
            nullable=True,
        ),
        Column("value", pl.Float64, "of unit", "Number behind the line, in `unit`; null without one", nullable=True),
        Column("unit", pl.String, "text", "Unit of the value; null without one", nullable=True),
        Column(
            "action",
            pl.String,
            "text",
            f"open, roll, resize or sell of a hedge, open or close of a condor; {_NO_ORDER}",
            nullable=True,
            allowed=("open", "roll", "resize", "monetise", "close"),
        ),
        Column("option_type", pl.String, "text", f"C call, P put; {_NO_ORDER}", nullable=True, allowed=("C", "P")),
        Column("expiry_date", pl.Date, "date", f"Expiry of the option; {_NO_ORDER}", nullable=True),
        Column("strike_pts", pl.Float64, "pts", f"Strike; {_NO_ORDER}", nullable=True, minimum=0),
        Column("contracts", pl.Int64, "contracts", f"Quantity, + buy; {_NO_ORDER}", nullable=True),
        Column("limit_pts", pl.Float64, "pts", f"Price to ask for; {_NO_ORDER}", nullable=True, minimum=0),
        Column(
            "limit_source",
            pl.String,
            "text",
            f"quote = of the day's chain, model = mid and a part of the spread (§3.4); {_NO_ORDER}",
            nullable=True,
            allowed=("quote", "model"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "order_names_its_contract",
            (pl.col("section") == "order")
            == pl.all_horizontal(
                pl.col("action", "option_type", "expiry_date", "strike_pts", "contracts").is_not_null()
            ),
            "an order without a contract can't be sent, and nothing else is an order",
        ),
    ),
)
