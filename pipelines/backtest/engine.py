"""`backtest.fct_trade` and `backtest.fct_backtest_daily`: every condor without and with every hedge. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipelines.backtest.book import BacktestError, Book
from pipelines.backtest.daily import daily_rows
from pipelines.backtest.ledger import trade_rows
from pipelines.backtest.quoted import NO_QUOTES
from pipelines.backtest.side import Side, condor_side, hedge_side
from pipelines.contracts.fct_backtest_daily import LAYERS
from pipelines.quant.costs import DEFAULT_COSTS, CostModel


@dataclass(frozen=True)
class Backtest:
    """Result of one run: `trades` keep `FCT_TRADE`, `daily` keeps `FCT_BACKTEST_DAILY`."""

    trades: pl.DataFrame
    daily: pl.DataFrame


@dataclass(frozen=True)
class Tables:
    """What a backtest reads.

    `layer_states`: `layers.fct_layer_state_daily`. `condor_signals`: `condor.fct_condor_signal_daily`, whose
    trade dates are the days of the backtest. `signals`: `signals.fct_signal_daily`, for the closes.
    `quotes`: `backtest.fct_quote_mark`, in place of the model where a leg is quoted.
    """

    layer_states: pl.DataFrame
    condor_signals: pl.DataFrame
    signals: pl.DataFrame
    quotes: pl.DataFrame = field(default_factory=lambda: NO_QUOTES)


def backtest(
    tables: Tables,
    presets: Sequence[str],
    baselines: Sequence[str],
    account_usd: float,
    costs: CostModel = DEFAULT_COSTS,
) -> Backtest:
    """Trade what layers and condors decided, one session later, and count the money of every pair.

    Args:
        tables: The decisions.
        presets: Hedges; one without rows in the layer states is no hedge.
        baselines: Condors.
        account_usd: Constant account.
        costs: Spread shares and fees.

    Returns:
        Both tables. Rows up to day t depend on inputs up to day t. A trade is there once, not once per pair.

    Raises:
        BacktestError: The tables cover different days, a layer is unknown, a mark or a price is
            missing, the legs do not add up, or a book loses its whole account.
    """
    closes = _closes(tables, baselines)
    quotes, days = tables.quotes, closes["trade_date"]
    condors = [condor_side(name, rows, costs, quotes) for name, rows in _condors(tables, baselines)]
    hedges = [(hedge_side(name, rows, costs, quotes), rows) for name, rows in _hedges(tables, presets, days)]
    daily = [
        daily_rows(condor, hedge, states, closes, Book(hedge.name, condor.name, account_usd))
        for hedge, states in hedges
        for condor in condors
    ]
    trades = pl.concat([side.trades for side in _sides(condors, hedges)], how="diagonal_relaxed")
    flags = closes.select("trade_date", "is_simulated")
    return Backtest(trades=trade_rows(trades, flags), daily=pl.concat(daily))


def _sides(condors: Sequence[Side], hedges: Sequence[tuple[Side, pl.DataFrame]]) -> Iterator[Side]:
    yield from condors
    yield from (hedge for hedge, _ in hedges)


def _condors(tables: Tables, baselines: Sequence[str]) -> Iterator[tuple[str, pl.DataFrame]]:
    closes = tables.signals.select("trade_date", "vix_close_pts")
    for baseline in baselines:
        rows = tables.condor_signals.filter(pl.col("baseline") == baseline)
        if rows.is_empty():
            raise BacktestError(f"no condor signals of {baseline!r}: nothing to backtest")
        yield baseline, rows.join(closes, on="trade_date", how="left", maintain_order="left")


def _hedges(tables: Tables, presets: Sequence[str], days: pl.Series) -> Iterator[tuple[str, pl.DataFrame]]:
    for preset in presets:
        rows = tables.layer_states.filter(pl.col("preset") == preset)
        for (layer, _lot), lot in rows.group_by("layer", "lot", maintain_order=True):
            if layer not in LAYERS:
                raise BacktestError(f"layer {layer} is unknown; known: {list(LAYERS)}")
            if not lot["trade_date"].sort().equals(days):
                raise BacktestError(f"{preset}: layer {layer} and the condor signals cover different days")
        yield preset, rows


def _closes(tables: Tables, baselines: Sequence[str]) -> pl.DataFrame:
    """Days of the backtest with their closes, in date order."""
    days = tables.condor_signals.filter(pl.col("baseline").is_in(list(baselines)), pl.col("rung") == 1)
    if days.is_empty():
        raise BacktestError("no condor signals: nothing to backtest")
    days = days.select("trade_date", "is_simulated").unique().sort("trade_date")
    closes = tables.signals.select("trade_date", "vix_close_pts", "spx_close_pts")
    return days.join(closes, on="trade_date", how="left", maintain_order="left").select(
        "trade_date", "vix_close_pts", "spx_close_pts", "is_simulated"
    )
