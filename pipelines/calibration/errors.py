"""`fct_calibration_error` and `fct_calibration_slice`: model minus market, by delta and by expiry. Pure."""

from functools import reduce

import numpy as np
import polars as pl

from pipelines.calibration.bands import with_band, with_vix_band
from pipelines.calibration.quotes import EXPIRY_KEY, ChainQuotes
from pipelines.contracts.fct_calibration_error import FCT_CALIBRATION_ERROR
from pipelines.contracts.fct_calibration_slice import FCT_CALIBRATION_SLICE
from pipelines.quant.black76 import black76_delta, black76_price
from pipelines.quant.smile_band import ATM_RATIO_BAND, VIX_BAND_A
from pipelines.quant.vix_smile import DEFAULT_SMILE

LEVELS = {"indices": "model_vol", "chain": "known_level_vol"}  # what the level comes from; the shape is frozen

_EDGES_RATIO = (0.02, 0.075, 0.15, 0.25, 0.40)
_NAMES = ("05", "10", "20", "30", "atm")
_VIX_LEVEL_BAND = (min(VIX_BAND_A) / DEFAULT_SMILE.a, max(VIX_BAND_A) / DEFAULT_SMILE.a)
_LEGS = {
    "long_put": ("P", 0.05, 1),
    "short_put": ("P", 0.20, -1),
    "short_call": ("C", 0.20, -1),
    "long_call": ("C", 0.05, 1),
}  # kind, delta, side
_FARTHEST_DELTA_RATIO = 0.35  # of a leg's wanted delta; beyond, no such strike is quoted


def calibration_error(chain: ChainQuotes) -> pl.DataFrame:
    """Return rows of `FCT_CALIBRATION_ERROR`: quotes with a market volatility and a delta of at least 0.02."""
    quotes = priced(chain).filter(pl.col("delta_ratio") >= _EDGES_RATIO[0])
    names = np.array(_NAMES)[np.searchsorted(_EDGES_RATIO, quotes["delta_ratio"].to_numpy(), side="right") - 1]
    side = pl.when(pl.col("option_type") == "C").then(pl.lit("call_")).otherwise(pl.lit("put_"))
    quotes = with_vix_band(quotes.with_columns(delta_bucket=side + pl.Series("delta", names)))
    found = [_by_bucket(quotes, name, column) for name, column in LEVELS.items()]
    return FCT_CALIBRATION_ERROR.conform(pl.concat(found))


def calibration_slice(chain: ChainQuotes) -> pl.DataFrame:
    """Return rows of `FCT_CALIBRATION_SLICE`: one per expiry."""
    fits = chain.fits
    band = chain.expiries["variance_swap_vol"].to_numpy() * ATM_RATIO_BAND
    model, market = (chain.expiries[f"{side}_atm_vol"].to_numpy() for side in ("model", "market"))
    low, high = (
        np.where(chain.is_vix, model * factor, model + sign * band)
        for factor, sign in zip(_VIX_LEVEL_BAND, (-1, 1), strict=True)
    )
    is_known = np.isfinite(low) & np.isfinite(market)
    rows = chain.expiries.with_columns(
        pl.Series("fitted_slope_ratio", fits.slope),
        pl.Series("fitted_put_curvature_ratio", fits.put_curvature),
        pl.Series("fitted_call_curvature_ratio", fits.call_curvature),
        pl.Series("fit_rmse_vol", fits.rmse_vol),
        pl.Series("n_quotes", fits.n_quotes).cast(pl.Int64),
        pl.Series("is_inside_band", (market >= low) & (market <= high)),
        pl.Series("is_band_known", is_known),
    ).with_columns(is_inside_band=pl.when("is_band_known").then("is_inside_band"))
    for name, column in LEVELS.items():
        rows = rows.join(_condor_errors(chain, name, column), on="place", how="left")
    return FCT_CALIBRATION_SLICE.conform(
        rows.with_columns(pl.selectors.float().fill_nan(None)).select(FCT_CALIBRATION_SLICE.column_names)
    )


