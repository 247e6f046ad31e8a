"""What is held, quoted, traded, earned and explained up to a day is the same with every day after it gone or other."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from tests.fixtures.signal_market import SignalMarket
from tests.fixtures.stages import DAY_OF, facts_of, inputs_of, until

START = date(2012, 1, 3)
BOOKS = [("seed_4422_monetise", "vs_45d_16d_exit"), ("seed_always_on", "weekly_ladder")]


def cut_days(market: SignalMarket, inputs: dict[str, pl.DataFrame]) -> list[date]:
    """Days from anywhere in the history, one with a chain, and the one before it."""
    days = inputs["fct_signal_daily"].filter(pl.col("trade_date") >= START)["trade_date"]
    picked = np.random.default_rng(442).choice(len(days) - 300, size=4, replace=False) + 250
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


@pytest.fixture(scope="module")
def inputs(simulated_signals: SignalMarket) -> dict[str, pl.DataFrame]:
    return inputs_of(simulated_signals)


@pytest.mark.parametrize(("preset", "baseline"), BOOKS)
@pytest.mark.parametrize("change", [until, scrambled])
def test_days_after_a_cut_change_no_fact_before(
    simulated_signals: SignalMarket, inputs: dict[str, pl.DataFrame], preset: str, baseline: str, change
) -> None:
    whole = facts_of(inputs, preset, baseline, 10_000_000.0, START)
    assert all(len(rows) for rows in whole.values())

    changed = {}
    for day in cut_days(simulated_signals, inputs):
        found = facts_of(change(inputs, day), preset, baseline, 10_000_000.0, START)
        before = {name: (whole[name].filter(pl.col(DAY_OF[name]) <= day)) for name in whole}
        after = {name: (found[name].filter(pl.col(DAY_OF[name]) <= day)) for name in whole}
        differ = [name for name in whole if not before[name].equals(after[name], null_equal=True)]
        changed |= {day: differ} if differ else {}
    assert changed == {}
