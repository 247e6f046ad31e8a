"""Rates of return of dated flows: one, several, none, and the modified one by hand."""

import numpy as np
import pytest

from pipelines.quant.cash_flows import dated_return, stays_in


def days(*offsets: int) -> np.ndarray:
    return np.datetime64("2020-01-01") + np.array(offsets).astype("timedelta64[D]")


def test_one_rate_is_the_return() -> None:
    found = dated_return(days(0, 365, 730), np.array([-100.0, 10.0, 110.0]), 0.03)

    assert found.irr_ratio == pytest.approx(0.10)
    assert found.irr_ratios == pytest.approx((0.10,))
    assert found.sign_changes == 1
    assert found.mirr_ratio == pytest.approx(((10 * 1.03 + 110) / 100) ** 0.5 - 1)


def test_several_rates_are_all_told_and_none_is_the_return() -> None:
    flows = np.array([-100.0, 230.0, -132.0])  # 100 (x - 1.1) (x - 1.2), x = 1 + rate

    found = dated_return(days(0, 365, 730), flows, 0.05)
    assert np.isnan(found.irr_ratio)
    assert found.irr_ratios == pytest.approx((0.10, 0.20), abs=1e-6)
    assert found.sign_changes == 2
    assert found.mirr_ratio == pytest.approx(((230 * 1.05) / (100 + 132 / 1.05**2)) ** 0.5 - 1)


def test_a_rate_at_which_more_comes_back_than_was_put_in_is_no_return() -> None:
    """200 back for 100 after a year, of which 50 are put in again: the one rate is far above what they earn."""
    found = dated_return(days(0, 365, 730, 1095), np.array([-100.0, 200.0, -50.0, 10.0]), 0.03)

    assert found.irr_ratios == pytest.approx((0.7465,), abs=1e-4)
    assert np.isnan(found.irr_ratio)


def test_a_rate_on_money_that_stays_in_is_the_only_one_however_often_flows_change_sign() -> None:
    flows = np.array([-100.0, 20.0, -30.0, 25.0, -40.0, 50.0, -10.0, 120.0])

    found = dated_return(days(*range(0, 8 * 365, 365)), flows, 0.03)
    assert found.sign_changes == 7
    assert found.irr_ratio == pytest.approx(found.irr_ratios[0], abs=1e-9)


def test_what_is_left_after_the_last_flow_by_an_inexact_rate_is_no_surplus() -> None:
    flows = np.array([[-100.0, 110.0, 0.0, 0.0], [-100.0, 110.0, 0.0, -1.0]])

    assert stays_in(flows, 1.0999 ** -np.arange(4.0)[None]).tolist() == [True, False]


@pytest.mark.parametrize("flows", [[0.0, 0.0], [-1.0, -2.0], [5.0, 1.0]])
def test_flows_of_one_sign_have_no_rate(flows) -> None:
    found = dated_return(days(0, 30), np.array(flows), 0.02)

    assert (found.irr_ratios, found.sign_changes) == ((), 0)
    assert np.isnan([found.irr_ratio, found.mirr_ratio]).all()


def test_days_without_a_flow_change_nothing() -> None:
    with_gap = dated_return(days(0, 100, 365), np.array([-100.0, 0.0, 107.0]), 0.02)

    assert with_gap == dated_return(days(0, 365), np.array([-100.0, 107.0]), 0.02)


def test_flows_need_a_date_each() -> None:
    with pytest.raises(ValueError, match="differ in shape"):
        dated_return(days(0, 1), np.array([1.0]), 0.02)
