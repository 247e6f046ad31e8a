"""Contract of `fct_quote_mark`: model marks beside the quotes of the days that have a chain (§6.3)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract


def _pts(name: str, description: str, minimum: float | None = 0) -> Column:
    return Column(name, pl.Float64, "pts", description, nullable=True, minimum=minimum)


FCT_QUOTE_MARK = TableContract(
    name="fct_quote_mark",
    schema="backtest",
    grain="position that a condor or a layer holds, closes or would open, day with a chain, leg",
    key=("book", "owner", "layer", "lot", "part", "quote_date", "leg"),
    columns=(
        Column("book", pl.String, "text", "Which side of the book", allowed=("condor", "hedge")),
        Column("owner", pl.String, "text", "Condor baseline, or hedge preset"),
        Column("layer", pl.Int32, "number", "Layer of the hedge; 0 for a condor", minimum=0),
        Column("lot", pl.Int32, "number", "Rung of the condor, lot of the layer", minimum=1),
        Column(
            "part",
            pl.String,
            "text",
            "Held at that close, bought back or sold on it, or wanted by it",
            allowed=("held", "closed", "wanted"),
        ),
        Column("quote_date", pl.Date, "date", "Day of close and chain"),
        Column(
            "leg",
            pl.String,
            "text",
            "Leg of the position",
            allowed=("long_put", "short_put", "short_call", "long_call"),
        ),
        Column("expiry_date", pl.Date, "date", "Expiry"),
        Column("strike_pts", pl.Float64, "pts", "Strike of the position", minimum=0),
        _pts("listed_strike_pts", "Nearest strike with bid and ask; null where the expiry is not in the chain"),
        _pts("model_mid_pts", "Model price of the position's strike; null without one"),
        _pts("quote_mid_pts", "Middle of bid and ask; null where the strike itself is not quoted"),
        _pts("quote_spread_pts", "Ask - bid; null where the strike itself is not quoted"),
        _pts(
            "mark_pts",
            "What books count with the setting quoted_marks, of legs held or closed: quote_mid_pts where the strike "
            "itself is quoted, else model_mid_pts; null without either",
        ),
        Column(
            "price_source",
            pl.String,
            "text",
            "Of mark_pts: quote or model; null without a mark",
            nullable=True,
            allowed=("quote", "model"),
        ),
        _pts("quote_less_model_pts", "Where the strike itself is quoted, else null", None),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "quote_only_of_the_strike_itself",
            (pl.col("price_source") != "quote") | (pl.col("listed_strike_pts") == pl.col("strike_pts")),
            "a quote of a neighbouring strike is no mark",
        ),
        RowRule(
            "no_quote_of_a_neighbour",
            (pl.col("price_source") == "quote").fill_null(value=False) == pl.col("quote_mid_pts").is_not_null(),
            "only a leg whose own strike is quoted has a quote",
        ),
    ),
    minimum_rows=0,
)
