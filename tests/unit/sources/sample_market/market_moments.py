"""Moments of a simulated market since 2012, named as in the golden file."""

import numpy as np
import polars as pl

from pipelines.sources.sample_market.equity_path import EquityPath
from pipelines.sources.sample_market.market import SampleMarket

_START = np.datetime64("2012-01-03")
_BANDS = {
    "vix_below_15_pct": (0, 15),
    "vix_15_to_18_pct": (15, 18),
    "vix_18_to_22_pct": (18, 22),
    "vix_22_to_25_pct": (22, 25),
    "vix_25_to_28_pct": (25, 28),
    "vix_28_to_30_pct": (28, 30),
    "vix_above_30_pct": (30, np.inf),
}


def equity_moments(path: EquityPath) -> dict[str, float]:
    """Moments of SPX and VIX."""
    since = path.dates >= _START
    vix, spx = path.vix_close_pts[since], path.spx_close_pts[since]
    returns, log_changes = np.diff(np.log(spx)), np.diff(np.log(vix))
    return {
        **{name: 100 * ((vix >= lo) & (vix < hi)).mean() for name, (lo, hi) in _BANDS.items()},
        "vix_median_pts": np.median(vix),
        "vix_5th_percentile_pts": np.quantile(vix, 0.05),
        "vix_95th_percentile_pts": np.quantile(vix, 0.95),
        "vix_max_pts": vix.max(),
        "vix_above_25_episodes": 1 + (np.diff(np.flatnonzero(vix > 25)) > 21).sum(),
        "vix_log_change_sd_pct": 100 * log_changes.std(),
        "vix_log_autocorrelation_21d": _autocorrelation(np.log(vix), 21),
        "spx_annual_vol_pct": 100 * returns.std() * np.sqrt(252),
        "spx_daily_kurtosis": (((returns - returns.mean()) / returns.std()) ** 4).mean(),
        "spx_max_drawdown_pct": 100 * (spx / np.maximum.accumulate(spx) - 1).min(),
        "spx_abs_return_autocorrelation_21d": _autocorrelation(np.abs(returns), 21),
        "vix_spx_change_correlation": _correlation(np.diff(vix), returns),
        "vix_spx_log_change_correlation": _correlation(log_changes, returns),
        **_macd_moments(vix),
    }


def index_moments(market: SampleMarket) -> dict[str, float]:
    """Moments of the other volatility indices."""
    since = market.path.dates >= _START
    vix, indices = market.path.vix_close_pts[since], market.indices
    vvix, skew = indices.vvix_close_pts[since], indices.skew_close_pts[since]
    return {
        "vvix_mean_pts": vvix.mean(),
        "skew_mean_pts": skew.mean(),
        "skew_sd_pts": skew.std(),
        "vvix_vix_log_change_correlation": _correlation(np.diff(np.log(vvix)), np.diff(np.log(vix))),
        "vix9d_to_vix_ratio": (indices.vix9d_close_pts[since] / vix).mean(),
        "vix3m_to_vix_ratio": (indices.vix3m_close_pts[since] / vix).mean(),
    }


def curve_moments(market: SampleMarket) -> dict[str, float]:
    """Moments of the first two VX contracts."""
    ratio = m2_over_m1(market)
    return {"vx_contango_pct": 100 * (ratio > 1).mean(), "vx_m2_over_m1_mean_pct": 100 * (ratio - 1).mean()}


def m2_over_m1(market: SampleMarket) -> np.ndarray:
    """Second over first VX settlement per session since 2012."""
    rows = pl.concat(
        pl.DataFrame({"day": contract.dates, "settle": contract.settle_pts}).filter(
            (pl.col("day") >= pl.lit(_START)) & (pl.col("day") < pl.lit(contract.expiry))
        )
        for contract in market.contracts  # by expiry, so the first two rows of a day are M1 and M2
    )
    nearest = rows.group_by("day", maintain_order=True).agg(pl.col("settle").head(2)).sort("day")
    return nearest.select(pl.col("settle").list.get(1) / pl.col("settle").list.get(0)).to_series().to_numpy()


def breadth_moments(market: SampleMarket) -> dict[str, float]:
    """Moments of net breadth."""
    since = (market.path.dates >= _START) & (market.advances + market.declines > 0)
    net = net_breadth(market)[since]
    return {
        "breadth_net_sd": net.std(),
        "breadth_return_correlation": _correlation(net, market.path.return_ratio[since]),
    }


def net_breadth(market: SampleMarket) -> np.ndarray:
    """(advances − declines) / (advances + declines) per session, 0 where not published."""
    return (market.advances - market.declines) / np.maximum(market.advances + market.declines, 1)


def dollar_moments(market: SampleMarket) -> dict[str, float]:
    """Moments of the broad dollar's 63-day volatility."""
    days, level = market.macro["DTWEXBGS"]
    published = level[(days >= _START) & ~np.isnan(level)]
    windows = np.lib.stride_tricks.sliding_window_view(np.diff(np.log(published)), 63)
    vol_pct = 100 * windows.std(axis=1, ddof=1) * np.sqrt(252)
    return {
        "dollar_63d_vol_mean_pct": vol_pct.mean(),
        "dollar_63d_vol_above_8_pct": 100 * (vol_pct > 8).mean(),
    }


def _macd_moments(vix: np.ndarray) -> dict[str, float]:
    closes = pl.Series(vix)
    line = closes.ewm_mean(span=12, adjust=False) - closes.ewm_mean(span=26, adjust=False)
    hist = (line - line.ewm_mean(span=9, adjust=False)).to_numpy()
    is_cross_up = (hist[1:] > 0) & (hist[:-1] <= 0)
    years = len(vix) / 252
    in_band = (vix[1:] >= 18) & (vix[1:] <= 22)
    return {
        "vix_macd_cross_up_per_year": is_cross_up.sum() / years,
        "vix_macd_cross_up_in_band_per_year": (is_cross_up & in_band).sum() / years,
    }


def _autocorrelation(values: np.ndarray, lag: int) -> float:
    return _correlation(values[lag:], values[:-lag])


def _correlation(left: np.ndarray, right: np.ndarray) -> float:
    return float(np.corrcoef(left, right)[0, 1])
