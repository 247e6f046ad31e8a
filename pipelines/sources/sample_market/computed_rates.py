"""Month averages and spreads that FRED computes from daily rates, here from the simulated ones."""

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import last_public_month

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Series = tuple[Days, Floats]

_RELEASE_DAY = 7
"""Day of the next month by which an average is out."""
_AVERAGES = {"FEDFUNDS": "DFF", "TB3MS": "DTB3"}
_SPREADS = {"T10Y2Y": ("DGS10", "DGS2"), "T10Y3M": ("DGS10", "DGS3MO")}


def compute_rates(rates: dict[str, Series], end: np.datetime64) -> dict[str, Series]:
    """Return observation days and values in percent per year by FRED series, as public on `end`.

    Args:
        rates: Days and values of the daily series, NaN on bank holidays; all Treasury series on the same days.
        end: Last day of the market.
    """
    averages = {series: _month_averages(rates[daily], end) for series, daily in _AVERAGES.items()}
    spreads = {
        series: (rates[longer][0], rates[longer][1] - rates[shorter][1])
        for series, (longer, shorter) in _SPREADS.items()
    }
    return averages | spreads


def _month_averages(series: Series, end: np.datetime64) -> Series:
    """Average of each month that is out, days without a value left out; filed under the month's first day."""
    days, pct = series
    months = days.astype("datetime64[M]").astype("datetime64[D]")
    is_used = ~np.isnan(pct) & (months <= last_public_month(end, _RELEASE_DAY))
    firsts, place = np.unique(months[is_used], return_inverse=True)
    return firsts, np.bincount(place, pct[is_used]) / np.bincount(place)
