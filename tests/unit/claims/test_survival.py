"""Stops alone and at book level, on one condor whose loss passes twice its credit."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.claims.survival import condor_survival
from pipelines.contracts.fct_condor_survival import FCT_CONDOR_SURVIVAL
from pipelines.contracts.promises import unkept_promises

DAYS = [date(2020, 3, 2) + timedelta(days=n) for n in range(5)]
EXPIRY = date(2020, 3, 7)


MODEL = ["model"] * 5


def survival(
    marks: list[float],
    hedge_usd: list[float],
    final_usd: float | None = 300.0,
    hedge_sources: list[str] = MODEL,
    fill_source: str = "model",
) -> dict:
    """One condor sold for the first mark; `hedge_usd` is the hedge's P&L of each day."""
    condors = pl.DataFrame(
        {
            "baseline": "b",
            "rung": 1,
            "trade_date": DAYS,
            "held_contracts": 2,
            "held_fill_date": DAYS[0],
            "held_expiry_date": EXPIRY,
            "held_mark_pts": marks,
            "is_simulated": False,
        }
    )
    daily = pl.DataFrame(
        {"preset": "p", "trade_date": DAYS, "hedge_pnl_usd": hedge_usd, "hedge_price_source": hedge_sources}
    )
    actions = ["open"] if final_usd is None else ["open", "settle"]
    trades = pl.DataFrame(
        {
            "book": "condor",
            "lot": 1,
            "expiry_date": EXPIRY,
            "action": actions,
            "cash_usd": [1000.0, -700.0][: len(actions)],
            "price_source": [fill_source, "settlement"][: len(actions)],
        }
    )
    rows = condor_survival(condors, daily, trades)
    assert unkept_promises(FCT_CONDOR_SURVIVAL, rows) == []
    return rows.row(0, named=True)


RISING = [5.0, 8.0, 15.0, 16.0, 6.0]  # a loss of 10 points, twice the credit of 5, on the third close


def test_stop_is_met_at_twice_the_credit() -> None:
    row = survival(RISING, [0.0] * 5)

    assert (row["unhedged_stop_date"], row["book_stop_date"]) == (DAYS[2], DAYS[2])
    assert (row["held_tdays"], row["unhedged_tdays"], row["book_tdays"]) == (5, 3, 3)
    assert row["stopped_pnl_usd"] == pytest.approx(-10 * 2 * 100)
    assert not row["is_saved"]
    assert survival([5.0, 8.0, 14.99, 14.0, 6.0], [0.0] * 5)["unhedged_stop_date"] is None


def test_hedge_that_gained_enough_saves_the_condor() -> None:
    row = survival(RISING, [999_999.0, 0.0, 150.0, 200.0, 0.0])  # what it made before the fill does not count

    assert (row["unhedged_stop_date"], row["book_stop_date"], row["is_saved"]) == (DAYS[2], None, True)
    assert row["book_tdays"] == 5


def test_hedge_that_gained_too_little_only_delays_the_stop() -> None:
    row = survival(RISING, [0.0, 0.0, 100.0, 0.0, 0.0])

    assert (row["book_stop_date"], row["book_tdays"], row["is_saved"]) == (DAYS[3], 4, False)


def test_hedge_that_loses_stops_the_condor_earlier() -> None:
    assert survival(RISING, [0.0, -1_400.0, 0.0, 0.0, 0.0])["book_stop_date"] == DAYS[1]


@pytest.mark.parametrize(("final_usd", "is_premature"), [(300.0, True), (None, None)])
def test_stop_was_premature_where_holding_was_better(final_usd, is_premature) -> None:
    row = survival(RISING, [0.0] * 5, final_usd)

    assert row["is_premature"] is is_premature
    assert row["held_pnl_usd"] == final_usd


@pytest.mark.parametrize(
    ("sources", "price_source"),
    [
        ({}, "model"),
        ({"hedge_sources": ["model", "model", "mixed", "model", "model"]}, "mixed"),
        ({"fill_source": "quote"}, "mixed"),
        ({"fill_source": "quote", "final_usd": None}, "mixed"),
        ({"final_usd": None}, "model"),
    ],
)
def test_a_row_says_whether_a_quote_is_in_it(sources, price_source) -> None:
    assert survival(RISING, [0.0] * 5, **sources)["price_source"] == price_source
