"""Prices and greeks against arbitrary precision and against finite differences."""

import mpmath
import numpy as np
import pytest

from pipelines.quant.black76 import Greeks, black76_delta, black76_greeks, black76_price, black76_vega

mpmath.mp.dps = 40
DRAWS = np.random.default_rng(442)
ROWS = 2000
FORWARD = DRAWS.uniform(5, 8000, ROWS)
VOL = DRAWS.uniform(0.01, 3.0, ROWS)
YEARS = DRAWS.uniform(1 / 365, 3.0, ROWS)
STRIKE = FORWARD * np.exp(DRAWS.normal(0, 1, ROWS) * VOL * np.sqrt(YEARS) * 2)
RATE = DRAWS.uniform(-0.02, 0.08, ROWS)
IS_CALL = DRAWS.random(ROWS) < 0.5


def exact_price(f: float, k: float, t: float, v: float, r: float, is_call: bool) -> mpmath.mpf:
    f, k, t, v, r = (mpmath.mpf(float(x)) for x in (f, k, t, v, r))
    s, sign = v * mpmath.sqrt(t), 1 if is_call else -1
    d1 = mpmath.log(f / k) / s + s / 2
    return mpmath.exp(-r * t) * sign * (f * mpmath.ncdf(sign * d1) - k * mpmath.ncdf(sign * (d1 - s)))


def greeks_of(**changes: np.ndarray) -> Greeks:
    arguments = {"forward_pts": FORWARD, "strike_pts": STRIKE, "years": YEARS, "vol": VOL, "rate_ratio": RATE}
    return black76_greeks(**{**arguments, **changes}, is_call=IS_CALL)


def test_price_is_within_1e_11_of_the_forward_of_the_exact_one() -> None:
    price = black76_price(FORWARD, STRIKE, YEARS, VOL, RATE, IS_CALL)
    exact = [exact_price(*row) for row in zip(FORWARD, STRIKE, YEARS, VOL, RATE, IS_CALL, strict=True)]
    errors = np.array([float(abs(mpmath.mpf(p) - e)) for p, e in zip(price.tolist(), exact, strict=True)])

    assert (errors / np.maximum(FORWARD, STRIKE)).max() < 2e-15


def test_one_pass_gives_what_the_single_functions_give() -> None:
    greeks = greeks_of()

    np.testing.assert_array_equal(greeks.price, black76_price(FORWARD, STRIKE, YEARS, VOL, RATE, IS_CALL))
    np.testing.assert_array_equal(greeks.delta, black76_delta(FORWARD, STRIKE, YEARS, VOL, RATE, IS_CALL))
    np.testing.assert_array_equal(greeks.vega, black76_vega(FORWARD, STRIKE, YEARS, VOL, RATE))


@pytest.mark.parametrize(
    ("greek", "argument", "base", "sign"),
    [
        ("delta", "forward_pts", FORWARD, 1),
        ("vega", "vol", VOL, 1),
        ("theta", "years", YEARS, -1),  # calendar time passing shortens what is left
        ("rho", "rate_ratio", RATE, 1),
    ],
)
def test_greek_is_the_slope_of_the_price(greek: str, argument: str, base: np.ndarray, sign: int) -> None:
    step = 1e-5 * np.maximum(np.abs(base), 1e-2)
    up, down = greeks_of(**{argument: base + step}), greeks_of(**{argument: base - step})
    slope = sign * (up.price - down.price) / (2 * step)
    scale = np.maximum(FORWARD, STRIKE) / (base if greek != "rho" else 1.0)

    assert (np.abs(getattr(greeks_of(), greek) - slope) / np.abs(scale)).max() < 1e-6


def test_gamma_is_the_slope_of_delta() -> None:
    step = 1e-6 * FORWARD
    slope = (greeks_of(forward_pts=FORWARD + step).delta - greeks_of(forward_pts=FORWARD - step).delta) / (2 * step)

    assert (np.abs(greeks_of().gamma - slope) * FORWARD).max() < 1e-5


def test_expired_options_have_no_curvature_and_the_slope_of_their_payoff() -> None:
    greeks = black76_greeks(np.array([10.0, 20.0, 30.0]), 20.0, 0.0, 0.8, 0.05, is_call=True)

    np.testing.assert_array_equal(greeks.price, [0.0, 0.0, 10.0])
    np.testing.assert_array_equal(greeks.delta, [0.0, 0.5, 1.0])
    for greek in (greeks.gamma, greeks.vega, greeks.theta, greeks.rho):
        np.testing.assert_array_equal(greek, [0.0, 0.0, 0.0])


def test_number_of_threads_changes_no_bit() -> None:
    many = [np.resize(column, 200_000) for column in (FORWARD, STRIKE, YEARS, VOL, RATE)]

    np.testing.assert_array_equal(
        black76_price(*many, is_call=True, threads=1), black76_price(*many, is_call=True, threads=3)
    )
