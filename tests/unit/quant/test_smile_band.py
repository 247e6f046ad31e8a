"""The band of the VIX smile: wide where its level and slope allow it to be."""

import numpy as np
import pytest

from pipelines.quant.smile_band import vix_band_half_width, vix_band_smiles
from pipelines.quant.vix_smile import DEFAULT_SMILE


def test_the_default_lies_in_the_middle_of_nine() -> None:
    smiles = vix_band_smiles()

    assert (len(smiles), smiles[4]) == (9, DEFAULT_SMILE)


def test_at_the_forward_the_level_alone_is_uncertain_and_beyond_it_the_slope_too() -> None:
    strikes = 20.0 * np.exp([0.0, 0.5])

    width = vix_band_half_width(100.0, 30.0, strikes, 20.0)

    assert width == pytest.approx([0.08, 0.08 + 0.3 * 0.5])


def test_unknown_level_has_no_band() -> None:
    assert np.isnan(vix_band_half_width(np.nan, 30.0, 20.0, 20.0))
