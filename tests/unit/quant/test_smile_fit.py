"""Fits give back the parameters that made the quotes, expiry by expiry, and nothing from too little."""

import numpy as np
import pytest

from pipelines.quant.smile_fit import fit_spx_smiles, fit_vix_smiles
from pipelines.quant.spx_smile import SpxSlice, SpxSmile, spx_smile_vol

YEARS = np.array([30 / 365, 60 / 365])
SHAPES = (SpxSmile(slope=-0.30, put_curvature=0.01, call_curvature=0.09), SpxSmile(slope=-0.15))
LEVELS = (0.14, 0.22)


def quotes(n: int = 40) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Place, ln(K/F) and volatility of two expiries, each from its own smile."""
    parts = []
    for place, (shape, level, years) in enumerate(zip(SHAPES, LEVELS, YEARS, strict=True)):
        k = np.linspace(-3.5, 1.8, n) * level * np.sqrt(years)
        vol = spx_smile_vol(np.exp(k), SpxSlice(1.0, years, level, 0.0, shape))
        parts.append((np.full(n, place), k, vol))
    return tuple(np.concatenate(part) for part in zip(*parts, strict=True))


def test_parameters_come_back_for_each_expiry() -> None:
    fits = fit_spx_smiles(*quotes(), YEARS)

    assert fits.atm_vol == pytest.approx(LEVELS, rel=1e-5)
    assert fits.slope == pytest.approx([shape.slope for shape in SHAPES], abs=1e-4)
    assert fits.put_curvature == pytest.approx([shape.put_curvature for shape in SHAPES], abs=1e-4)
    assert fits.call_curvature == pytest.approx([shape.call_curvature for shape in SHAPES], abs=1e-4)
    assert (fits.rmse_vol < 1e-5).all()
    assert fits.n_quotes.tolist() == [40, 40]


def test_quote_without_a_volatility_is_none() -> None:
    place, k, vol = quotes()
    holed = np.where(np.arange(len(vol)) % 3 == 0, np.nan, vol)

    fits = fit_spx_smiles(place, k, holed, YEARS)

    assert fits.atm_vol == pytest.approx(LEVELS, rel=1e-5)
    assert (fits.n_quotes < 40).all()


def test_too_few_quotes_give_no_fit_and_leave_the_others_alone() -> None:
    place, k, vol = quotes()
    is_kept = (place == 0) | (np.arange(len(place)) >= 75)

    fits = fit_spx_smiles(place[is_kept], k[is_kept], vol[is_kept], YEARS)

    assert np.isnan([fits.atm_vol[1], fits.slope[1], fits.rmse_vol[1]]).all()
    assert fits.atm_vol[0] == pytest.approx(LEVELS[0], rel=1e-5)


def test_expiry_without_any_quote_has_no_fit() -> None:
    none = np.array([], dtype=np.intp)

    assert np.isnan(fit_spx_smiles(none, none.astype(float), none.astype(float), YEARS).atm_vol).all()


def test_vix_smile_is_a_line_in_log_moneyness() -> None:
    k = np.linspace(0, 0.6, 10)

    fits = fit_vix_smiles(np.zeros(10, dtype=np.intp), k, 0.9 + 1.2 * k, 2)

    assert (fits.atm_vol[0], fits.slope[0]) == pytest.approx((0.9, 1.2))
    assert np.isnan(fits.atm_vol[1])
