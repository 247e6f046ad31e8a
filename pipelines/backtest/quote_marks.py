"""`backtest.fct_quote_mark`: what condors and layers hold, close or want on days with a chain, by model and by quote.

Pure. Books are marked at what this table says of the legs they hold and close (ADR 15).
"""

import numpy as np
import polars as pl

from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.quant.spx_smile import SpxSlice, spx_option_price

LEGS = ("long_put", "short_put", "short_call", "long_call")
ROOTS = {"SPX": "SPXW", "VIX": "VIX"}  # PM-settled SPX options, monthly VIX ones

_PARTS = {"held": "held", "sold": "closed", "target": "wanted"}  # what a layer's columns begin with
_SAME = 1e-9


def quote_marks(
    condor_signals: pl.DataFrame,
    layer_states: pl.DataFrame,
    signals: pl.DataFrame,
    spx_quotes: pl.DataFrame,
    vix_quotes: pl.DataFrame,
) -> pl.DataFrame:
    """Return one row per leg of every position on a day with a chain.

    Args:
        condor_signals: `condor.fct_condor_signal_daily`.
        layer_states: `layers.fct_layer_state_daily`.
        signals: `signals.fct_signal_daily`, for the rate.
        spx_quotes: `staging.stg_cboe__spx_option_quotes`.
        vix_quotes: `staging.stg_cboe__vix_option_quotes`.

    Returns:
        Frame of `FCT_QUOTE_MARK`, sorted by its key. Chains pulled in the morning of a later session are left out, and
        quotes that are crossed or lack a side: a mid over a bid of 0 is half an offer.
    """
    spx, vix = (_two_sided(rows, ROOTS[name]) for name, rows in (("SPX", spx_quotes), ("VIX", vix_quotes)))
    last = pl.col("^held_(expiry_date|.*_strike_pts)$").shift(1).over("baseline", "rung", order_by="trade_date")
    condors = condor_signals.with_columns(last.name.prefix("last_")).filter(
        pl.col("trade_date").is_in(spx["quote_date"].unique().implode())
    )
    layers = layer_states.filter(pl.col("trade_date").is_in(vix["quote_date"].unique().implode()))
    compared = [
        _beside(pl.concat([_held_condors(condors), _closed_condors(condors), _wanted_condors(condors, signals)]), spx),
        _beside(pl.concat([_calls(layers, prefix) for prefix in _PARTS]), vix),
    ]
    return FCT_QUOTE_MARK.conform(_marked(pl.concat(compared))).sort(FCT_QUOTE_MARK.key)


def _two_sided(quotes: pl.DataFrame, root: str) -> pl.DataFrame:
    usable = quotes.filter(
        pl.col("root") == root,
        pl.col("mid_pts").is_not_null(),
        pl.col("bid_pts") > 0,
        ~pl.col("is_off_close"),
    )
    return (
        usable.group_by("quote_date", "expiry_date", "option_type", "strike_pts")
        .agg(quote_mid_pts=pl.col("mid_pts").last(), quote_spread_pts=pl.col("spread_pts").last())
        .sort("strike_pts")
    )


def _held_condors(condors: pl.DataFrame) -> pl.DataFrame:
    held = condors.filter(pl.col("held_contracts") > 0)
    return pl.concat([_leg_rows(held, leg, "held", pl.col(f"held_{leg}_mark_pts")) for leg in LEGS])


def _closed_condors(condors: pl.DataFrame) -> pl.DataFrame:
    """Condors bought back that day: what the rung held the day before."""
    closed = condors.filter(pl.col(f"closed_{LEGS[0]}_mark_pts").is_not_null())
    return pl.concat([_leg_rows(closed, leg, "closed", pl.col(f"closed_{leg}_mark_pts")) for leg in LEGS])


def _wanted_condors(condors: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    rates = signals.select("trade_date", "risk_free_rate_ratio")
    wanted = condors.filter(pl.col("credit_pts").is_not_null(), pl.col("rung") == 1).join(
        rates, on="trade_date", how="left", maintain_order="left"
    )
    names = ("forward_pts", "dte_days", "atm_vol", "risk_free_rate_ratio")
    forward, days, vol, rate = (wanted[name].cast(pl.Float64).to_numpy() for name in names)
    market = SpxSlice(forward, days / 365, vol, rate)
    return pl.concat([_leg_rows(wanted, leg, "wanted", pl.Series(_mid(wanted, leg, market))) for leg in LEGS])


def _mid(wanted: pl.DataFrame, leg: str, market: SpxSlice) -> np.ndarray:
    return spx_option_price(wanted[f"{leg}_strike_pts"].to_numpy(), market, leg.endswith("call"))


def _leg_rows(rows: pl.DataFrame, leg: str, part: str, mid: pl.Expr | pl.Series) -> pl.DataFrame:
    prefix = {"held": "held_", "closed": "last_held_", "wanted": ""}[part]
    return rows.select(
        book=pl.lit("condor"),
        owner="baseline",
        layer=pl.lit(0, dtype=pl.Int32),
        lot="rung",
        part=pl.lit(part),
        quote_date="trade_date",
        leg=pl.lit(leg),
        option_type=pl.lit("C" if leg.endswith("call") else "P"),
        expiry_date=f"{prefix}expiry_date",
        strike_pts=f"{prefix}{leg}_strike_pts",
        model_mid_pts=mid,
        is_simulated="is_simulated",
    )


def _calls(layers: pl.DataFrame, prefix: str) -> pl.DataFrame:
    return layers.filter(pl.col(f"{prefix}_strike_pts").is_not_null()).select(
        book=pl.lit("hedge"),
        owner="preset",
        layer="layer",
        lot="lot",
        part=pl.lit(_PARTS[prefix]),
        quote_date="trade_date",
        leg=pl.lit("long_call"),
        option_type=pl.lit("C"),
        expiry_date=f"{prefix}_expiry_date",
        strike_pts=f"{prefix}_strike_pts",
        model_mid_pts=f"{prefix}_mark_pts",
        is_simulated="is_simulated",
    )


def _beside(legs: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Each leg with the nearest strike that is quoted for its expiry."""
    return legs.sort("strike_pts").join_asof(
        quotes.with_columns(listed_strike_pts="strike_pts").sort("strike_pts"),
        on="strike_pts",
        by=["quote_date", "expiry_date", "option_type"],
        strategy="nearest",
        check_sortedness=False,  # polars can't check it by group, and both sides were sorted above
    )


def _marked(legs: pl.DataFrame) -> pl.DataFrame:
    is_quoted = ((pl.col("listed_strike_pts") - pl.col("strike_pts")).abs() < _SAME).fill_null(value=False)
    quote, model = pl.when(is_quoted).then("quote_mid_pts"), pl.col("model_mid_pts").fill_nan(None)
    return legs.with_columns(
        model_mid_pts=model,
        quote_mid_pts=quote,
        quote_spread_pts=pl.when(is_quoted).then("quote_spread_pts"),
        mark_pts=pl.coalesce(quote, model),
        price_source=pl.when(is_quoted).then(pl.lit("quote")).when(model.is_not_null()).then(pl.lit("model")),
        quote_less_model_pts=quote - model,
    ).drop("option_type")
