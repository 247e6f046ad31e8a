"""Short rates of the simulated market besides the bill: the target range, SOFR, the 3-month yield, and abroad.

The euro area follows the US at 0.6 of the level less one point, the UK at 0.9, Japan hardly.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import bank_holidays, last_public_month, months
from pipelines.sources.sample_market.rates import policy_middle
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]
Series = tuple[Days, Floats]

_FIRST_DAY, _FIRST_SOFR_DAY = date(2004, 1, 2), np.datetime64("2018-04-03")
_OECD_RELEASE_DAY = 15
_ABROAD = {"IR3TIB01JPM156N": (0.05, 0.1), "IR3TIB01GBM156N": (0.9, 0.3)}


def simulate_money_market(bill: Series, end: np.datetime64, seed: int) -> dict[str, Series]:
    """Return observation days and values in percent per year by FRED series, as public on `end`.

    Args:
        bill: Days and values of DTB3, NaN on bank holidays.
        end: Last day of the market.
        seed: Seed of the market.
    """
    days, pct = bill
    every_day = np.arange(np.datetime64(_FIRST_DAY, "D"), end)
    middle = policy_middle(every_day, 0)
    fixing = reverting(stream(seed, "sofr").standard_normal(len(days)), 0.5, 0.03)
    overnight = np.where(bank_holidays(days), np.nan, np.maximum(policy_middle(days, 0) - 0.05 + fixing, 0.01))
    is_sofr = days >= _FIRST_SOFR_DAY
    return {
        "DGS3MO": (days, pct * 1.02 + 0.02),
        "DFEDTARU": (every_day, middle + 0.125),
        "SOFR": (days[is_sofr], overnight[is_sofr]),
        "ECBDFR": (every_day, np.round((0.6 * middle - 1.0) * 4) / 4),
        **{series: _abroad(series, end, seed) for series in _ABROAD},
    }


def _abroad(series: str, end: np.datetime64, seed: int) -> Series:
    """Month averages, published in the middle of the second month after."""
    share, sd = _ABROAD[series]
    published = months(_FIRST_DAY, last_public_month(end, _OECD_RELEASE_DAY) - np.timedelta64(1, "D"))
    noise = reverting(stream(seed, series).standard_normal(len(published)), 0.95, sd)
    return published, share * policy_middle(published, 0) + noise
