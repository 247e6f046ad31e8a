"""Orders become trades: fill price, slippage, fee, cash. Pure."""

import polars as pl

from pipelines.backtest.book import BacktestError
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.quant.costs import OPTION_MULTIPLIER_USD, CostModel, fill_price_pts


def priced_trades(orders: pl.DataFrame, costs: CostModel) -> pl.DataFrame:
    """Return the trades of one hedge or one condor, without `is_simulated`, in date order.

    Args:
        orders: Columns of `condor_orders` or `hedge_orders`, with `preset` and `baseline`.
        costs: Spread shares and fees.

    Raises:
        BacktestError: An order has no price: it would trade at an unknown one.
    """
    unpriced = orders.filter(pl.col("mid_pts").is_null() | pl.col("mid_pts").is_nan())
    if unpriced.height:
        first = unpriced.sort("fill_date").row(0, named=True)
        raise BacktestError(f"{unpriced.height} orders without a price, first {first['book']} {first['fill_date']}")
    filled = orders.with_columns(_fills(orders, costs))
    contracts, fill = pl.col("contracts"), pl.col("fill_pts")
    return (
        filled.with_columns(
            slippage_usd=contracts * OPTION_MULTIPLIER_USD * (fill - pl.col("mid_pts")),
            fee_usd=contracts.abs() * pl.col("fee_per_contract_usd"),
        )
        .with_columns(
            cash_usd=-contracts * OPTION_MULTIPLIER_USD * fill - pl.col("fee_usd"),
            trade_id=_trade_id(),
        )
        .drop("spread_pts", "order_legs", "fee_per_contract_usd")
        .sort("fill_date", "layer", "lot", "action", "contracts", "leg")
    )


def trade_rows(trades: pl.DataFrame, is_simulated: pl.DataFrame) -> pl.DataFrame:
    """Return trades as rows of `FCT_TRADE`; `is_simulated` maps trade dates to the flag."""
    flags = is_simulated.rename({"trade_date": "fill_date"})
    return FCT_TRADE.conform(trades.join(flags, on="fill_date", how="left", maintain_order="left"))


def part_of_trade() -> pl.Expr:
    """Name of the part a trade belongs to: `condor`, or the layer."""
    return pl.when(pl.col("layer").is_null()).then(pl.lit("condor")).otherwise(pl.format("layer{}", "layer"))


def filled_credits(trades: pl.DataFrame) -> pl.DataFrame:
    """Return the credit of one condor of each order that filled, after slippage and before fees.

    Args:
        trades: `backtest.fct_trade` of one condor baseline.

    Returns:
        `rung`, `held_fill_date`, `credit_pts`: the columns by which `fct_condor_signal_daily` names a condor held.
    """
    opened = trades.filter(pl.col("book") == "condor", pl.col("action") == "open")
    paid = (pl.col("contracts") * pl.col("fill_pts")).sum() / pl.col("contracts").first().abs()
    return opened.group_by(rung="lot", held_fill_date="fill_date").agg(credit_pts=-paid)


def _fills(orders: pl.DataFrame, costs: CostModel) -> pl.Series:
    """Fill price of each order; orders of one, two and four legs pay different shares of the spread."""
    mid, spread = orders["mid_pts"].to_numpy(), orders["spread_pts"].to_numpy()
    side = orders["contracts"].sign().to_numpy()
    fills = pl.Series("fill_pts", mid, dtype=pl.Float64)
    for legs in sorted(set(orders["order_legs"])):
        is_here = orders["order_legs"] == legs
        fills = pl.Series(fill_price_pts(mid, spread, side, legs, costs)).zip_with(is_here, fills)
    return fills.alias("fill_pts")


def _trade_id() -> pl.Expr:
    """Text that is the same in every run: preset or baseline, part, lot, date, action, side, leg."""
    owner = pl.coalesce("preset", "baseline")
    side = pl.when(pl.col("contracts") > 0).then(pl.lit("buy")).otherwise(pl.lit("sell"))
    return pl.format("{}:{}:{}:{}:{}:{}:{}", owner, part_of_trade(), "lot", "fill_date", "action", side, "leg")
