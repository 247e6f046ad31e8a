"""How far the mean error of a delta bucket may be from zero before the check says so. Pure.

SPX: the 90 % quantile of |mean error| over 126 expiries of ten real days, 2020 to 2025 (docs/benchmarks.md, "Smiles
against real chains"), up to the next tenth of a point of volatility: wider in the wings for the shape, and near the
money for the level of the indices. VIX: no real chain with wings was seen; what §6.1 allows its level and slope.
"""

import polars as pl

from pipelines.calibration.quotes import VIX_ROOTS
from pipelines.quant.smile_band import vix_band_half_width

BAND_DAYS = (20, 60)  # to expiry: the book's condors and first layers, and what the bands were measured on
_SPX_BAND_VOL = {
    "indices": {
        "put_05": 0.037, "put_10": 0.025, "put_20": 0.019, "put_30": 0.012, "put_atm": 0.011,
        "call_atm": 0.017, "call_30": 0.021, "call_20": 0.024, "call_10": 0.025, "call_05": 0.020,
    },
    "chain": {
        "put_05": 0.037, "put_10": 0.030, "put_20": 0.020, "put_30": 0.010, "put_atm": 0.005,
        "call_atm": 0.003, "call_30": 0.008, "call_20": 0.010, "call_10": 0.013, "call_05": 0.018,
    },
}  # fmt: skip


def with_vix_band(quotes: pl.DataFrame) -> pl.DataFrame:
    """Return quotes with `vix_band_vol`, the half width of the VIX smile's band at their strike; null for SPX."""
    arguments = (quotes[name].to_numpy() for name in ("vvix", "days", "strike_pts", "forward_pts"))
    width = pl.Series("vix_band_vol", vix_band_half_width(*arguments))
    return quotes.with_columns(pl.when(pl.col("root").is_in(VIX_ROOTS)).then(width).alias("vix_band_vol"))


def with_band(errors: pl.DataFrame, level: str) -> pl.DataFrame:
    """Return rows of one level source with `band_vol` and `is_inside_band`, null outside of `BAND_DAYS`."""
    spx = pl.col("delta_bucket").replace_strict(_SPX_BAND_VOL[level], return_dtype=pl.Float64)
    band = pl.when(pl.col("dte_days").is_between(*BAND_DAYS)).then(pl.coalesce("vix_band_vol", spx))
    is_inside = pl.col("mean_error_vol").abs() <= pl.col("band_vol")
    return errors.with_columns(band_vol=band).with_columns(is_inside_band=is_inside).drop("vix_band_vol")
