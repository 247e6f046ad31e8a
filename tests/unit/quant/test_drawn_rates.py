"""Rates of many books at once: the same as of one book's dated flows."""

import numpy as np
import pytest

from pipelines.quant.cash_flows import dated_return
from pipelines.quant.drawn_rates import modified_rates, only_rates

DAYS = 730
DATES = np.datetime64("2020-01-01") + np.arange(DAYS + 1)


def flows_of(money: np.ndarray, profit: np.ndarray) -> np.ndarray:
    flows = np.zeros(len(money) + 1)
    flows[:-1] -= money
    flows[1:] += money + profit
    return flows


def book(seed: int, mean: float) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    return 1000 + 500 * rng.random(DAYS), rng.normal(mean, 5.0, DAYS)


@pytest.mark.parametrize("mean", [-2.0, -0.1, 0.02, 0.3, 3.0])
def test_both_rates_are_those_of_the_dated_flows(mean) -> None:
    books = [book(seed, mean) for seed in range(5)]
    money, profit = (np.array(part) for part in zip(*books, strict=True))

    only, modified = only_rates(money, profit, 365), modified_rates(money, profit, 0.03, 365)
    dated = [dated_return(DATES, flows_of(*own), 0.03) for own in books]
    assert only == pytest.approx([found.irr_ratio for found in dated], abs=2e-4)
    assert modified == pytest.approx([found.mirr_ratio for found in dated], abs=1e-12)


@pytest.mark.parametrize("mean", [0.0, 0.1, 0.3])
def test_a_rate_counts_as_a_return_where_it_does_of_the_dated_flows(mean) -> None:
    """Books that are flat for weeks, some with a surplus then, and at the end."""
    books = [book(seed, mean) for seed in range(40)]
    money, profit = (np.array(part) for part in zip(*books, strict=True))
    is_flat = (np.arange(DAYS) // 40 % 3 == 2) | (np.arange(DAYS) > 700)
    money, profit = money * ~is_flat, 6 * profit * ~is_flat

    only = only_rates(money, profit, 365)
    dated = [dated_return(DATES, flows_of(*own), 0.03) for own in zip(money, profit, strict=True)]
    found = np.array([each.irr_ratio for each in dated])
    assert (np.isnan(only) == np.isnan(found)).mean() > 0.95  # a rate by a straight line can be one on the verge
    assert {len(each.irr_ratios) for each in dated if np.isnan(each.irr_ratio)} == {1}
    assert 0 < np.isnan(only).sum() < len(only)


def test_books_that_are_settled_before_the_last_day_have_their_rate() -> None:
    is_held = np.arange(DAYS) < 650
    levels = np.linspace(-1.0, 2.0, 31)[:, None]

    rates = only_rates(1000.0 * is_held * np.ones_like(levels), levels * is_held, 365)
    assert rates == pytest.approx((1 + levels[:, 0] / 1000) ** 365 - 1, abs=1e-3)


def test_books_of_two_rates_or_none_have_no_only_rate() -> None:
    """100 in, 230 out a year later, 132 in after two: worth nothing at 10 % and at 20 %."""
    money, profit = np.zeros((3, DAYS)), np.zeros((3, DAYS))  # the third never ties up money
    money[0, :365], money[0, 365:] = 100.0, -130.0
    profit[0, -1] = -2.0
    money[1] = 100.0
    profit[1, -1] = 10.0
    profit[2] = 1.0

    rates = only_rates(money, profit, 365)
    assert np.isnan(rates[[0, 2]]).all()
    assert rates[1] == pytest.approx(1.10**0.5 - 1, abs=1e-5)
    assert len(dated_return(DATES, flows_of(money[0], profit[0]), 0.05).irr_ratios) == 2


def test_nothing_put_in_has_no_modified_rate() -> None:
    assert np.isnan(modified_rates(np.zeros((1, 9)), np.ones((1, 9)), 0.02, 252)).all()
