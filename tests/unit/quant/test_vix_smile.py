"""VIX-call smile: the premium table of the methodology, bounds, shape, the NaN rule."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.black76 import black76_delta
from pipelines.quant.vix_smile import VixSmile, vix_call_price, vix_call_vol

# Methodology §1.3, S18/A5: 38 days, 4 % of the account as underlying notional.
# forward, strike, VVIX | vol, premium, delta, % of account per roll, % a year if always worthless
PREMIUM_TABLE = [
    (18.5, 26.5, 85, 1.13, 0.69, 0.21, 0.149, 1.43),
    (18.5, 28.5, 95, 1.30, 0.75, 0.21, 0.161, 1.55),
    (19.3, 27.3, 95, 1.21, 0.90, 0.24, 0.186, 1.79),
    (19.3, 29.3, 85, 1.20, 0.65, 0.19, 0.134, 1.28),
    (20.5, 28.5, 105, 1.27, 1.17, 0.28, 0.229, 2.20),
]


@pytest.mark.parametrize(
    ("forward", "strike", "vvix", "vol", "premium", "delta", "per_roll_pct", "per_year_pct"), PREMIUM_TABLE
)
def test_premium_table_of_s18_to_its_last_printed_digit(
    forward, strike, vvix, vol, premium, delta, per_roll_pct, per_year_pct
) -> None:
    model_vol = vix_call_vol(vvix, 38, strike, forward)
    price = vix_call_price(vvix, 38, strike, forward, rate_ratio=0.0)
    cost_pct = 4 * price / forward

    assert model_vol == pytest.approx(vol, abs=0.0051)
    assert price == pytest.approx(premium, abs=0.0051)
    assert black76_delta(forward, strike, 38 / 365, model_vol, 0.0, True) == pytest.approx(delta, abs=0.0051)
    assert cost_pct == pytest.approx(per_roll_pct, abs=0.00051)
    assert cost_pct * 365 / 38 == pytest.approx(per_year_pct, abs=0.0051)


def test_vol_at_the_money_at_thirty_days_is_a_share_of_vvix() -> None:
    assert vix_call_vol(100, 30, 20, 20) == pytest.approx(0.92)


def test_smile_is_steeper_in_the_last_fortnight() -> None:
    slopes = np.diff(vix_call_vol(80, np.array([[13], [14]]), np.array([20, 22]), 20.0), axis=1)

    assert slopes.ravel() == pytest.approx(np.log(1.1) * np.array([1.25, 1.1]))


@given(st.floats(55, 220), st.floats(1, 200), st.floats(5, 150), st.floats(8, 90))
def test_vol_stays_within_its_bounds(vvix, days, strike, forward) -> None:
    assert 0.40 <= vix_call_vol(vvix, days, strike, forward) <= 3.0


@given(st.floats(55, 160), st.floats(15, 200), st.floats(10, 40))
def test_calls_fall_with_strike_up_to_twice_the_forward(vvix, days, forward) -> None:
    # Beyond about 2.4 times the forward a smile linear in ln(K/F) starts to rise again.
    strikes = forward * np.linspace(1.0, 2.0, 60)
    prices = vix_call_price(vvix, days, strikes, forward, rate_ratio=0.02)

    assert (np.diff(prices) < 0).all()


def test_slope_to_the_letter_would_price_far_strikes_above_near_ones_at_150_days() -> None:
    letter = VixSmile(slope_flat_days=float("inf"))
    strikes = 20.0 * np.array([1.3, 1.4])

    assert np.diff(vix_call_price(60, 150, strikes, 20.0, letter, rate_ratio=0.0)) > 0
    assert np.diff(vix_call_price(60, 150, strikes, 20.0, rate_ratio=0.0)) < 0


def test_slope_per_standard_deviation_is_constant_beyond_sixty_days() -> None:
    days = np.array([60.0, 97.0, 150.0])
    slopes = vix_call_vol(90, days, 22.0, 20.0) - vix_call_vol(90, days, 20.0, 20.0)

    assert slopes * np.sqrt(days) == pytest.approx(1.1 * np.log(1.1) * np.sqrt(60))


def test_price_rises_with_vvix() -> None:
    prices = vix_call_price(np.arange(60, 180, 5), 38, 28, 19, rate_ratio=0.0)

    assert (np.diff(prices) > 0).all()


@pytest.mark.parametrize("days", [0, -3])
def test_expired_call_is_worth_its_intrinsic_value(days) -> None:
    assert vix_call_price(90, days, np.array([20.0, 40.0]), 35.0, rate_ratio=0.05).tolist() == [15.0, 0.0]
    assert np.isnan(vix_call_vol(90, days, 20, 35.0))


@pytest.mark.parametrize("position", range(4))
@pytest.mark.parametrize("days", [30.0, 0.0])
def test_nan_argument_gives_nan(position, days) -> None:
    arguments = [90.0, days, 28.0, 19.0]
    arguments[position] = np.nan

    assert np.isnan(vix_call_price(*arguments, rate_ratio=0.0))


def test_vvix_as_a_decimal_is_refused() -> None:
    with pytest.raises(ValueError, match="index points"):
        vix_call_vol(0.95, 30, 28, 19)


def test_impossible_smile_is_refused() -> None:
    with pytest.raises(ValueError, match="vol_min"):
        VixSmile(vol_min=3.0, vol_max=0.4)
    with pytest.raises(ValueError, match="a must"):
        VixSmile(a=0.0)
