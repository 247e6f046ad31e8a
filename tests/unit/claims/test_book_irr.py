"""The book's internal rate of return, by hand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.book_irr import book_irr, capital_days
from pipelines.contracts.fct_book_irr import FCT_BOOK_IRR
from pipelines.contracts.promises import unkept_promises

DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(366)]


def days_of(pnl, capital=1000.0) -> pl.DataFrame:
    pnl = np.asarray(pnl, dtype=float)
    return pl.DataFrame(
        {
            "trade_date": DAYS[: len(pnl)],
            "preset": "p",
            "baseline": "b",
            "unhedged_capital_usd": np.broadcast_to(capital, pnl.shape).astype(float),
            "hedged_capital_usd": np.broadcast_to(capital, pnl.shape) + 100.0,
            "unhedged_pnl_usd": pnl,
            "hedged_pnl_usd": pnl - 0.1,
            "price_source": "model",
            "is_simulated": False,
        }
    )


def test_profit_on_the_money_tied_up_is_the_rate() -> None:
    days = days_of([0.0] * 365 + [100.0])

    rows = book_irr(days, 0.02, hurdle_ratio=0.08)
    assert unkept_promises(FCT_BOOK_IRR, rows) == []
    alone = rows.row(by_predicate=(pl.col("side") == "unhedged") & (pl.col("window") == "inception"), named=True)
    assert alone["irr_ratio"] == pytest.approx(0.10, abs=1e-9)
    assert (alone["excess_ratio"], alone["is_above_hurdle"]) == (pytest.approx(0.02, abs=1e-9), True)
    hedged = rows.row(by_predicate=(pl.col("side") == "hedged") & (pl.col("window") == "inception"), named=True)
    assert hedged["irr_ratio"] < alone["irr_ratio"]
    assert hedged["is_above_hurdle"] is False


def test_a_rate_that_a_surplus_would_have_to_earn_too_is_told_and_is_not_the_return() -> None:
    """200 made on 1000 in the first quarter, nothing on 1000 in the second half, and no money between."""
    day = np.arange(366)
    days = days_of(np.where(day == 91, 200.0, 0.0), np.where((day < 91) | (day >= 183), 1000.0, 0.0))

    rows = book_irr(days, 0.02, hurdle_ratio=0.08)
    assert unkept_promises(FCT_BOOK_IRR, rows) == []
    alone = rows.row(by_predicate=(pl.col("side") == "unhedged") & (pl.col("window") == "inception"), named=True)
    assert (alone["irr_count"], alone["irr_null_reason"]) == (1, "not_put_in_throughout")
    assert (alone["irr_ratio"], alone["excess_ratio"], alone["is_above_hurdle"]) == (None, None, None)
    assert float(alone["irr_text"]) > 0.3


def test_margin_is_width_and_what_is_owed_and_paid_for_calls() -> None:
    condors = pl.DataFrame(
        {
            "trade_date": DAYS[:2],
            "held_contracts": [2, 0],
            "held_mark_usd": [-1500.0, 0.0],
            "held_long_put_strike_pts": [90.0, None],
            "held_short_put_strike_pts": [100.0, None],
            "held_short_call_strike_pts": [120.0, None],
            "held_long_call_strike_pts": [135.0, None],
        }
    )
    states = pl.DataFrame({"trade_date": [DAYS[0]] * 2 + [DAYS[1]], "held_mark_usd": [300.0, 200.0, 0.0]})
    daily = days_of([0.0, 0.0]).drop("unhedged_capital_usd", "hedged_capital_usd")

    days = capital_days(daily, condors, states)
    assert days["unhedged_capital_usd"].to_list() == [15 * 100 * 2 - 1500.0, 0.0]
    assert days["hedged_capital_usd"].to_list() == [15 * 100 * 2 - 1000.0, 0.0]
