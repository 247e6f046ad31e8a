"""`fct_smile_arbitrage`: on every day, whether the smiles that the book prices with are free of arbitrage. Pure."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.calibration.quotes import floats_of
from pipelines.contracts.fct_smile_arbitrage import FCT_SMILE_ARBITRAGE
from pipelines.quant.arbitrage import calendar_gap, durrleman
from pipelines.quant.spx_smile import DEFAULT_SMILE, SpxSlice, spx_level, spx_smile_vol
from pipelines.quant.variance_swap import TENORS_DAYS
from pipelines.quant.vix_smile import vix_call_vol

Floats = NDArray[np.float64]

HORIZONS_DAYS = np.array([10.0, 30.0, 45.0, 60.0, 90.0, 150.0])  # what condors and layers hold
_MONEYNESS = np.linspace(DEFAULT_SMILE.moneyness_min, DEFAULT_SMILE.moneyness_max, 61)  # §6.3: m in [−4, 2]
_VIX_LOG_MONEYNESS = np.linspace(np.log(0.7), np.log(2.0), 61)  # from below the future to beyond any layer's strike
_TOLERANCE = 1e-9


def smile_arbitrage(signals: pl.DataFrame) -> pl.DataFrame:
    """Return one row per surface and day with the indices it needs.

    Args:
        signals: `fct_signal_daily`, index closes as known on the day.
    """
    days = signals.sort("trade_date")
    return FCT_SMILE_ARBITRAGE.conform(pl.concat([_rows("spx", days, *_spx(days)), _rows("vix", days, *_vix(days))]))


def _spx(days: pl.DataFrame) -> tuple[Floats, Floats]:
    """Total variance on normalised moneyness for butterflies, and on the strikes of 30 days for calendars.

    Returns:
        g, shape (n_days, n_horizons, n); rises of total variance, shape (n_days, n_horizons − 1, n).
    """
    index = np.column_stack([floats_of(days, f"{name}_close_pts") for name in TENORS_DAYS])
    skew = floats_of(days, "skew_close_pts")
    level = np.stack([spx_level(index, skew, np.full(len(days), h)) for h in HORIZONS_DAYS], axis=1)
    years = HORIZONS_DAYS / 365
    spread = (level * np.sqrt(years))[..., None]
    own = spread * _MONEYNESS
    shared = np.broadcast_to(spread[:, 1:2] * _MONEYNESS, own.shape)
    own_variance, shared_variance = (
        spx_smile_vol(np.exp(k), SpxSlice(1.0, years[:, None], level[..., None], 0.0)) ** 2 * years[:, None]
        for k in (own, shared)
    )
    return durrleman(own, own_variance), calendar_gap(shared_variance)


def _vix(days: pl.DataFrame) -> tuple[Floats, Floats]:
    """The same for VIX calls; options of two expiries have two futures, so no calendar binds them."""
    vvix = floats_of(days, "vvix_close_pts")[:, None, None]
    vol = vix_call_vol(vvix, HORIZONS_DAYS[:, None], np.exp(_VIX_LOG_MONEYNESS), 1.0)
    k = np.broadcast_to(_VIX_LOG_MONEYNESS, vol.shape)
    return durrleman(k, vol**2 * (HORIZONS_DAYS / 365)[:, None]), np.full((len(days), 1, 1), np.nan)


def _rows(surface: str, days: pl.DataFrame, butterfly: Floats, calendar: Floats) -> pl.DataFrame:
    by_horizon, rise = butterfly.min(axis=2), calendar.min(axis=(1, 2))
    worst = by_horizon.min(axis=1)
    is_known = np.isfinite(worst)
    is_free = (worst >= -_TOLERANCE) & ~(rise < -_TOLERANCE)
    rows = pl.DataFrame(
        {
            "surface": [surface] * len(days),
            "trade_date": days["trade_date"],
            "min_durrleman_ratio": worst,
            "worst_horizon_days": HORIZONS_DAYS[np.argmin(np.nan_to_num(by_horizon, nan=np.inf), axis=1)],
            "min_calendar_rise_ratio": rise,
            "is_arbitrage_free": is_free,
            "is_simulated": days["is_simulated"],
        }
    )
    return rows.filter(pl.Series(is_known)).with_columns(pl.selectors.float().fill_nan(None))
