"""CPI and PPI of the simulated market: a stylised US inflation path with the hump of 2021–22, plus noise.

The path of annual CPI inflation is a line through a few round numbers near the published ones (BLS);
PPI follows it 2.6 times as strongly, final demand 1.3 times, CPI without food and energy 0.4 times. Around the path
each month has a noise of 0.13 % (CPI), 0.06 % (without food and energy), 0.55 % (PPI) or 0.2 % (final demand), half
of which it inherits from the month before.
"""

from datetime import date

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import last_public_month, months
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]
Days = NDArray[np.datetime64]

_FIRST_MONTH = date(2004, 1, 1)
_RELEASE_DAY = 15
"""Day of the next month by which both are published."""

_CPI_PATH = (
    ("2004-01", 2.4), ("2005-09", 3.8), ("2007-01", 2.4), ("2008-06", 5.0), ("2009-01", -2.5), ("2009-12", 2.2),
    ("2011-06", 3.2), ("2012-06", 1.8), ("2014-06", 1.9), ("2015-03", 0.2), ("2016-12", 2.2), ("2018-07", 2.4),
    ("2020-02", 1.8), ("2020-05", -1.5), ("2020-12", 2.4), ("2021-05", 7.5), ("2022-05", 9.5), ("2022-11", 4.0),
    ("2023-06", 3.0), ("2024-06", 2.8), ("2026-12", 2.6),
)  # fmt: skip


def simulate_inflation(end: np.datetime64, seed: int) -> tuple[Days, dict[str, Floats]]:
    """Return the months published by `end`, and index levels by FRED series, each of shape (n_months,)."""
    days = months(_FIRST_MONTH, last_public_month(end, _RELEASE_DAY))
    knots = np.array([month for month, _ in _CPI_PATH], dtype="datetime64[M]").astype(float)
    cpi_pct = np.interp(days.astype("datetime64[M]").astype(float), knots, [pct for _, pct in _CPI_PATH])
    ppi_pct = 2.2 + 2.6 * (cpi_pct - 2.3)
    noise = stream(seed, "inflation").standard_normal((len(days), 2)).T
    growth = {
        "CPIAUCSL": cpi_pct / 1200 + reverting(noise[0], 0.5, 0.0013),
        "PPIACO": ppi_pct / 1200 + reverting(0.5 * noise[0] + 0.87 * noise[1], 0.45, 0.0055),
    }
    own = stream(seed, "final_demand").standard_normal(len(days))
    growth["PPIFIS"] = (2.1 + 1.3 * (cpi_pct - 2.3)) / 1200 + reverting(0.6 * noise[0] + 0.8 * own, 0.45, 0.002)
    core = stream(seed, "core").standard_normal(len(days))
    growth["CPILFESL"] = (2.4 + 0.4 * (cpi_pct - 2.4)) / 1200 + reverting(core, 0.5, 0.0006)
    first = {"CPIAUCSL": 186.3, "CPILFESL": 194.6, "PPIACO": 141.4, "PPIFIS": 89.0}
    levels = {series: first[series] * np.exp(np.cumsum(rate)) for series, rate in growth.items()}
    month_of_year = days.astype("datetime64[M]").astype(int) % 12
    levels["CPIAUCNS"] = levels["CPIAUCSL"] * (1 - 0.004 * np.cos(2 * np.pi * month_of_year / 12))
    return days, {series: np.asarray(level) for series, level in levels.items()}