def priced(chain: ChainQuotes) -> pl.DataFrame:
    """Return quotes with a market volatility, with the model's price at each level, and their expiry's columns."""
    own = chain.expiries.select("place", "forward_pts", "forward_source", "days", "rate_ratio", "vvix")
    quotes = chain.quotes.filter(pl.col("market_vol").is_finite()).join(own, on="place", maintain_order="left")
    arguments = [quotes[name].to_numpy() for name in ("forward_pts", "strike_pts", "days")]
    is_call = (quotes["option_type"] == "C").to_numpy()
    prices = {
        f"{column}_pts": black76_price(
            arguments[0],
            arguments[1],
            arguments[2] / 365,
            quotes[column].to_numpy(),
            quotes["rate_ratio"].to_numpy(),
            is_call,
        )
        for column in LEVELS.values()
    }
    return quotes.with_columns(pl.Series(name, price) for name, price in prices.items())


def _by_bucket(quotes: pl.DataFrame, level: str, column: str) -> pl.DataFrame:
    known = quotes.filter(pl.col(column).is_finite())
    error_pts, error_vol = pl.col(f"{column}_pts") - pl.col("mid_pts"), pl.col(column) - pl.col("market_vol")
    ratio = error_pts / pl.col("mid_pts")
    errors = known.group_by(*EXPIRY_KEY, "delta_bucket").agg(
        pl.col("dte_days", "forward_source", "is_simulated").first(),
        level_source=pl.lit(level),
        n_quotes=pl.len().cast(pl.Int64),
        mean_error_pts=error_pts.mean(),
        median_abs_error_pts=error_pts.abs().median(),
        mean_error_vol=error_vol.mean(),
        median_abs_error_vol=error_vol.abs().median(),
        median_abs_error_ratio=ratio.abs().median(),
        vix_band_vol=pl.col("vix_band_vol").mean(),
    )
    return with_band(errors, level)


def _condor_errors(chain: ChainQuotes, level: str, column: str) -> pl.DataFrame:
    """Credit of the 20/5-delta condor on the quoted strikes that the model picks: model / market − 1. SPX only."""
    spx = chain.expiries.filter(~pl.Series(chain.is_vix)).select("place")
    quotes = priced(chain).join(spx, on="place").filter(pl.col(column).is_finite())
    delta = _model_delta(quotes, column)
    legs = []
    for name, (kind, wanted, sign) in _LEGS.items():
        distance = pl.Series("distance", np.abs(delta - wanted))
        nearest = (
            quotes.with_columns(distance)
            .filter(pl.col("option_type") == kind, pl.col("distance") <= _FARTHEST_DELTA_RATIO * wanted)
            .sort("place", "distance", "strike_pts")
            .unique("place", keep="first", maintain_order=True)
        )
        prices = {f"{name}_model": pl.col(f"{column}_pts"), f"{name}_market": pl.col("mid_pts")}
        legs.append(nearest.select("place", **{side: -sign * price for side, price in prices.items()}))
    whole = reduce(lambda some, leg: some.join(leg, on="place"), legs)
    # Across the legs in their order: a sum by group adds in any, and its last digit is another one in each run.
    model, market = (pl.sum_horizontal(f"{name}_{side}" for name in _LEGS) for side in ("model", "market"))
    return whole.filter(market > 0).select("place", (model / market - 1).alias(f"condor_credit_error_{level}_ratio"))


def _model_delta(quotes: pl.DataFrame, column: str) -> np.ndarray:
    forward, strike, days, rate, vol = (
        quotes[name].to_numpy() for name in ("forward_pts", "strike_pts", "days", "rate_ratio", column)
    )
    return np.abs(black76_delta(forward, strike, days / 365, vol, rate, (quotes["option_type"] == "C").to_numpy()))
