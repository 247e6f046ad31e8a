"""Contract of `fct_book_irr`: what the money tied up in the whole book returned, against the hurdle (S36, S37)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

FCT_BOOK_IRR = TableContract(
    name="fct_book_irr",
    schema="claims",
    grain="hedge preset x condor baseline of the page x side x window",
    key=("preset", "baseline", "side", "window"),
    columns=(
        Column("preset", pl.String, "text", "Hedge preset"),
        Column("baseline", pl.String, "text", "Condor baseline"),
        Column("side", pl.String, "text", "Condor alone, or with the hedge", allowed=("unhedged", "hedged")),
        Column("window", pl.String, "text", "All days, or the last 252", allowed=("inception", "trailing_252d")),
        Column("first_date", pl.Date, "date", "First day"),
        Column("last_date", pl.Date, "date", "Last day; what is held then is paid out at its mark"),
        Column("mean_capital_usd", pl.Float64, "usd", "Width of the condors held and marks, mean of the closes"),
        Column("irr_ratio", pl.Float64, "ratio", "Internal rate of return; null with irr_null_reason", nullable=True),
        Column(
            "irr_null_reason",
            pl.String,
            "text",
            "no_rate, several_rates, or not_put_in_throughout: at the one rate found more had come back than was put "
            "in on some day, so that others may exist and it is no return on the money tied up; null with irr_ratio",
            nullable=True,
            allowed=("no_rate", "several_rates", "not_put_in_throughout"),
        ),
        Column("irr_count", pl.Int64, "number", "Internal rates found between -99.9 % and 1000 %", minimum=0),
        Column("irr_text", pl.String, "text", "All of them; null without one", nullable=True),
        Column(
            "sign_changes", pl.Int64, "number", "Changes of sign of the flows: as many rates are possible", minimum=0
        ),
        Column(
            "mirr_ratio",
            pl.Float64,
            "ratio",
            "Modified rate, money costing and earning the mean risk-free rate; null without flows",
            nullable=True,
        ),
        Column("hurdle_ratio", pl.Float64, "ratio", "Setting ALVH_HURDLE_RATIO"),
        Column("excess_ratio", pl.Float64, "ratio", "irr_ratio - hurdle_ratio; null with it", nullable=True),
        Column("is_above_hurdle", pl.Boolean, "flag", "excess_ratio > 0; null with it", nullable=True),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "irr_only_if_it_is_the_only_one",
            pl.col("irr_ratio").is_null() | (pl.col("irr_count") == 1),
            "with several internal rates none is the return",
        ),
        RowRule(
            "irr_or_a_reason",
            pl.col("irr_ratio").is_null() == pl.col("irr_null_reason").is_not_null(),
            "a rate that is null needs its reason",
        ),
    ),
)
