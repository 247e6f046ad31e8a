"""Break-evens day by day: the condor's own by hand, and what a hedge moves."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.break_even import vix_moves
from pipelines.claims.break_even_daily import break_even_daily
from pipelines.contracts.fct_break_even_daily import FCT_BREAK_EVEN_DAILY
from pipelines.contracts.promises import unkept_promises

N = 300
DAYS = [date(2024, 1, 1) + timedelta(days=n) for n in range(N)]
EXPIRY = DAYS[-1] + timedelta(days=20)


def signals_of(slope: float = -120.0) -> pl.DataFrame:
    moves = np.random.default_rng(3).normal(0, 0.01, N)
    return pl.DataFrame(
        {
            "trade_date": DAYS,
            "spx_close_pts": 5500 * np.exp(np.cumsum(moves) - moves.sum()),
            "front_change_pts": [None, *(slope * moves[1:])],
            "vvix_close_pts": 95.0,
            "risk_free_rate_ratio": 0.05,
        }
    )


def condors(days=(DAYS[-1],), rungs=1) -> pl.DataFrame:
    strikes = {"held_long_put_strike_pts": 4900.0, "held_short_put_strike_pts": 5200.0,
               "held_short_call_strike_pts": 5700.0, "held_long_call_strike_pts": 5850.0}  # fmt: skip
    rows = [
        {"baseline": "b", "rung": rung, "trade_date": day, "held_contracts": 10, "held_fill_date": days[0],
         "held_expiry_date": EXPIRY, "is_simulated": False, **strikes}
        for day in days for rung in range(1, rungs + 1)
    ]  # fmt: skip
    return pl.DataFrame(rows, schema_overrides={"rung": pl.Int32})


def calls(contracts: int, days=(DAYS[-1],)) -> pl.DataFrame:
    call = {"preset": "p", "held_contracts": contracts, "held_expiry_date": EXPIRY + timedelta(days=30),
            "held_strike_pts": 28.0, "held_forward_pts": 19.0, "held_mark_pts": 0.8}  # fmt: skip
    return pl.DataFrame([{"trade_date": day, **call} for day in days])


def trades(day=DAYS[-1], rungs=1) -> pl.DataFrame:
    legs = [(10, 10.0), (-10, 20.0), (-10, 14.0), (10, 4.0)]  # a credit of 20
    return pl.DataFrame(
        [
            {
                "book": "condor",
                "baseline": "b",
                "action": "open",
                "lot": rung,
                "fill_date": day,
                "contracts": n,
                "fill_pts": pts,
            }
            for n, pts in legs
            for rung in range(1, rungs + 1)
        ],
        schema_overrides={"lot": pl.Int32},
    )


def test_condor_alone_breaks_even_a_credit_beyond_its_shorts() -> None:
    rows = break_even_daily(condors(), calls(0), trades(), signals_of())

    assert unkept_promises(FCT_BREAK_EVEN_DAILY, rows) == []
    row = rows.row(0, named=True)
    assert (row["lower_pts"], row["upper_pts"], row["credit_pts"]) == (5180.0, 5720.0, 20.0)
    assert (row["lower_shift_pts"], row["upper_shift_pts"], row["hedged_null_reason"]) == (0.0, 0.0, None)


def test_hedge_pays_below_and_costs_above() -> None:
    row = break_even_daily(condors(), calls(20), trades(), signals_of()).row(0, named=True)

    assert row["lower_shift_pts"] < 0
    assert row["upper_shift_pts"] < 0
    assert row["hedged_lower_pts"] == pytest.approx(row["lower_pts"] + row["lower_shift_pts"])
    assert row["vix_move_pts"] == pytest.approx(-120.0)


def test_what_cannot_be_said_has_a_reason() -> None:
    two = break_even_daily(condors(rungs=2), calls(20), trades(rungs=2), signals_of())
    early = break_even_daily(condors((DAYS[30],)), calls(20, (DAYS[30],)), trades(DAYS[30]), signals_of())
    huge = break_even_daily(condors(), calls(100_000), trades(), signals_of())

    assert two["hedged_null_reason"].to_list() == ["several_condors"] * 2
    assert two["lower_pts"].to_list() == [5180.0] * 2
    assert early["hedged_null_reason"].to_list() == ["warm_up"]
    assert huge["hedged_null_reason"].to_list() == ["none_within_reach"]


def silent(sessions: int) -> pl.DataFrame:
    """Signals without a VVIX in the last sessions."""
    is_known = pl.col("trade_date") <= DAYS[-1 - sessions]
    return signals_of().with_columns(vvix_close_pts=pl.when(is_known).then("vvix_close_pts"))


def test_a_level_that_is_carried_no_longer_gives_no_break_even_with_the_hedge() -> None:
    week, longer = (break_even_daily(condors(), calls(20), trades(), silent(days)) for days in (5, 6))
    future = calls(20).with_columns(held_forward_pts=pl.lit(None, pl.Float64))
    unpriced = break_even_daily(condors(), future, trades(), signals_of())

    assert week.equals(break_even_daily(condors(), calls(20), trades(), signals_of()))
    for rows in (longer, unpriced):
        assert rows["hedged_null_reason"].to_list() == ["not_published"]
        assert rows["hedged_lower_pts"].to_list() == rows["hedged_upper_pts"].to_list() == [None]
        assert rows["lower_pts"].to_list() == [5180.0]


def test_days_to_come_change_no_break_even() -> None:
    days = (DAYS[200], DAYS[-1])
    whole = break_even_daily(condors(days), calls(20, days), trades(DAYS[200]), signals_of())
    noise = signals_of().with_columns(
        spx_close_pts=pl.when(pl.col("trade_date") > DAYS[200]).then(9000.0).otherwise("spx_close_pts")
    )
    cut = break_even_daily(condors(days[:1]), calls(20, days[:1]), trades(DAYS[200]), noise)

    assert cut.equals(whole.head(1))


def test_vix_moves_are_the_slope_of_the_last_year() -> None:
    signals = signals_of(-120.0)
    moves = vix_moves(signals)
    pairs = signals.select(y="front_change_pts", x=(pl.col("spx_close_pts") / pl.col("spx_close_pts").shift(1)).log())
    last = pairs.tail(252).to_numpy()

    assert moves["vix_move_pts"][-1] == pytest.approx(np.polyfit(last[:, 1], last[:, 0], 1)[0])
    assert moves["vix_move_tdays"][-1] == 252
    assert moves["vix_move_pts"][:59].null_count() == 59
