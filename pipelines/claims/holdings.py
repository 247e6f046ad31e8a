"""Every VIX call a hedge ever held: what it cost, what it brought, what it was worth at best. Pure."""

import polars as pl

from pipelines.quant.costs import OPTION_MULTIPLIER_USD

CALL = ("preset", "layer", "lot", "expiry_date", "strike_pts")


def call_holdings(trades: pl.DataFrame, layer_states: pl.DataFrame) -> pl.DataFrame:
    """Return one row per preset, layer, lot and contract held.

    Args:
        trades: `backtest.fct_trade`.
        layer_states: `layers.fct_layer_state_daily`, for the marks.

    Returns:
        `CALL` and: `fill_date` of the first purchase, `bought_contracts`, `premium_usd` paid after costs,
        `received_usd` from sales and settlements, `open_mark_usd` (0 once gone), `pnl_usd`, `peak_mark_pts` (null if
        it was never marked), `is_open`, `is_simulated`. Sorted by key.
    """
    calls = trades.filter(pl.col("book") == "hedge").sort("fill_date")
    is_buy = pl.col("contracts") > 0
    flows = calls.group_by(CALL, maintain_order=True).agg(
        fill_date=pl.col("fill_date").filter(is_buy).first(),
        bought_contracts=pl.col("contracts").filter(is_buy).sum(),
        premium_usd=-pl.col("cash_usd").filter(is_buy).sum(),
        received_usd=pl.col("cash_usd").filter(~is_buy).sum(),
        is_simulated=pl.col("is_simulated").any(),
    )
    return (
        flows.join(_marks(layer_states), on=CALL, how="left")
        .with_columns(pl.col("open_mark_usd").fill_null(0.0), is_open=pl.col("open_mark_usd").is_not_null())
        .with_columns(pnl_usd=pl.col("received_usd") + pl.col("open_mark_usd") - pl.col("premium_usd"))
        .sort(CALL)
    )


def _marks(layer_states: pl.DataFrame) -> pl.DataFrame:
    """Best mark of each call, and its value at the newest close if it is held then."""
    held = layer_states.filter(pl.col("held_contracts") > 0).rename(
        {"held_expiry_date": "expiry_date", "held_strike_pts": "strike_pts"}
    )
    newest = layer_states["trade_date"].max()
    value = pl.col("held_contracts") * pl.col("held_mark_pts") * OPTION_MULTIPLIER_USD
    return held.group_by(CALL).agg(
        peak_mark_pts=pl.col("held_mark_pts").max(),
        open_mark_usd=value.filter(pl.col("trade_date") == newest).first(),
    )
