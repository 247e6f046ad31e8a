"""Black-76: known values, arbitrage bounds, greeks, a second implementation, the NaN rule."""

from math import erf, exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.black76 import black76_delta, black76_greeks, black76_price, black76_vega

forwards = st.floats(5, 6_000)
moneyness = st.floats(0.3, 3.0)
years_left = st.floats(1 / 365, 2.0)
vols = st.floats(0.05, 3.0)
rates = st.floats(-0.01, 0.10)


def scalar_price(forward, strike, years, vol, rate, *, is_call) -> float:
    """Second implementation: scalar, erf, put by parity."""
    d1 = (log(forward / strike) + 0.5 * vol**2 * years) / (vol * sqrt(years))
    d2 = d1 - vol * sqrt(years)
    call = exp(-rate * years) * (forward * 0.5 * (1 + erf(d1 / sqrt(2))) - strike * 0.5 * (1 + erf(d2 / sqrt(2))))
    return call if is_call else call - exp(-rate * years) * (forward - strike)


@given(forwards, moneyness, years_left, vols, rates, st.booleans())
def test_agrees_with_a_scalar_implementation(forward, ratio, years, vol, rate, is_call) -> None:
    strike = forward * ratio

    price = black76_price(forward, strike, years, vol, rate, is_call)

    assert price == pytest.approx(scalar_price(forward, strike, years, vol, rate, is_call=is_call), abs=1e-11 * forward)


@given(forwards, moneyness, years_left, vols, rates)
def test_put_call_parity(forward, ratio, years, vol, rate) -> None:
    strike = forward * ratio
    call, put = black76_price(forward, strike, years, vol, rate, np.array([True, False]))

    assert call - put == pytest.approx(exp(-rate * years) * (forward - strike), abs=1e-11 * forward)


@given(forwards, moneyness, years_left, vols, rates)
def test_price_lies_between_intrinsic_and_forward(forward, ratio, years, vol, rate) -> None:
    strike = forward * ratio
    call, put = black76_price(forward, strike, years, vol, rate, np.array([True, False]))
    discount = exp(-rate * years)

    assert discount * max(forward - strike, 0) <= call * (1 + 1e-14)
    assert call <= discount * forward * (1 + 1e-14)
    assert discount * max(strike - forward, 0) <= put * (1 + 1e-14)
    assert put <= discount * strike * (1 + 1e-14)


def test_rounding_never_pushes_a_price_below_its_floor() -> None:
    # At this point the bare formula is 2e-15 short of the discounted intrinsic value.
    forward, strike, years, rate = 20.0, 11.923076923076923, 0.1, 0.02

    assert black76_price(forward, strike, years, 0.2, rate, True) >= np.exp(-rate * years) * (forward - strike)


@given(forwards, years_left, vols, rates)
def test_calls_fall_and_are_convex_in_strike(forward, years, vol, rate) -> None:
    strikes = forward * np.linspace(0.4, 2.5, 64)
    calls = black76_price(forward, strikes, years, vol, rate, True)

    assert (np.diff(calls) <= 1e-12 * forward).all()
    assert (np.diff(calls, 2) >= -1e-12 * forward).all()


@given(forwards, moneyness, years_left, rates)
def test_price_rises_with_vol(forward, ratio, years, rate) -> None:
    prices = black76_price(forward, forward * ratio, years, np.linspace(0.05, 3, 50), rate, True)

    assert (np.diff(prices) >= -1e-12 * forward).all()


@given(moneyness, years_left, vols, rates, st.booleans())
def test_greeks_are_the_slopes_of_the_price(ratio, years, vol, rate, is_call) -> None:
    forward, strike, step = 20.0, 20.0 * ratio, 1e-4

    up, down = black76_price(forward + np.array([step, -step]), strike, years, vol, rate, is_call)
    assert black76_delta(forward, strike, years, vol, rate, is_call) == pytest.approx(
        (up - down) / (2 * step), abs=1e-5
    )
    up, down = black76_price(forward, strike, years, vol + np.array([step, -step]), rate, is_call)
    assert black76_vega(forward, strike, years, vol, rate) == pytest.approx((up - down) / (2 * step), abs=1e-4)


