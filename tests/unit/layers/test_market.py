"""What the layers derive from the signals before the machine runs."""

import polars as pl

from pipelines.layers.market import prepared_signals
from tests.unit.layers.random_market import random_signals


def test_levels_are_known_from_their_first_publication_on() -> None:
    signals = (
        random_signals(1)
        .head(4)
        .with_columns(
            vvix_close_pts=pl.Series([None, 90.0, None, 95.0]), risk_free_rate_ratio=pl.Series([None, 0.02, None, 0.03])
        )
    )
    known = prepared_signals(signals)

    assert known["vvix_known_pts"].to_list() == [None, 90.0, 90.0, 95.0]
    assert known["rate_known_ratio"].to_list() == [0.0, 0.02, 0.02, 0.03]


def test_vvix_is_carried_for_a_week_and_the_rate_without_end() -> None:
    signals = (
        random_signals(1)
        .head(9)
        .with_columns(
            vvix_close_pts=pl.Series([90.0] + [None] * 7 + [95.0]),
            risk_free_rate_ratio=pl.Series([0.02] + [None] * 8),
        )
    )
    known = prepared_signals(signals)

    assert known["vvix_known_pts"].to_list() == [90.0] * 6 + [None, None, 95.0]
    assert known["rate_known_ratio"].to_list() == [0.02] * 9
