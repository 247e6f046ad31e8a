"""Fills and settlements of the VIX calls, before costs, read from `fct_layer_state_daily`. Pure."""

import polars as pl

from pipelines.quant.costs import CostModel, vix_call_spread_pts


def hedge_orders(layer_states: pl.DataFrame, costs: CostModel) -> pl.DataFrame:
    """Return one row per fill or settlement, in the columns that `ledger.priced_trades` takes.

    An order fills in the session after its decision, at that close's mids; a roll is one order of two legs. A call
    that is quoted has its quote's spread. Calls settle in cash at the special opening quotation (§6.2), without a fee.

    Args:
        layer_states: Result of `quoted_layers` of one preset.
        costs: Spread model.
    """
    last = ("held_expiry_date", "held_strike_pts", "trade_date")
    days = layer_states.sort("layer", "lot", "trade_date").with_columns(
        pl.col(last).shift(1).over("layer", "lot").name.prefix("last_")
    )
    bought = days.filter(pl.col("bought_contracts") > 0)
    sold = days.filter(pl.col("sold_contracts") > 0)
    settled = days.filter(pl.col("settlement_contracts") > 0)
    return pl.concat(
        [_fill(bought, "bought", "held", 1, costs), _fill(sold, "sold", "sold", -1, costs), _settlement(settled)]
    ).with_columns(book=pl.lit("hedge"), leg=pl.lit("long_call"), option_type=pl.lit("C"))


def _fill(fills: pl.DataFrame, size: str, contract: str, side: int, costs: CostModel) -> pl.DataFrame:
    mid, quoted = fills[f"{contract}_mark_pts"], pl.col(f"{contract}_spread_pts")
    is_two_legged = (pl.col("bought_contracts") > 0) & (pl.col("sold_contracts") > 0)
    return fills.select(
        layer="layer",
        lot="lot",
        decision_date="last_trade_date",
        fill_date="trade_date",
        action="filled_action",
        expiry_date=f"{contract}_expiry_date",
        strike_pts=f"{contract}_strike_pts",
        contracts=side * pl.col(f"{size}_contracts"),
        mid_pts=mid,
        spread_pts=pl.coalesce(quoted, pl.Series(vix_call_spread_pts(mid.to_numpy(), costs), dtype=pl.Float64)),
        order_legs=pl.when(is_two_legged).then(2).otherwise(1),
        fee_per_contract_usd=pl.lit(costs.vix_fee_usd),
        price_source=pl.when(quoted.is_null()).then(pl.lit("model")).otherwise(pl.lit("quote")),
        settlement_source=pl.lit(None, dtype=pl.String),
    )


def _settlement(settlements: pl.DataFrame) -> pl.DataFrame:
    return settlements.select(
        layer="layer",
        lot="lot",
        decision_date=pl.lit(None, dtype=pl.Date),
        fill_date="trade_date",
        action=pl.lit("settle"),
        expiry_date="last_held_expiry_date",
        strike_pts="last_held_strike_pts",
        contracts=-pl.col("settlement_contracts"),
        mid_pts="settlement_value_pts",
        spread_pts=pl.lit(0.0),
        order_legs=pl.lit(1, dtype=pl.Int32),
        fee_per_contract_usd=pl.lit(0.0),
        price_source=pl.lit("settlement"),
        settlement_source="settlement_source",
    )
