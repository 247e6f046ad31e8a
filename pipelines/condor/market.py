"""What each close knew about SPX options, as arrays. Pure."""

from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.spx_smile import DEFAULT_SMILE, SpxSlice, SpxSmile, spx_forward, spx_level, spx_level_sources
from pipelines.quant.variance_swap import TENORS_DAYS

Floats = NDArray[np.float64]
Dates = NDArray[np.datetime64]
Bools = NDArray[np.bool_]

_ONE_DAY = np.timedelta64(1, "D")


@dataclass(frozen=True)
class SpxMarket:
    """Closes in date order; NaN where a value was not published. Every array has shape (n_days, …)."""

    trade_dates: Dates
    spot_pts: Floats
    index_pts: Floats  # VIX9D, VIX, VIX3M, VIX6M
    skew_pts: Floats
    rate_ratio: Floats
    dividend_yield_ratio: float
    smile: SpxSmile = DEFAULT_SMILE

    @classmethod
    def from_signals(
        cls, signals: pl.DataFrame, dividend_yield_ratio: float, smile: SpxSmile = DEFAULT_SMILE
    ) -> "SpxMarket":
        """Read the columns that prices need from `signals.fct_signal_daily`, sorted by trade date.

        Raises:
            ValueError: Trade dates do not increase.
        """
        trade_dates = signals["trade_date"].to_numpy().astype("datetime64[D]")
        if not (np.diff(trade_dates) > np.timedelta64(0, "D")).all():
            raise ValueError("signals must be sorted by trade_date, one row per day")
        return cls(
            trade_dates=trade_dates,
            spot_pts=_floats(signals, "spx_close_pts"),
            index_pts=np.column_stack([_floats(signals, f"{name}_close_pts") for name in TENORS_DAYS]),
            skew_pts=_floats(signals, "skew_close_pts"),
            rate_ratio=_floats(signals, "risk_free_rate_ratio"),
            dividend_yield_ratio=dividend_yield_ratio,
            smile=smile,
        )

    @property
    def vix_pts(self) -> Floats:
        """VIX close, shape (n_days,)."""
        return np.asarray(self.index_pts[:, list(TENORS_DAYS).index("vix")])

    @property
    def is_priced(self) -> Bools:
        """True where the close gives an SPX option price at all."""
        return np.asarray(np.isfinite(self.spot_pts) & np.isfinite(self.vix_pts) & np.isfinite(self.rate_ratio))

    def days_to(self, expiry_dates: Dates) -> Floats:
        """Calendar days from each close to its expiry, NaN without one; PM settlement, so whole days."""
        return np.asarray((expiry_dates - self.trade_dates) / _ONE_DAY)

    def slice_to(self, expiry_dates: Dates) -> SpxSlice:
        """Return what prices one expiry per day (§6.3); NaN on days without a price or an expiry."""
        days = np.where(self.is_priced, self.days_to(expiry_dates), np.nan)
        atm = spx_level(self.index_pts, self.skew_pts, days, self.smile)
        forward = spx_forward(self.spot_pts, days / 365, self.rate_ratio, self.dividend_yield_ratio)
        return SpxSlice(forward, days / 365, atm, self.rate_ratio, self.smile)

    def vol_sources(self, expiry_dates: Dates) -> list[str | None]:
        """Name the indices behind each level; `:no_skew` where SKEW was missing and its centre was used."""
        days = np.where(self.is_priced, self.days_to(expiry_dates), np.nan)
        return spx_level_sources(self.index_pts, self.skew_pts, days)


def _floats(signals: pl.DataFrame, column: str) -> Floats:
    return signals[column].cast(pl.Float64).fill_null(float("nan")).to_numpy()
