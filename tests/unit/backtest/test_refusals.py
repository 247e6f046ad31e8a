"""What a backtest refuses: tables that do not fit, missing prices, legs that do not add up."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.backtest.book import BacktestError, Book
from pipelines.backtest.engine import Backtest, Tables, backtest
from pipelines.backtest.legs import require_legs_add_up

ACCOUNT_USD = 10_000_000.0


@pytest.fixture(scope="module")
def run(tables) -> Backtest:
    return backtest(tables, ["hedge"], ["condor"], ACCOUNT_USD)


def of(tables: Tables, **changed: pl.DataFrame) -> Backtest:
    return backtest(replace(tables, **changed), ["hedge"], ["condor"], ACCOUNT_USD)


def test_different_days_are_refused(tables) -> None:
    with pytest.raises(BacktestError, match="different days"):
        of(tables, layer_states=tables.layer_states.filter(pl.col("trade_date") > date(2020, 3, 2)))


def test_unknown_layer_is_refused(tables) -> None:
    with pytest.raises(BacktestError, match="layer 5"):
        of(tables, layer_states=tables.layer_states.with_columns(layer=pl.col("layer") + 3))


def test_held_position_without_a_mark_is_refused(tables) -> None:
    gap = pl.when(pl.col("trade_date") == date(2020, 3, 5)).then(None).otherwise(pl.col("held_mark_pts"))

    with pytest.raises(BacktestError, match="without a mark on 2020-03-05"):
        of(tables, layer_states=tables.layer_states.with_columns(held_mark_pts=gap))


def test_order_without_a_price_is_refused(tables) -> None:
    gap = pl.when(pl.col("filled_action") == "roll").then(None).otherwise(pl.col("sold_mark_pts"))

    with pytest.raises(BacktestError, match="1 orders without a price, first hedge 2020-03-10"):
        of(tables, layer_states=tables.layer_states.with_columns(sold_mark_pts=gap))


def test_ruined_account_is_refused(tables) -> None:
    with pytest.raises(BacktestError, match="loses its whole account"):
        backtest(tables, ["hedge"], ["condor"], 5000.0)


def test_nothing_to_backtest_is_refused(tables) -> None:
    with pytest.raises(BacktestError, match="no condor signals"):
        backtest(tables, ["hedge"], ["other"], ACCOUNT_USD)


def test_account_of_nothing_is_refused() -> None:
    with pytest.raises(BacktestError, match="account_usd"):
        Book("hedge", "condor", 0.0)


def test_legs_that_do_not_add_up_are_refused(tables) -> None:
    """A mark that is not the day's breaks the second count."""
    lost = pl.when(pl.col("settlement_contracts") > 0).then(pl.col("settlement_contracts") + 5)
    states = tables.layer_states.with_columns(settlement_contracts=lost.otherwise(pl.col("settlement_contracts")))

    with pytest.raises(BacktestError, match="more of long_call 2020-03-13 was closed than opened"):
        of(tables, layer_states=states)


def test_days_that_are_not_their_legs_are_refused(run) -> None:
    marks = pl.DataFrame({"part": ["layer1"], "trade_date": [date(2020, 3, 17)], "mark_usd": [0.0]})
    trades = run.trades.filter(pl.col("layer") == 1)
    pnl = trades["cash_usd"].sum()

    require_legs_add_up("hedge", trades, marks, marks.with_columns(pnl_usd=pl.lit(pnl)))
    with pytest.raises(BacktestError, match="hedge: the legs of layer1 and its days differ"):
        require_legs_add_up("hedge", trades, marks, marks.with_columns(pnl_usd=pl.lit(pnl + 0.01)))
