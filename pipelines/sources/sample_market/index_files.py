"""Files of the Cboe index histories: `DATE,<SYM>` closes, and `DATE,OPEN,HIGH,LOW,CLOSE` for VIX (§5.2)."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.sources.sample_market.equity_path import EquityPath
from pipelines.sources.sample_market.vol_index_family import VolIndices

_FOLDER = "cdn.cboe.com/api/global/us_indices/daily_prices"


def index_files(path: EquityPath, indices: VolIndices) -> dict[str, bytes]:
    """Return the content of every index file by its path in the archive."""
    ranges = {
        "OPEN": indices.vix_open_pts,
        "HIGH": indices.vix_high_pts,
        "LOW": indices.vix_low_pts,
        "CLOSE": path.vix_close_pts,
    }
    columns = {
        "VIX": ranges,
        "VVIX": {"VVIX": indices.vvix_close_pts},
        "SKEW": {"SKEW": indices.skew_close_pts},
        "VIX9D": {"VIX9D": indices.vix9d_close_pts},
        "VIX3M": {"VIX3M": indices.vix3m_close_pts},
        "VIX6M": {"VIX6M": indices.vix6m_close_pts},
        "SPX": {"SPX": path.spx_close_pts},
    }
    return {
        f"{_FOLDER}/{symbol}_History.csv": _history(path.dates, values).encode() for symbol, values in columns.items()
    }


def _history(dates: NDArray[np.datetime64], values: dict[str, NDArray[np.float64]]) -> str:
    rounded = {name: np.round(column, 2) for name, column in values.items()}
    return pl.DataFrame({"DATE": dates, **rounded}).write_csv(date_format="%m/%d/%Y", float_precision=6)
