"""SPX smile: known values, parity, strikes by delta, no arbitrage, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.spx_smile import (
    SpxSlice,
    spx_atm_vol,
    spx_forward,
    spx_option_delta,
    spx_option_price,
    spx_smile_vol,
    strike_for_delta,
)

YEARS = 45 / 365
vols = st.floats(0.05, 0.9)


def test_atm_level_falls_with_skew_and_stays_inside_its_clip() -> None:
    level = spx_atm_vol(0.20, np.array([90.0, 100.0, 133.0, 150.0, 200.0]))

    np.testing.assert_allclose(level, 0.20 * np.array([0.97, 0.9662, 0.854, 0.7962, 0.75]), atol=1e-12)


def test_missing_skew_counts_as_its_centre() -> None:
    assert float(spx_atm_vol(0.20, np.nan)) == pytest.approx(0.20 * 0.854)


def test_missing_swap_vol_stays_missing() -> None:
    assert np.isnan(spx_atm_vol(np.nan, 133.0))


def test_smile_has_the_shape_of_the_methodology() -> None:
    strikes = 5000 * np.exp(np.array([-5, -2, 0, 1, 3]) * 0.2 * np.sqrt(YEARS))

    ratio = spx_smile_vol(strikes, SpxSlice(5000.0, YEARS, 0.2, 0.0)) / 0.2

    np.testing.assert_allclose(ratio, [2.08, 1.52, 1.0, 0.812, 0.748], atol=1e-12)


def test_forward_carries_rate_less_dividends() -> None:
    assert float(spx_forward(5000.0, 1.0, 0.05, 0.018)) == pytest.approx(5000 * np.exp(0.032))


def test_expired_option_is_worth_its_intrinsic_value() -> None:
    market = SpxSlice(5000.0, 0.0, 0.2, 0.04)

    assert float(spx_option_price(5100.0, market, is_call=False)) == pytest.approx(100.0)
    assert float(spx_option_price(5100.0, market, is_call=True)) == 0.0


@given(st.floats(3000, 7000), vols, st.floats(1 / 365, 1.0), st.floats(0, 0.06))
def test_put_call_parity_is_exact(strike, vol, years, rate) -> None:
    market = SpxSlice(5000.0, years, vol, rate)

    call, put = spx_option_price(strike, market, np.array([True, False]))

    assert call - put == pytest.approx(np.exp(-rate * years) * (5000 - strike), abs=1e-7)


@pytest.mark.parametrize("is_call", [True, False])
@pytest.mark.parametrize("delta", [0.05, 0.16, 0.20])
@given(vol=vols, days=st.integers(3, 180), rate=st.floats(0, 0.06))
def test_strike_has_the_delta_asked_for_and_is_out_of_the_money(is_call, delta, vol, days, rate) -> None:
    market = SpxSlice(5000.0, days / 365, vol, rate)

    strike = strike_for_delta(delta, market, is_call)

    assert abs(float(spx_option_delta(strike, market, is_call))) == pytest.approx(delta, abs=1e-9)
    assert (float(strike) > 5000) == is_call


@pytest.mark.parametrize("delta", [0.0, 0.5, float("nan")])
def test_delta_that_could_be_in_the_money_is_refused(delta) -> None:
    with pytest.raises(ValueError, match="delta_ratio"):
        strike_for_delta(delta, SpxSlice(5000.0, 0.1, 0.2, 0.0), is_call=True)


def test_day_without_a_level_gives_a_nan_strike_and_leaves_its_neighbour_alone() -> None:
    strikes = strike_for_delta(0.16, SpxSlice(np.array([5000.0, 5000.0]), 0.1, np.array([np.nan, 0.2]), 0.0), True)
    alone = strike_for_delta(0.16, SpxSlice(np.array([5000.0]), 0.1, np.array([0.2]), 0.0), True)

    assert np.isnan(strikes[0])
    assert strikes[1] == alone[0]


@given(vols, st.integers(5, 120))
def test_smile_admits_no_butterfly_arbitrage(vol, days) -> None:
    """Calls fall and are convex in strike from −4 to 2 standard deviations (§6.3)."""
    spread = vol * np.sqrt(days / 365)
    strikes = 5000 * np.linspace(np.exp(-3.9 * spread), np.exp(1.9 * spread), 400)

    price = spx_option_price(strikes, SpxSlice(5000.0, days / 365, vol, 0.0), is_call=True)

    assert (np.diff(price) <= 1e-9).all()
    assert (np.diff(price, 2) >= -1e-7).all()
