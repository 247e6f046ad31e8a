"""Costs: share of the spread paid, spread models, refusals."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.quant.costs import (
    BUY,
    SCENARIOS,
    SELL,
    fill_price_pts,
    spx_leg_spread_pts,
    vix_call_ask_pts,
    vix_call_spread_pts,
)


@pytest.mark.parametrize(("legs", "fraction"), [(1, 0.75), (2, 0.66), (4, 0.56)])
def test_buy_pays_bid_plus_its_fraction_of_the_spread(legs, fraction) -> None:
    bid, ask = 0.70, 0.85

    bought = fill_price_pts((bid + ask) / 2, ask - bid, BUY, legs)
    sold = fill_price_pts((bid + ask) / 2, ask - bid, SELL, legs)

    assert bought == pytest.approx(bid + fraction * (ask - bid))
    assert sold == pytest.approx(ask - fraction * (ask - bid))


@given(st.floats(0, 100), st.floats(0, 10), st.sampled_from([1, 2, 4]))
def test_fill_is_never_better_than_mid_nor_worse_than_the_quote(mid, spread, legs) -> None:
    bought, sold = fill_price_pts(mid, spread, np.array([BUY, SELL]), legs)

    assert mid <= bought <= mid + spread / 2 + 1e-9
    assert max(mid - spread / 2, 0) - 1e-9 <= sold <= mid


def test_worthless_option_sells_for_nothing_and_not_below() -> None:
    assert fill_price_pts(0.01, 0.15, SELL, 1) == 0.0


def test_entry_cost_of_the_first_layer_matches_the_realism_test() -> None:
    # Methodology §3.4: mid 0.80 with a spread of 0.15 pays 0.04–0.075, 5–9 % of premium.
    paid = fill_price_pts(0.80, vix_call_spread_pts(0.80), BUY, 1) - 0.80

    assert 0.035 <= paid <= 0.075


def test_vix_spread_is_fifteen_cents_then_proportional() -> None:
    assert vix_call_spread_pts([0.2, 1.0, 5.0]).tolist() == pytest.approx([0.15, 0.15, 0.40])


def test_ask_of_a_call_is_half_its_spread_above_mid() -> None:
    asks = vix_call_ask_pts([0.2, 1.0, 5.0, float("nan")])

    assert asks[:3].tolist() == pytest.approx([0.275, 1.075, 5.20])
    assert np.isnan(asks[3])
    assert asks[:3].tolist() == fill_price_pts([0.2, 1, 5], [0.15, 0.15, 0.4], BUY, 1, SCENARIOS["bid_ask"]).tolist()


def test_spx_spread_has_a_floor_and_widens_with_vix() -> None:
    calm, floor, stressed = spx_leg_spread_pts([20.0, 1.0, 20.0], [12.0, 12.0, 66.0])

    assert calm == pytest.approx(0.46)
    assert floor == 0.10
    assert stressed == pytest.approx(0.46 * 3.3**1.4)


@pytest.mark.parametrize(("vix", "lo", "hi"), [(17.0, 0.015, 0.04), (66.0, 0.08, 0.20)])
def test_crossing_four_legs_costs_what_the_chain_days_showed(vix, lo, hi) -> None:
    # §6.3: median 2.5 % of credit, 13 % on 2020-03-20. Leg mids of a 16Δ/5Δ condor, credit 26.
    mids = np.array([20.0, 14.0, 6.0, 2.0])
    half_spreads = spx_leg_spread_pts(mids, vix).sum() / 2

    assert lo <= half_spreads / 26 <= hi


def test_nan_stays_nan() -> None:
    assert np.isnan(fill_price_pts(np.nan, 0.15, BUY, 1))
    assert np.isnan(vix_call_spread_pts(np.nan))
    assert np.isnan(spx_leg_spread_pts(10.0, np.nan))


def test_what_makes_no_sense_is_refused() -> None:
    with pytest.raises(ValueError, match="3 legs"):
        fill_price_pts(1.0, 0.1, BUY, 3)
    with pytest.raises(ValueError, match="BUY"):
        fill_price_pts(1.0, 0.1, 0, 1)
    with pytest.raises(ValueError, match="negative"):
        fill_price_pts(1.0, -0.1, BUY, 1)
