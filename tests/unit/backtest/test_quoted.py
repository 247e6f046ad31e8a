"""Books at quotes: marks and fills take the quote of their own contract, each row says so, and the money adds up."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.backtest.engine import Backtest, Tables, backtest
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.contracts.promises import unkept_promises

ACCOUNT_USD = 10_000_000.0
FILL, HELD, ROLL = date(2020, 3, 3), date(2020, 3, 5), date(2020, 3, 10)


def quote(day: date, leg: str, mid: float, spread: float = 1.0, **where: object) -> dict:
    condor = {"book": "condor", "owner": "condor", "layer": 0, "lot": 1, "part": "held"}
    return condor | {"quote_date": day, "leg": leg, "quote_mid_pts": mid, "quote_spread_pts": spread} | where


def hedge_quote(day: date, layer: int, mid: float, part: str = "held") -> dict:
    return quote(day, "long_call", mid, book="hedge", owner="hedge", layer=layer, part=part)


def quotes_of(*rows: dict, source: str = "quote") -> pl.DataFrame:
    table = pl.DataFrame([{"price_source": source, **row} for row in rows], schema=FCT_QUOTE_MARK.polars_schema)
    return table.with_columns(pl.col("layer", "lot").cast(pl.Int32))


def booked(tables: Tables, *rows: dict, source: str = "quote") -> Backtest:
    return backtest(replace(tables, quotes=quotes_of(*rows, source=source)), ["hedge"], ["condor"], ACCOUNT_USD)


def day_of(run: Backtest, day: date) -> dict:
    return run.daily.row(by_predicate=pl.col("trade_date") == day, named=True)


@pytest.fixture(scope="module")
def modelled(tables) -> Backtest:
    return backtest(tables, ["hedge"], ["condor"], ACCOUNT_USD)


def test_a_quoted_leg_moves_its_day_and_the_next_back(tables, modelled) -> None:
    run = booked(tables, quote(HELD, "short_put", 12.5))

    gaps = run.daily["condor_pnl_usd"] - modelled.daily["condor_pnl_usd"]
    model_mid = 10.0 * 1.10  # the short put's mark two sessions after its fill
    assert gaps.filter(run.daily["trade_date"] == HELD).item() == pytest.approx(-3000 * (12.5 - model_mid))
    assert gaps.sum() == pytest.approx(0.0, abs=1e-9)
    assert gaps.filter(gaps.abs() > 1e-9).len() == 2
    assert_frame_equal(run.trades, modelled.trades)
    assert unkept_promises(FCT_BACKTEST_DAILY, run.daily) == []


def test_a_day_says_quote_only_if_every_leg_of_both_sides_is(tables) -> None:
    legs = [quote(HELD, leg, 5.0) for leg in LEGS]
    calls = [hedge_quote(HELD, layer, 2.0) for layer in (1, 2)]

    assert day_of(booked(tables, *legs, *calls), HELD)["price_source"] == "quote"
    assert day_of(booked(tables, *legs, calls[0]), HELD)["price_source"] == "mixed"
    assert day_of(booked(tables, legs[0]), HELD)["price_source"] == "mixed"
    assert day_of(booked(tables, *legs, *calls), ROLL)["price_source"] == "model"


def test_a_day_says_of_the_condor_what_its_own_legs_are_priced_by(tables) -> None:
    legs = [quote(HELD, leg, 5.0) for leg in LEGS]
    calls = [hedge_quote(HELD, layer, 2.0) for layer in (1, 2)]

    assert day_of(booked(tables, *calls), HELD)["condor_price_source"] == "model"
    assert day_of(booked(tables, legs[0]), HELD)["condor_price_source"] == "mixed"
    assert day_of(booked(tables, *legs), HELD)["condor_price_source"] == "quote"


def test_a_day_says_of_the_hedge_what_its_own_calls_are_priced_by(tables) -> None:
    legs = [quote(HELD, leg, 5.0) for leg in LEGS]
    calls = [hedge_quote(HELD, layer, 2.0) for layer in (1, 2)]

    assert day_of(booked(tables, *legs), HELD)["hedge_price_source"] == "model"
    assert day_of(booked(tables, calls[0]), HELD)["hedge_price_source"] == "mixed"
    assert day_of(booked(tables, *calls), HELD)["hedge_price_source"] == "quote"
    sold = booked(tables, hedge_quote(ROLL, 2, 3.3, part="closed"))
    assert day_of(sold, ROLL)["hedge_price_source"] == "mixed", "what is sold at a quote is priced by it"
    none = booked(replace(tables, layer_states=tables.layer_states.clear()), *legs)
    assert set(none.daily["hedge_price_source"]) == {"model"}


def test_a_fill_pays_its_share_of_the_quoted_spread(tables) -> None:
    run = booked(tables, quote(FILL, "short_put", 9.0, spread=2.0))

    opened = run.trades.filter(pl.col("book") == "condor", pl.col("action") == "open")
    sold = opened.row(by_predicate=pl.col("leg") == "short_put", named=True)
    assert (sold["mid_pts"], sold["price_source"]) == (9.0, "quote")
    assert sold["fill_pts"] == pytest.approx(9.0 - 0.06 * 2.0)
    assert opened.filter(pl.col("leg") != "short_put")["price_source"].unique().to_list() == ["model"]
    assert unkept_promises(FCT_TRADE, run.trades) == []


def test_a_roll_sells_the_old_call_at_its_own_quote(tables) -> None:
    run = booked(tables, hedge_quote(ROLL, 2, 3.3, part="closed"), hedge_quote(ROLL, 2, 2.2))

    rolled = dict(run.trades.filter(pl.col("action") == "roll").select("contracts", "fill_pts").iter_rows())
    assert rolled == {-8: pytest.approx(3.3 - 0.16), 7: pytest.approx(2.2 + 0.16)}


def test_a_condor_bought_back_pays_its_quote(tables, condor_signals) -> None:
    """Closed a session before its expiry instead of settled."""
    last = condor_signals["trade_date"][10]
    gone = {f"held_{leg}_mark_pts": pl.when(pl.col("trade_date") < last).then(f"held_{leg}_mark_pts") for leg in LEGS}
    closed = {f"closed_{leg}_mark_pts": pl.when(pl.col("trade_date") == last).then(7.0) for leg in LEGS}
    nothing = {name: pl.lit(None, dtype=kind) for name, kind in
               (("settlement_value_pts", pl.Float64), ("settlement_source", pl.String))}  # fmt: skip
    rows = condor_signals.with_columns(**gone, **closed, **nothing)
    run = booked(replace(tables, condor_signals=rows), quote(last, "short_call", 4.0, part="closed"))

    bought = run.trades.filter(pl.col("action") == "close").select("leg", "mid_pts", "price_source").sort("leg")
    assert bought.rows() == [
        ("long_call", 7.0, "model"),
        ("long_put", 7.0, "model"),
        ("short_call", 4.0, "quote"),
        ("short_put", 7.0, "model"),
    ]
    assert day_of(run, last)["price_source"] == "mixed"


def test_a_neighbours_quote_changes_nothing(tables, modelled) -> None:
    """Rows that the quote table itself leaves to the model."""
    run = booked(tables, quote(HELD, "short_put", 12.5), source="model")

    assert_frame_equal(run.daily, modelled.daily)


def test_a_quote_of_today_changes_no_earlier_day(tables, modelled) -> None:
    run = booked(tables, quote(HELD, "short_put", 12.5))

    before = pl.col("trade_date") < HELD
    assert_frame_equal(run.daily.filter(before), modelled.daily.filter(before), check_exact=True)
