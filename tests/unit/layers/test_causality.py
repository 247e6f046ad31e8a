"""No row of the daily table knows the future."""

from datetime import date

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.layers.random_market import WINDOW, random_curve, random_signals, run

random_markets = pytest.mark.parametrize("seed", range(6))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 10_000), cut=st.integers(25, len(WINDOW) - 1))
def test_past_does_not_change_when_days_are_added(seed, cut) -> None:
    signals, curve = random_signals(seed), random_curve(seed)
    last = WINDOW[cut].item()
    known = run(signals.filter(pl.col("trade_date") <= last), curve.filter(pl.col("trade_date") <= last))

    assert known.equals(run(signals, curve).filter(pl.col("trade_date") <= last))


@random_markets
def test_scrambled_future_leaves_the_past_alone(seed) -> None:
    last = date(2020, 10, 1)
    signals, curve, other = random_signals(seed), random_curve(seed), seed + 500
    is_known = pl.col("trade_date") <= last
    mixed_signals = pl.concat([signals.filter(is_known), random_signals(other).filter(~is_known)])
    mixed_curve = pl.concat([curve.filter(is_known), random_curve(other).filter(~is_known)])

    states, mixed = run(signals, curve), run(mixed_signals, mixed_curve)

    assert states.filter(is_known).equals(mixed.filter(is_known))
    assert not states.equals(mixed)


@random_markets
def test_same_input_gives_the_same_states_in_any_row_order(seed) -> None:
    signals, curve = random_signals(seed), random_curve(seed)

    assert run(signals, curve).equals(run(signals.reverse(), curve.sample(fraction=1, shuffle=True, seed=seed)))
