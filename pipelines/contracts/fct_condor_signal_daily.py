"""Contract of `fct_condor_signal_daily`: what the condor rule says at each close, and what it holds (S56)."""

import polars as pl

from pipelines.contracts.table import Column, RowRule, TableContract

LEGS = ("long_put", "short_put", "short_call", "long_call")

_REASONS = (
    "open_flat_book",
    "position_open",
    "vix_missing",
    "spx_missing",
    "rate_missing",
    "no_expiry",
    "account_too_small",
    "not_listed_yet",
    "not_entry_session",
    "other_rung_orders",
    "exit_vix_high",
    "close_vix_high",
    "close_stopped",
    "gate_vix_above_20",
    "gate_vix_above_25",
    "gate_backwardation",
    "gate_curve_missing",
)
_UNPRICED = "null without a price"
_FLAT = "null when no condor is held"


def _points(name: str, description: str, minimum: float | None = None) -> Column:
    return Column(name, pl.Float64, "pts", description, nullable=True, minimum=minimum)


def _leg(leg: str) -> str:
    return leg.replace("_", " ")


FCT_CONDOR_SIGNAL_DAILY = TableContract(
    name="fct_condor_signal_daily",
    schema="condor",
    grain="condor baseline x rung x trading day, no-trade days included",
    key=("baseline", "rung", "trade_date"),
    columns=(
        Column("baseline", pl.String, "text", "Condor baseline; `alvh baselines` lists them"),
        Column("rung", pl.Int32, "number", "Which of the condors held side by side, 1 = first", minimum=1),
        Column(
            "gate",
            pl.String,
            "text",
            "Condition on selling condors at all",
            allowed=("always", "vix_risk_scaling", "contango_only"),
        ),
        Column("trade_date", pl.Date, "date", "Day of the close that decides"),
        Column("action", pl.String, "text", "Order for the next session", allowed=("open", "close", "none")),
        Column("reason", pl.String, "text", "Why there is an order or none", allowed=_REASONS),
        Column("expiry_date", pl.Date, "date", f"Expiry the close would choose; {_UNPRICED}", nullable=True),
        Column("dte_days", pl.Int64, "days", f"Calendar days to it; {_UNPRICED}", nullable=True, minimum=0),
        *(_points(f"{leg}_strike_pts", f"Strike of the {_leg(leg)} chosen; {_UNPRICED}", 0) for leg in LEGS),
        *(
            Column(
                f"{leg}_delta_ratio",
                pl.Float64,
                "ratio",
                f"Model delta of the {_leg(leg)} option at its strike, puts negative; {_UNPRICED}",
                nullable=True,
                minimum=-1,
                maximum=1,
            )
            for leg in LEGS
        ),
        _points("credit_pts", f"Model mid received for one condor; {_UNPRICED}", 0),
        _points("width_pts", f"Wider of the two wings; {_UNPRICED}", 0),
        Column("contracts", pl.Int64, "contracts", f"Size of the order; {_UNPRICED}", nullable=True, minimum=0),
        Column(
            "margin_usd", pl.Float64, "usd", f"(width - credit) of the whole order, S36; {_UNPRICED}", nullable=True
        ),
        Column(
            "vega_usd",
            pl.Float64,
            "usd",
            f"Change of the whole order's value per volatility point at every strike, negative; {_UNPRICED}",
            nullable=True,
        ),
        _points("lower_break_even_pts", f"Short put strike - credit at expiry, S46; {_UNPRICED}", 0),
        _points("upper_break_even_pts", f"Short call strike + credit at expiry, S46; {_UNPRICED}", 0),
        _points("forward_pts", f"SPX forward to the expiry; {_UNPRICED}", 0),
        Column("atm_vol", pl.Float64, "vol", f"At-the-money volatility to the expiry; {_UNPRICED}", nullable=True),
        Column(
            "vol_source",
            pl.String,
            "text",
            "Indices behind the level: `vix+vix3m` between two, `vix_flat` beyond the longest published, "
            f"`:no_skew` where SKEW was missing; {_UNPRICED}",
            nullable=True,
        ),
        Column(
            "carry_reason",
            pl.String,
            "text",
            "What a promoter acts on (S25): carry_low = nearer shorts or more of them, carry_not_low, or why carry is "
            "not known, which counts as not low; null where the baseline is no promoter",
            nullable=True,
        ),
        Column(
            "is_evidence",
            pl.Boolean,
            "flag",
            "False where the model was fitted far from the baseline's days to expiry: prices for reading only",
        ),
        Column("price_source", pl.String, "text", f"Of the credit; {_UNPRICED}", nullable=True, allowed=("model",)),
        Column("held_contracts", pl.Int64, "contracts", "Condors held at this close, 0 when flat", minimum=0),
        Column("held_decision_date", pl.Date, "date", f"Close that decided it; {_FLAT}", nullable=True),
        Column("held_fill_date", pl.Date, "date", f"Session it was filled in; {_FLAT}", nullable=True),
        Column("held_expiry_date", pl.Date, "date", f"Its expiry; {_FLAT}", nullable=True),
        *(_points(f"held_{leg}_strike_pts", f"Strike of the {_leg(leg)} held; {_FLAT}", 0) for leg in LEGS),
        *(_points(f"held_{leg}_mark_pts", f"Mid of the {_leg(leg)} held; {_FLAT}", 0) for leg in LEGS),
        _points("held_mark_pts", f"Cost to close one condor at mid; {_FLAT}"),
        Column("held_mark_usd", pl.Float64, "usd", "Value of the whole position, negative = owed; 0 when flat"),
        Column(
            "held_price_source",
            pl.String,
            "text",
            f"`stale` where the mark is an earlier day's; {_FLAT}",
            nullable=True,
            allowed=("model", "stale"),
        ),
        *(
            _points(f"closed_{leg}_mark_pts", f"Mid of the {_leg(leg)} bought back today; null otherwise", 0)
            for leg in LEGS
        ),
        _points("settlement_value_pts", "SPX close that settled the condor which ended today; null on other days", 0),
        Column(
            "settlement_source",
            pl.String,
            "text",
            "`spx_close_late` where the expiry day had no SPX close; null on other days",
            nullable=True,
            allowed=("spx_close", "spx_close_late"),
        ),
        Column("is_simulated", pl.Boolean, "flag", "True when the market is the embedded simulated one"),
    ),
    rules=(
        RowRule(
            "strikes_are_ordered",
            (pl.col("long_put_strike_pts") < pl.col("short_put_strike_pts"))
            & (pl.col("short_put_strike_pts") < pl.col("short_call_strike_pts"))
            & (pl.col("short_call_strike_pts") < pl.col("long_call_strike_pts")),
            "a condor's strikes rise from long put to long call: look at the day's level and skew",
        ),
        RowRule(
            "credit_is_less_than_the_width",
            (pl.col("credit_pts") > 0) & (pl.col("credit_pts") < pl.col("width_pts")),
            "a credit outside (0, width) is arbitrage: look at the day's level and skew",
        ),
        RowRule(
            "order_only_from_a_flat_book",
            (pl.col("action") != "open") | (pl.col("held_contracts") == 0),
            "one condor at a time and rung: an order while one is held is a fault of the holding rule",
        ),
    ),
)
