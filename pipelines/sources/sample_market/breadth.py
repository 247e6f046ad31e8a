"""NYSE advances and declines of the simulated market.

Net breadth (advances − declines)/(sum) follows the day's return through a tanh, as on the 780
published days of 2017–2020 (correlation 0.87, sd 0.31), plus noise, plus the weather: when the
market narrows, fewer issues carry it, weeks before it falls. That is the lead which S17 looks for.
"""

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.equity_path import EquityPath
from pipelines.sources.sample_market.streams import stream

Counts = NDArray[np.int64]

_WEATHER_TILT = np.array([0.050, -0.150, -0.02])  # calm, narrow, falling
_MISSING_SESSION = np.datetime64("2013-08-22")
"""A day without a count: the provider writes 0 for both (as it does where it has no figure)."""


def simulate_breadth(path: EquityPath, seed: int) -> tuple[Counts, Counts]:
    """Return advancing and declining issues per session, both of shape (n_sessions,)."""
    noise, issues = stream(seed, "breadth").standard_normal((len(path.dates), 2)).T
    net = 0.47 * np.tanh(path.return_ratio / 0.010) + _WEATHER_TILT[path.weather] + 0.12 * noise
    total = 2958 + 41 * issues
    advances = np.rint(total * (1 + np.clip(net, -0.95, 0.95)) / 2).astype(np.int64)
    declines = np.rint(total).astype(np.int64) - advances
    is_published = path.dates != _MISSING_SESSION
    return advances * is_published, declines * is_published
