"""One side of a book on its own: a hedge preset's, or a condor baseline's, trades and daily P&L. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.backtest.book import BacktestError
from pipelines.backtest.condor_orders import condor_orders
from pipelines.backtest.hedge_orders import hedge_orders
from pipelines.backtest.ledger import part_of_trade, priced_trades
from pipelines.backtest.legs import require_legs_add_up
from pipelines.backtest.quoted import NO_QUOTES, condor_mark_counts, layer_mark_counts, quoted_condors, quoted_layers
from pipelines.quant.costs import OPTION_MULTIPLIER_USD, CostModel

CONDOR = "condor"


@dataclass(frozen=True)
class Side:
    """Trades of a hedge or a condor, and its days.

    `parts`: P&L, `part`, `trade_date`, `pnl_usd`, `cost_usd`. `mark_counts`: `trade_date`, `legs`, `quoted_legs`.
    """

    name: str
    trades: pl.DataFrame
    parts: pl.DataFrame
    mark_counts: pl.DataFrame


def condor_side(
    baseline: str, condor_signals: pl.DataFrame, costs: CostModel, quotes: pl.DataFrame = NO_QUOTES
) -> Side:
    """Trade a condor baseline.

    Args:
        baseline: Its name.
        condor_signals: Its rows of `condor.fct_condor_signal_daily`, with `vix_close_pts`.
        costs: Spread model.
        quotes: `backtest.fct_quote_mark`: what marks and fills take in place of the model.

    Raises:
        BacktestError: A price is missing, or the legs do not add up.
    """
    rows = quoted_condors(condor_signals, quotes)
    orders = condor_orders(rows, costs)
    named = orders.with_columns(preset=pl.lit(None, dtype=pl.String), baseline=pl.lit(baseline))
    marks = rows.select("trade_date", mark_usd="held_mark_usd", part=pl.lit(CONDOR))
    return _side(baseline, priced_trades(named, costs), marks, condor_mark_counts(rows))


def hedge_side(preset: str, layer_states: pl.DataFrame, costs: CostModel, quotes: pl.DataFrame = NO_QUOTES) -> Side:
    """Trade a hedge preset.

    Args:
        preset: Its name.
        layer_states: Its rows of `layers.fct_layer_state_daily`; none for no hedge.
        costs: Spread model.
        quotes: As in `condor_side`.

    Raises:
        BacktestError: A price or a mark is missing, or the legs do not add up.
    """
    rows = quoted_layers(layer_states, quotes)
    orders = hedge_orders(rows, costs)
    named = orders.with_columns(preset=pl.lit(preset), baseline=pl.lit(None, dtype=pl.String))
    value = pl.col("held_contracts") * pl.col("held_mark_pts") * OPTION_MULTIPLIER_USD
    marks = rows.select(
        "trade_date",
        mark_usd=pl.when(pl.col("held_contracts") == 0).then(0.0).otherwise(value),
        part=pl.format("layer{}", "layer"),
    )
    return _side(preset, priced_trades(named, costs), marks, layer_mark_counts(rows))


def _side(name: str, trades: pl.DataFrame, marks: pl.DataFrame, mark_counts: pl.DataFrame) -> Side:
    if marks["mark_usd"].null_count():
        first = marks.filter(pl.col("mark_usd").is_null()).sort("trade_date").row(0, named=True)
        raise BacktestError(f"{name}: {first['part']} is held without a mark on {first['trade_date']}")
    by_part = marks.group_by("part", "trade_date", maintain_order=True).agg(pl.col("mark_usd").sum())
    parts = _part_pnl_usd(by_part, trades)
    require_legs_add_up(name, trades, by_part, parts)
    return Side(name, trades, parts, mark_counts)


def _part_pnl_usd(marks: pl.DataFrame, trades: pl.DataFrame) -> pl.DataFrame:
    """Return net P&L and costs per part and day: change of the marks plus the cash of the day's trades.

    All books start flat, so the first day's change is its own mark.
    """
    flows = trades.group_by(part=part_of_trade(), trade_date=pl.col("fill_date"), maintain_order=True).agg(
        cash_usd=pl.col("cash_usd").sum(), cost_usd=(pl.col("slippage_usd") + pl.col("fee_usd")).sum()
    )
    change = pl.col("mark_usd").diff().fill_null(pl.col("mark_usd")).over("part", order_by="trade_date")
    return (
        marks.with_columns(change_usd=change)
        .join(flows, on=["part", "trade_date"], how="left")
        .select(
            "part",
            "trade_date",
            pnl_usd=pl.col("change_usd") + pl.col("cash_usd").fill_null(0.0),
            cost_usd=pl.col("cost_usd").fill_null(0.0),
        )
    )
