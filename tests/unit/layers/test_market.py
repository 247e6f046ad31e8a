"""What the layers derive from the signals before the machine runs."""

import polars as pl
import pytest

from pipelines.layers.market import prepared_signals
from pipelines.layers.preset_file import load_preset
from tests.unit.layers.random_market import random_signals


@pytest.mark.parametrize("age", [None, 0, 4, 5])
@pytest.mark.parametrize("null_reason", [None, "vx_contract_missing"])
def test_cross_up_is_fresh_for_five_days_and_unknown_when_missing(age, null_reason) -> None:
    signals = (
        random_signals(1)
        .head(1)
        .with_columns(
            curve_macd_cross_up_age_tdays=pl.lit(age, dtype=pl.Int64),
            curve_macd_null_reason=pl.lit(null_reason, dtype=pl.String),
        )
    )
    is_fresh = prepared_signals(signals, load_preset("seed_4422_window"))["is_curve_macd_fresh"].item()

    assert is_fresh is (None if null_reason else age in {0, 4})


def test_levels_are_known_from_their_first_publication_on() -> None:
    signals = (
        random_signals(1)
        .head(4)
        .with_columns(
            vvix_close_pts=pl.Series([None, 90.0, None, 95.0]), risk_free_rate_ratio=pl.Series([None, 0.02, None, 0.03])
        )
    )
    known = prepared_signals(signals, load_preset("seed_4422_window"))

    assert known["vvix_known_pts"].to_list() == [None, 90.0, 90.0, 95.0]
    assert known["rate_known_ratio"].to_list() == [0.0, 0.02, 0.02, 0.03]