@pytest.mark.parametrize(
    ("forward", "strike", "vol", "premium", "delta"),
    [
        (18.5, 26.5, 1.13, 0.69, 0.21),
        (18.5, 28.5, 1.30, 0.75, 0.21),
        (19.3, 27.3, 1.21, 0.90, 0.24),
        (19.3, 29.3, 1.20, 0.65, 0.19),
        (20.5, 28.5, 1.27, 1.17, 0.28),
    ],
)
def test_premium_table_of_s18(forward, strike, vol, premium, delta) -> None:
    # Methodology §1.3: 38 days; vol is printed to 0.01, worth up to 0.01 of premium.
    years = 38 / 365

    assert black76_price(forward, strike, years, vol, 0.0, True) == pytest.approx(premium, abs=0.015)
    assert black76_delta(forward, strike, years, vol, 0.0, True) == pytest.approx(delta, abs=0.01)


@pytest.mark.parametrize("years", [0.0, -0.1])
def test_expired_option_is_worth_its_undiscounted_intrinsic_value(years) -> None:
    strikes = np.array([15.0, 20.0, 25.0])

    assert black76_price(20.0, strikes, years, 0.8, 0.05, True).tolist() == [5.0, 0.0, 0.0]
    assert black76_price(20.0, strikes, years, 0.8, 0.05, False).tolist() == [0.0, 0.0, 5.0]
    assert black76_delta(20.0, strikes, years, 0.8, 0.05, True).tolist() == [1.0, 0.5, 0.0]
    assert black76_delta(20.0, strikes, years, 0.8, 0.05, False).tolist() == [0.0, -0.5, -1.0]
    assert black76_vega(20.0, strikes, years, 0.8, 0.05).tolist() == [0.0, 0.0, 0.0]


def test_no_volatility_leaves_the_discounted_intrinsic_value() -> None:
    assert black76_price(20.0, 15.0, 1.0, 0.0, 0.05, True) == pytest.approx(5 * exp(-0.05))


@pytest.mark.parametrize("vol", [1e-300, 1e-160, 1e-149, 1e-20])
def test_hardly_any_volatility_is_as_good_as_none(vol) -> None:
    for strike in (15.0, 20.0, 25.0):
        greeks = black76_greeks(20.0, strike, 1.0, vol, 0.05, True)

        assert greeks.price == pytest.approx(max(20.0 - strike, 0.0) * exp(-0.05), abs=1e-19)
        assert greeks.delta == pytest.approx((0.5 if strike == 20 else strike < 20) * exp(-0.05), abs=1e-15)
        assert np.isfinite(greeks).all()


@pytest.mark.parametrize("vol", [1e10, 1e200, 1e300])
def test_volatility_beyond_any_market_leaves_the_upper_bound(vol) -> None:
    assert black76_price(20.0, 25.0, 1.0, vol, 0.05, True) == pytest.approx(20 * exp(-0.05))
    assert black76_price(20.0, 25.0, 1.0, vol, 0.05, False) == pytest.approx(25 * exp(-0.05))


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("years", [0.1, 0.0])
@pytest.mark.parametrize("no_number", [np.nan, np.inf])
def test_nan_or_infinite_argument_gives_nan_there_and_only_there(position, years, no_number) -> None:
    arguments = [np.full(2, value) for value in (20.0, 25.0, years, 0.9, 0.02)]
    arguments[position][1] = no_number

    for values in (
        black76_price(*arguments, True),
        black76_delta(*arguments, True),
        black76_vega(*arguments),
    ):
        assert np.isnan(values).tolist() == [False, True]


def test_arguments_broadcast() -> None:
    prices = black76_price(np.array([[18.0], [20.0]]), np.array([20.0, 25.0, 30.0]), 0.1, 0.9, 0.0, True)

    assert prices.shape == (2, 3)


@pytest.mark.parametrize(("forward", "strike", "vol"), [(0.0, 20.0, 0.9), (20.0, -1.0, 0.9), (20.0, 20.0, -0.1)])
def test_impossible_arguments_are_refused(forward, strike, vol) -> None:
    with pytest.raises(ValueError, match="must"):
        black76_price(forward, strike, 0.1, vol, 0.0, True)
