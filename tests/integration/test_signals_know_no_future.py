"""Every column of every dated fact of the signals, as if the days after one had never been or been others.

The slow tests take 30 days, the others 3.
"""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from pipelines.signals.dbt_run import CompiledModel
from tests.fixtures.model_rerun import Change, changed_columns, models_of, rerun
from tests.fixtures.signal_market import SignalMarket

FEW, MANY = 3, 30


def random_days(market: SignalMarket, count: int) -> list[date]:
    """Days from anywhere in the history but its first year."""
    days = market.query("select trade_date from signals.fct_signal_daily order by trade_date")["trade_date"]
    picked = np.random.default_rng(442).choice(len(days) - 252, size=count, replace=False)
    return [days[int(at) + 251] for at in sorted(picked)]


def changed_on(market: SignalMarket, models: list[CompiledModel], days: list[date], change: Change) -> dict[date, dict]:
    found = {}
    for day in days:
        with rerun(market, models, day, change) as connection:
            found[day] = changed_columns(connection, day)
    return {day: changed for day, changed in found.items() if changed}


@pytest.fixture(scope="module")
def simulated_models(simulated_signals: SignalMarket) -> list[CompiledModel]:
    return models_of(simulated_signals)


@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_what_comes_after_a_day_changes_no_row_before(
    simulated_signals: SignalMarket, simulated_models: list[CompiledModel], change: Change
) -> None:
    assert changed_on(simulated_signals, simulated_models, random_days(simulated_signals, FEW), change) == {}


def days_around_copies(market: SignalMarket) -> list[date]:
    """Sessions before, on and after the days on which a user's copies of macro files were made."""
    days = market.query("select trade_date from signals.fct_signal_daily order by trade_date")["trade_date"]
    copied = market.query(
        "select distinct realtime_start_date as d from raw.raw_fred__vintages where vintage_source = 'user_file'"
    )["d"]
    at = days.search_sorted(copied)
    return sorted({days[int(near)] for place in at for near in (place - 1, place, place + 1) if near < len(days)})


@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_a_copy_kept_later_changes_no_row_before(
    simulated_signals: SignalMarket, simulated_models: list[CompiledModel], change: Change
) -> None:
    days = days_around_copies(simulated_signals)
    revised = simulated_signals.query(
        "select count(distinct series_id) as n from intermediate.int_macro__vintages where known_to is not null"
    )["n"][0]

    assert len(days) >= 12
    assert revised >= 2
    some = days[1::3] if change == "cut" else days[::3]  # the days of the copies, the days before them
    assert changed_on(simulated_signals, simulated_models, some, change) == {}


@pytest.mark.parametrize(
    ("model", "honest", "peeking", "column"),
    [
        ("int_vol_indices__ranked", "avg(close_pts) over long", "avg(close_pts) over ()", "vix_average_200_pts"),
        ("int_macd__smoothed", "list(x order by trade_date)", "list(x order by trade_date desc)", "vix_macd_line_pts"),
        (
            "int_dollar_volatility__computed",
            "instants.available_at >= vintages.known_from",
            "instants.available_at >= vintages.known_from - interval 90 day",
            "dollar_vol_63d_vol",
        ),
        ("int_inflation__trended", ">= cpi.available_at", ">= cpi.available_at - interval 40 day", "cpi_yoy_ratio"),
    ],
)
@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_a_model_that_peeks_is_caught(
    simulated_signals: SignalMarket,
    simulated_models: list[CompiledModel],
    change: Change,
    model,
    honest,
    peeking,
    column,
) -> None:
    """The market as it is was built by honest models, so that the peeking one is run on it too."""
    assert any(honest in found.sql for found in simulated_models if found.name == model)
    spoilt = [
        replace(found, sql=found.sql.replace(honest, peeking)) if found.name == model else found
        for found in simulated_models
    ]
    (day,) = random_days(simulated_signals, 1)
    newest = simulated_signals.query("select max(trade_date) as d from signals.fct_signal_daily")["d"][0]
    question = f"select {column} from signals.fct_signal_daily where trade_date <= '{day}' order by trade_date"

    with rerun(simulated_signals, spoilt, newest, "cut") as whole:
        before = whole.execute(question).pl()
    with rerun(simulated_signals, spoilt, day, change) as changed:
        after = changed.execute(question).pl()
    assert not before.equals(after, null_equal=True)


@pytest.mark.slow
@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_what_comes_after_any_of_30_days_changes_no_row_before(
    simulated_signals: SignalMarket, simulated_models: list[CompiledModel], change: Change
) -> None:
    assert changed_on(simulated_signals, simulated_models, random_days(simulated_signals, MANY), change) == {}


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_a_real_copy_kept_later_changes_no_row_before(real_signals: SignalMarket, change: Change) -> None:
    days = days_around_copies(real_signals)

    assert len(days) >= 6
    assert changed_on(real_signals, models_of(real_signals), days, change) == {}


@pytest.mark.slow
@pytest.mark.shared
@pytest.mark.parametrize("change", ["cut", "scrambled"])
def test_what_comes_after_any_of_30_real_days_changes_no_row_before(real_signals: SignalMarket, change: Change) -> None:
    assert changed_on(real_signals, models_of(real_signals), random_days(real_signals, MANY), change) == {}
