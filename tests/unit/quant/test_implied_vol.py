"""Implied volatility: round trips over the whole plane, and a reason wherever there is none."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.black76 import black76_greeks, black76_price
from pipelines.quant.implied_vol import NoVol, implied_vol, implied_vol_reason

pytestmark = pytest.mark.filterwarnings("error")  # numpy's, of overflow and of NaN

DRAWS = np.random.default_rng(442)
ROWS = 200_000


def market(rows: int) -> tuple[np.ndarray, ...]:
    """Forward, strike, years, vol, rate and side over everything an option page shows, and beyond."""
    spread = np.exp(DRAWS.uniform(np.log(0.003), np.log(4), rows))
    years = np.exp(DRAWS.uniform(np.log(1 / 365), np.log(3), rows))
    forward = DRAWS.uniform(5, 8000, rows)
    distance = np.clip(DRAWS.normal(0, 1, rows) * spread * DRAWS.choice([0.0, 0.3, 1, 2, 5], rows), -3, 3)
    return forward, forward * np.exp(distance), years, spread / np.sqrt(years), DRAWS.uniform(0, 0.08, rows), distance


def test_round_trip_is_exact_where_the_price_still_knows_the_vol() -> None:
    forward, strike, years, vol, rate, distance = market(ROWS)
    is_call = distance >= 0  # out of the money: nothing of the price is intrinsic
    greeks = black76_greeks(forward, strike, years, vol, rate, is_call)
    found = implied_vol(greeks.price, forward, strike, years, rate, is_call)
    known = greeks.price > 1e-12 * forward
    rounding = 1e-13 * vol + 1e-14 * np.minimum(forward, strike) / np.maximum(greeks.vega, 1e-300)

    assert known.mean() > 0.7
    assert (np.abs(found - vol)[known] <= rounding[known]).all()
    assert np.abs(found - vol)[known & (greeks.vega > 1e-3 * forward)].max() < 1e-10


def test_in_the_money_prices_give_the_same_vol() -> None:
    forward, strike, years, vol, rate, distance = market(ROWS)
    is_call = distance < 0
    greeks = black76_greeks(forward, strike, years, vol, rate, is_call)
    found = implied_vol(greeks.price, forward, strike, years, rate, is_call)
    has_vega = greeks.vega > 1e-3 * np.maximum(forward, strike)

    assert np.abs(found - vol)[has_vega].max() < 1e-10


@pytest.mark.parametrize(
    ("price", "forward", "strike", "years", "is_call", "reason"),
    [
        pytest.param(np.nan, 20, 25, 0.1, True, NoVol.MISSING_INPUT, id="no price"),
        pytest.param(1.0, np.nan, 25, 0.1, True, NoVol.MISSING_INPUT, id="no forward"),
        pytest.param(1.0, 20, 25, 0.0, True, NoVol.EXPIRED, id="expired"),
        pytest.param(4.9, 25, 20, 0.1, True, NoVol.BELOW_INTRINSIC, id="below intrinsic"),
        pytest.param(-0.1, 20, 25, 0.1, True, NoVol.BELOW_INTRINSIC, id="negative price"),
        pytest.param(0.0, 20, 25, 0.1, True, NoVol.NO_TIME_VALUE, id="worth nothing"),
        pytest.param(5.0, 25, 20, 0.1, True, NoVol.NO_TIME_VALUE, id="intrinsic value only"),
        pytest.param(20.0, 20, 25, 0.1, True, NoVol.ABOVE_BOUND, id="call as dear as its forward"),
        pytest.param(25.0, 20, 25, 0.1, False, NoVol.ABOVE_BOUND, id="put as dear as its strike"),
        pytest.param(1.0, 20, 25, 0.1, True, NoVol.NONE, id="an ordinary call"),
    ],
)
def test_a_missing_vol_has_its_reason(
    price: float, forward: float, strike: float, years: float, is_call: bool, reason: NoVol
) -> None:
    arguments = (price, forward, strike, years, 0.0, is_call)

    assert implied_vol_reason(*arguments) == reason
    assert np.isnan(implied_vol(*arguments)) == (reason != NoVol.NONE)


@given(
    st.floats(1e-6, 1e4), st.floats(1, 1e4), st.floats(1, 1e4), st.floats(1e-4, 5), st.floats(-0.05, 0.2), st.booleans()
)
def test_a_number_comes_exactly_where_no_reason_is_given(
    price: float, forward: float, strike: float, years: float, rate: float, is_call: bool
) -> None:
    found = float(implied_vol(price, forward, strike, years, rate, is_call))
    reason = int(implied_vol_reason(price, forward, strike, years, rate, is_call))

    assert np.isnan(found) == (reason != NoVol.NONE)
    if reason == NoVol.NONE:
        again = float(black76_price(forward, strike, years, found, rate, is_call))
        assert again == pytest.approx(price, abs=1e-9 * max(forward, strike))


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("is_call", [True, False])
def test_an_infinite_argument_is_a_missing_one(position, is_call) -> None:
    arguments = [1.0, 20.0, 25.0, 0.1, 0.02]
    arguments[position] = np.inf

    assert np.isnan(implied_vol(*arguments, is_call))
    assert implied_vol_reason(*arguments, is_call) == NoVol.MISSING_INPUT


def test_a_number_comes_exactly_where_no_reason_is_given_however_wild_the_arguments() -> None:
    points = (1e-3, 1.0, 20.0, 25.0, 1e4, 1e12)
    prices, years = (-1.0, 0.0, 1e-300, 1e-12, 0.5, *points), (-1.0, 0.0, 1e-300, 1e-12, 0.1, 30.0, 1e6)
    *numbers, sides = np.array(list(product(prices, points, points, years, (-0.05, 0.0, 0.1, 1e3), (0, 1)))).T

    found = implied_vol(*numbers, sides == 1)

    assert (np.isfinite(found) == (implied_vol_reason(*numbers, sides == 1) == NoVol.NONE)).all()


def test_an_impossible_forward_is_refused() -> None:
    with pytest.raises(ValueError, match="greater than 0"):
        implied_vol(1.0, 0.0, 20.0, 0.1, 0.0, True)
