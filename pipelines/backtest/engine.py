"""`backtest.fct_trade` and `backtest.fct_backtest_daily`: the condor book with and without the hedge. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.backtest.book import BacktestError, Book
from pipelines.backtest.condor_orders import condor_orders
from pipelines.backtest.daily import daily_rows, marks_usd, part_pnl_usd
from pipelines.backtest.hedge_orders import hedge_orders
from pipelines.backtest.ledger import priced_trades, trade_rows
from pipelines.contracts.fct_backtest_daily import LAYERS


@dataclass(frozen=True)
class Backtest:
    """Result of one run: `trades` keep `FCT_TRADE`, `daily` keeps `FCT_BACKTEST_DAILY`."""

    trades: pl.DataFrame
    daily: pl.DataFrame


def backtest(layer_states: pl.DataFrame, condor_signals: pl.DataFrame, signals: pl.DataFrame, book: Book) -> Backtest:
    """Trade what the layers and the condor decided, one session later, and count the money.

    Args:
        layer_states: `layers.fct_layer_state_daily`; other presets' rows are ignored.
        condor_signals: `condor.fct_condor_signal_daily`; other baselines' rows are ignored. Its
            trade dates are the days of the backtest.
        signals: `signals.fct_signal_daily`, for the closes.
        book: Which preset over which baseline, the account, the costs.

    Returns:
        Both tables. Rows up to day t depend on inputs up to day t.

    Raises:
        BacktestError: The tables cover different days, a layer is unknown, a mark or a price is
            missing, or a book loses its whole account.
    """
    layer_states = layer_states.filter(pl.col("preset") == book.preset)
    condor_signals = condor_signals.filter(pl.col("baseline") == book.baseline).sort("trade_date")
    _require_same_days(layer_states, condor_signals)
    condor = _with_closes(condor_signals, signals)
    orders = [condor_orders(condor, book.costs), hedge_orders(layer_states, book.costs)]
    trades = priced_trades(pl.concat(orders, how="diagonal_relaxed"), book)
    parts = part_pnl_usd(marks_usd(condor, layer_states), trades)
    closes = condor.select("trade_date", "vix_close_pts", "spx_close_pts", "is_simulated")
    return Backtest(
        trades=trade_rows(trades, closes.select("trade_date", "is_simulated")),
        daily=daily_rows(parts, layer_states, closes, book),
    )


def _with_closes(condor_signals: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    closes = signals.select("trade_date", "vix_close_pts", "spx_close_pts")
    return condor_signals.join(closes, on="trade_date", how="left", maintain_order="left")


def _require_same_days(layer_states: pl.DataFrame, condor_signals: pl.DataFrame) -> None:
    days = condor_signals["trade_date"]
    if days.is_empty():
        raise BacktestError("no condor signals: nothing to backtest")
    for (layer, _lot), rows in layer_states.group_by("layer", "lot", maintain_order=True):
        if layer not in LAYERS:
            raise BacktestError(f"layer {layer} is unknown; known: {list(LAYERS)}")
        if not rows["trade_date"].sort().equals(days):
            raise BacktestError(f"layer {layer} and the condor signals cover different days")
