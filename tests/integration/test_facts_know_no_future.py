"""What is held, quoted, traded, earned and explained up to a day is the same with every day after it gone or other."""

from collections.abc import Callable
from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.fixtures.signal_market import SignalMarket
from tests.fixtures.stages import DAY_OF, facts_of, inputs_of, until

START = date(2012, 1, 3)
Change = Callable[[dict[str, pl.DataFrame], date], dict[str, pl.DataFrame]]
BOOKS = [("seed_4422_monetise", "vs_45d_16d_exit"), ("seed_always_on", "weekly_ladder")]


def cut_days(inputs: dict[str, pl.DataFrame], count: int) -> list[date]:
    """Days from anywhere in the history, one with a chain, and the one before it."""
    days = inputs["fct_signal_daily"].filter(pl.col("trade_date") >= START)["trade_date"]
    picked = np.random.default_rng(442).choice(len(days) - 300, size=count, replace=False) + 250
    with_chain = days.index_of(inputs["stg_cboe__spx_option_quotes"]["quote_date"].unique().sort()[-2])
    return [days[int(at)] for at in sorted(picked)] + [days[with_chain - 1], days[with_chain]]


def scrambled(inputs: dict[str, pl.DataFrame], last_day: date) -> dict[str, pl.DataFrame]:
    """Everything after a day replaced by other prices."""
    is_later = pl.col("trade_date") > last_day
    noisy = ("vix_close_pts", "vvix_close_pts", "spx_close_pts", "skew_close_pts", "vix3m_close_pts")
    signals = inputs["fct_signal_daily"].with_columns(
        pl.when(is_later).then(pl.col(name) * 1.4 + 3).otherwise(name).alias(name) for name in noisy
    )
    futures = inputs["int_vx_monthly__settled"].with_columns(
        settle_pts=pl.when(is_later).then(pl.col("settle_pts") * 0.6 + 9).otherwise("settle_pts")
    )
    return {**inputs, "fct_signal_daily": signals, "int_vx_monthly__settled": futures}


def changed_by(inputs: dict[str, pl.DataFrame], book: tuple[str, str], change: Change, days: list[date]) -> dict:
    """Facts by cut day whose rows up to that day differ."""
    whole, changed = facts_of(inputs, *book, 10_000_000.0, START), {}
    assert all(len(rows) for rows in whole.values())
    for day in days:
        found = facts_of(change(inputs, day), *book, 10_000_000.0, START)
        before, after = (
            {name: rows[name].filter(pl.col(DAY_OF[name]) <= day) for name in whole} for rows in (whole, found)
        )
        differ = [name for name in whole if not before[name].equals(after[name], null_equal=True)]
        changed |= {day: differ} if differ else {}
    return changed


@pytest.fixture(scope="module")
def inputs(simulated_signals: SignalMarket) -> dict[str, pl.DataFrame]:
    return inputs_of(simulated_signals)


@pytest.mark.parametrize("book", BOOKS)
def test_days_after_a_cut_change_no_fact_before(inputs: dict[str, pl.DataFrame], book: tuple[str, str]) -> None:
    assert changed_by(inputs, book, until, cut_days(inputs, 1)) == {}


@pytest.mark.slow
@pytest.mark.parametrize("book", BOOKS)
@pytest.mark.parametrize("change", [until, scrambled])
def test_other_days_after_any_of_ten_change_no_fact_before(
    inputs: dict[str, pl.DataFrame], book: tuple[str, str], change: Change
) -> None:
    assert changed_by(inputs, book, change, cut_days(inputs, 8)) == {}
