"""Corporate credit of the simulated market: Baa yields, and quarterly balance sheets of corporations.

The Baa spread follows VIX of the month; market value follows SPX, debt and cash flow grow by 6 % and
5 % a year. Levels are near those published for 2010 (Federal Reserve Z.1, BEA).
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.equity_path import EquityPath
from pipelines.sources.sample_market.market_days import last_public_month, months
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Series = tuple[Days, Floats]

_FIRST_MONTH = date(2004, 1, 1)
_BAA_RELEASE_DAY = 7
_QUARTER_LAG_DAYS = 95
_FIRST_SPX_PTS, _MEAN_VIX_PTS = 1115.0, 17.0
_VALUE_PER_POINT = 12_000
"""Market value of corporate equities per SPX point, million dollars."""


def simulate_credit(path: EquityPath, notes: Series, end: np.datetime64, seed: int) -> dict[str, Series]:
    """Return observation days and values by FRED series, as public on `end`.

    Args:
        path: SPX and VIX.
        notes: Days and values of DGS10, percent; NaN on bank holidays.
        end: Last day of the market.
        seed: Seed of the market.
    """
    days, ten = notes
    vix = _known(path, days, path.vix_close_pts, _MEAN_VIX_PTS)
    noise = reverting(stream(seed, "baa_spread").standard_normal(len(days)), 0.995, 0.20)
    spread = 2.1 + 0.9 * np.log(vix / _MEAN_VIX_PTS) + noise
    return {
        "BAA10Y": (days, np.where(np.isnan(ten), np.nan, spread)),
        "BAA": _month_means(days, ten + spread, last_public_month(end, _BAA_RELEASE_DAY)),
        **_balance_sheets(path, end, seed),
    }


def _balance_sheets(path: EquityPath, end: np.datetime64, seed: int) -> dict[str, Series]:
    """Quarters as filed by FRED, under their first day; value at their last day."""
    all_quarters = months(_FIRST_MONTH, end)[::3]
    closed = (all_quarters.astype("datetime64[M]") + 3).astype("datetime64[D]")
    quarters = all_quarters[closed + np.timedelta64(_QUARTER_LAG_DAYS - 1, "D") <= end]
    years = np.arange(len(quarters)) / 4
    noise = stream(seed, "balance_sheets").standard_normal((len(quarters), 2)).T
    last_days = np.asarray((quarters.astype("datetime64[M]") + 3).astype("datetime64[D]") - 1, dtype="datetime64[D]")
    spx = _known(path, last_days, path.spx_close_pts, _FIRST_SPX_PTS)
    return {
        "NCBEILQ027S": (quarters, _VALUE_PER_POINT * spx),
        "BCNSDODNS": (quarters, 4_600 * np.exp(0.06 * years + reverting(noise[0], 0.9, 0.02))),
        "CNCF": (quarters, 1_250 * np.exp(0.05 * years + reverting(noise[1], 0.8, 0.04))),
    }


def _known(path: EquityPath, days: Days, values: Floats, before: float) -> Floats:
    """Value of the newest session on each day, `before` where the market has not started."""
    places = np.searchsorted(path.dates, days, side="right") - 1
    return np.where(places >= 0, values[np.maximum(places, 0)], before)


def _month_means(days: Days, values: Floats, last: np.datetime64) -> Series:
    published = months(_FIRST_MONTH, last)
    of_day = days.astype("datetime64[M]")
    means = [float(np.nanmean(values[of_day == month])) for month in published.astype("datetime64[M]")]
    return published, np.array(means)
