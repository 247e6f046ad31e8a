"""What each lot of VIX calls carried into a day, and where its future, volatility and price stood before and after.

Pure. A move belongs to the calls held at the close before: a fill happens at that day's mids and adds nothing.
"""

import numpy as np
import polars as pl

from pipelines.backtest.moves import MOVES
from pipelines.layers.market import prepared_signals
from pipelines.layers.vocabulary import PRICE_SOURCE_STALE
from pipelines.quant.vix_smile import vix_call_vol

_HELD = ("trade_date", "held_contracts", "held_expiry_date", "held_strike_pts", "held_forward_pts", "held_vol",
         "held_mark_pts", "held_spread_pts", "rate_ratio")  # fmt: skip


def call_moves(layer_states: pl.DataFrame, signals: pl.DataFrame, settlements: pl.DataFrame) -> pl.DataFrame:
    """Return one row per lot and day into which calls were carried, in the columns of `MOVES`.

    Args:
        layer_states: `layers.fct_layer_state_daily` of one preset, from `quoted_layers`.
        signals: For VVIX and the rate, as the layers know them.
        settlements: VX settlements `trade_date`, `expiry_date`, `settle_pts`.
    """
    known = prepared_signals(signals).select("trade_date", vvix_pts="vvix_known_pts", rate_ratio="rate_known_ratio")
    days = layer_states.join(known, on="trade_date", how="left").sort("layer", "lot", "trade_date")
    days = days.with_columns(pl.col("held_forward_pts").forward_fill().over("layer", "lot"))  # a lot begins with one
    last = pl.col(_HELD).shift(1).over("layer", "lot").name.prefix("last_")
    carried = days.with_columns(last).filter(pl.col("last_held_contracts") > 0)
    settled = settlements.select("trade_date", last_held_expiry_date="expiry_date", settle_pts="settle_pts")
    carried = carried.join(settled, on=["trade_date", "last_held_expiry_date"], how="left")
    return _with_vol(carried).select(
        pl.format("layer{}", "layer").alias("part"), "lot", "trade_date",
        pl.lit(0, dtype=pl.Int64).alias("leg"),
        _days("trade_date").alias("held_days"),
        _days("last_held_expiry_date").alias("dte_days"),
        pl.col("last_held_contracts").cast(pl.Float64).alias("contracts"),
        pl.lit(value=True).alias("is_call"),
        pl.col("last_held_strike_pts").alias("strike_pts"),
        pl.col("last_rate_ratio").alias("rate_ratio"),
        pl.col("last_held_forward_pts").alias("last_forward_pts"), "forward_pts",
        pl.col("last_held_vol").alias("last_vol"), "vol",
        pl.col("last_held_mark_pts").alias("last_mark_pts"), _mark().alias("mark_pts"),
        pl.any_horizontal(pl.col("last_held_spread_pts", "held_spread_pts").is_not_null()).alias("is_quoted"),
    ).cast(MOVES)  # fmt: skip


def _days(until: str) -> pl.Expr:
    """Calendar days from the close before."""
    return (pl.col(until) - pl.col("last_trade_date")).dt.total_days().cast(pl.Float64)


def _mark() -> pl.Expr:
    """Value of one of yesterday's calls today: settled, sold in a roll, or still held."""
    is_same = (pl.col("held_expiry_date") == pl.col("last_held_expiry_date")) & (
        pl.col("held_strike_pts") == pl.col("last_held_strike_pts")
    )
    return pl.coalesce("settlement_value_pts", pl.when(is_same).then("held_mark_pts"), "sold_mark_pts")


def _with_vol(carried: pl.DataFrame) -> pl.DataFrame:
    """Add today's future, and the model volatility at yesterday's strike on it.

    That stays as it was at a settlement, and where nothing tells it and the calls keep their last price.
    """
    carried = carried.with_columns(
        forward_pts=pl.coalesce("settlement_index_pts", "settle_pts", "last_held_forward_pts")
    )
    days = (carried["last_held_expiry_date"] - carried["trade_date"]).dt.total_days().cast(pl.Float64)
    names = ("vvix_pts", "last_held_strike_pts", "forward_pts")
    vvix, strike, forward = (carried[name].cast(pl.Float64).to_numpy() for name in names)
    vol = pl.Series("vol", np.asarray(vix_call_vol(vvix, days.to_numpy(), strike, forward))).fill_nan(None)
    is_told = pl.col("vol").is_not_null() & pl.col("price_source").ne_missing(PRICE_SOURCE_STALE)
    return carried.with_columns(vol).with_columns(vol=pl.when(is_told).then("vol").otherwise("last_held_vol"))
