"""Premium paid for the calls still open (S05). Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.costs import OPTION_MULTIPLIER_USD

Floats = NDArray[np.float64]


def open_premium_usd(layer_rows: pl.DataFrame) -> Floats:
    """Return what the open calls of one lot cost, at the model mid of the days they filled.

    A sale takes out premium in proportion to the contracts sold; a settlement takes out all. Costs
    of trading are the backtest's matter and not in here.

    Args:
        layer_rows: One lot in date order: `held_contracts`, `held_mark_pts`, `bought_contracts`,
            `sold_contracts`.

    Returns:
        USD at each close, ≥ 0. Shape (n_days,). NaN while calls bought without a mark are open.
    """
    names = ("held_contracts", "held_mark_pts", "bought_contracts", "sold_contracts")
    held, mark, bought, sold = (layer_rows[name].cast(pl.Float64).to_numpy() for name in names)
    paid, held_before, open_usd = 0.0, 0.0, np.zeros(len(held))
    for day in range(len(held)):
        if sold[day] and held_before:
            paid *= 1 - sold[day] / held_before
        if bought[day]:
            paid += bought[day] * mark[day] * OPTION_MULTIPLIER_USD
        if not held[day]:
            paid = 0.0
        open_usd[day], held_before = paid, held[day]
    return open_usd
