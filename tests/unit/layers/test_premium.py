"""Open premium: paid at fills, released by sales and settlements."""

import numpy as np
import polars as pl

from pipelines.layers.premium import open_premium_usd


def test_premium_follows_the_contracts() -> None:
    rows = pl.DataFrame(
        {  #            flat, open, hold, grow, shrink, roll, settle
            "held_contracts": [0, 200, 200, 250, 100, 80, 0],
            "held_mark_pts": [None, 0.5, 9.0, 2.0, 3.0, 1.0, None],
            "bought_contracts": [0, 200, 0, 50, 0, 80, 0],
            "sold_contracts": [0, 0, 0, 0, 150, 100, 0],
        }
    )

    np.testing.assert_allclose(open_premium_usd(rows), [0, 10_000, 10_000, 20_000, 8_000, 8_000, 0])


def test_premium_bought_without_a_mark_is_unknown_until_closed() -> None:
    rows = pl.DataFrame(
        {
            "held_contracts": [5, 5, 0],
            "held_mark_pts": [None, 1.0, None],
            "bought_contracts": [5, 0, 0],
            "sold_contracts": [0, 0, 5],
        }
    )

    np.testing.assert_array_equal(open_premium_usd(rows), [np.nan, np.nan, 0.0])
