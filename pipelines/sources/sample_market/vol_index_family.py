"""VIX ranges, VVIX, SKEW, VIX9D, VIX3M and VIX6M of the simulated market, from its two factors.

Each index loads on the fast and the slow factor of y = ln(VIX − 7) and adds a noise of its own.
Loadings reproduce both regressions on Cboe's closes 2012–2026, of levels and of daily changes:

| index | level on y | daily change on that of y |
|---|---|---|
| ln(VIX3M − 7) | 0.75 | 0.52 |
| ln(VIX6M − 7) | 0.48 | 0.31 |
| ln VVIX | 0.21 | 0.33 |
| ln(VIX9D / VIX), on the fast factor alone | – | 0.30 |

SKEW hardly depends on VIX (correlation −0.10): a slow and a quick mean-reverting part, bent into
100–170.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.equity_path import VIX_FLOOR_PTS, EquityPath
from pipelines.sources.sample_market.streams import reverting, stream

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class VolIndices:
    """Daily values, index points; all arrays have shape (n_sessions,)."""

    vix_open_pts: Floats
    vix_high_pts: Floats
    vix_low_pts: Floats
    vvix_close_pts: Floats
    skew_close_pts: Floats
    vix9d_close_pts: Floats
    vix3m_close_pts: Floats
    vix6m_close_pts: Floats


def simulate_vol_indices(path: EquityPath, seed: int) -> VolIndices:
    """Simulate the indices around a path; day t uses the path up to t alone."""
    n = len(path.dates)
    vix = path.vix_close_pts
    vix_open, vix_high, vix_low = _vix_range(vix, seed)
    vvix_noise = _noise(seed, "vvix_slow", n, 0.985, 0.075) + _noise(seed, "vvix_quick", n, 0.80, 0.03)
    vvix = np.exp(4.573 + 0.45 * path.fast + 0.135 * path.slow + vvix_noise)
    skew_score = -0.14 + _noise(seed, "skew_slow", n, 0.994, 0.62) + _noise(seed, "skew_quick", n, 0.75, 0.32)
    return VolIndices(
        vix_open_pts=vix_open,
        vix_high_pts=vix_high,
        vix_low_pts=vix_low,
        vvix_close_pts=np.clip(vvix, 56.0, 240.0),
        skew_close_pts=100 + 70 / (1 + np.exp(-skew_score)),
        vix9d_close_pts=vix * np.exp(-0.068 + 0.45 * path.fast + _noise(seed, "vix9d", n, 0.5, 0.042)),
        vix3m_close_pts=_horizon_level(path, 2.455, 0.28, 0.905, _noise(seed, "vix3m", n, 0.93, 0.04)),
        vix6m_close_pts=_horizon_level(path, 2.53, 0.14, 0.60, _noise(seed, "vix6m", n, 0.95, 0.04)),
    )


def _horizon_level(path: EquityPath, level: float, fast: float, slow: float, noise: Floats) -> Floats:
    return np.asarray(VIX_FLOOR_PTS + np.exp(level + fast * path.fast + slow * path.slow + noise))


def _noise(seed: int, name: str, n: int, decay: float, sd: float) -> Floats:
    return reverting(stream(seed, name).standard_normal(n), decay, sd)


def _vix_range(vix: Floats, seed: int) -> tuple[Floats, Floats, Floats]:
    """Open, high and low around the closes; constants are the means of 2012–2026."""
    n = len(vix)
    previous = np.concatenate([vix[:1], vix[:-1]])
    overnight = 0.006 + 0.265 * np.log(vix / previous) + 0.035 * stream(seed, "vix_open").standard_normal(n)
    vix_open = previous * np.exp(overnight)
    up, down = stream(seed, "vix_range").standard_exponential((n, 2)).T
    high = np.maximum(vix_open, vix) * np.exp(0.030 * up)
    low = np.minimum(vix_open, vix) * np.exp(-0.021 * np.minimum(down, 6.0))
    return vix_open, high, low
