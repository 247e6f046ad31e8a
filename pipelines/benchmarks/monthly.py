"""Replays and published levels side by side, by month and by day. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl

from pipelines.benchmarks.market import Floats
from pipelines.benchmarks.replay import Replay

VIX_REGIMES = ("vix_below_15", "vix_15_to_20", "vix_20_to_30", "vix_above_30")
_REGIME_EDGES_PTS = (15.0, 20.0, 30.0)


@dataclass(frozen=True)
class Months:
    """Returns of one index over the months that its publisher and its replay share. Shape (n_months,)."""

    ends: np.ndarray  # last session of each month
    replayed: Floats
    published: Floats
    stocks: Floats  # what the stocks in the replay returned
    regimes: np.ndarray  # of VIX, by its mean close in the month
    variants: Floats  # (n_variants, n_months), the replay over the pricing error band

    def where(self, is_kept: np.ndarray) -> "Months":
        """Return the months of a period."""
        return Months(*(getattr(self, name)[..., is_kept] for name in self.__dataclass_fields__))


@dataclass(frozen=True)
class Days:
    """Daily returns where the publisher gives daily levels. Shape (n_days,)."""

    dates: np.ndarray
    replayed: Floats
    published: Floats
    stocks: Floats
    regimes: np.ndarray

    def where(self, is_kept: np.ndarray) -> "Days":
        """Return the days of a period."""
        return Days(*(getattr(self, name)[is_kept] for name in self.__dataclass_fields__))


def joined_daily(replay: Replay, closes: pl.DataFrame, published: pl.DataFrame) -> pl.DataFrame:
    """Return the replay's days with the published level, the stocks' return and the VIX close.

    A level published for a day without a session stands at the session before it.
    """
    rows = replay.daily().join(
        closes.select("trade_date", "vix_close_pts", "total_return_pts", "total_return_source", "rate_source"),
        on="trade_date",
        maintain_order="left",
    )
    own = published.filter(pl.col("index_symbol") == replay.symbol).select("trade_date", "published_level_pts")
    placed = (
        own.sort("trade_date")
        .rename({"trade_date": "published_date"})
        .join_asof(rows.select("trade_date"), left_on="published_date", right_on="trade_date", coalesce=False)
        .filter((pl.col("published_date") - pl.col("trade_date")).dt.total_days() < 5)
        .unique("trade_date", keep="last")
        .select("trade_date", "published_level_pts")
    )
    rows = rows.join(placed, on="trade_date", how="left", maintain_order="left")
    share = pl.col("stock_ratio").shift(1).fill_null(pl.col("stock_ratio"))
    growth = pl.col("total_return_pts") / pl.col("total_return_pts").shift(1) - 1
    return rows.with_columns(
        stock_return_ratio=(share * growth).fill_null(0.0),
        published_return_ratio=pl.col("published_level_pts") / pl.col("published_level_pts").shift(1) - 1,
    )


def months_of(daily: pl.DataFrame, variants: Sequence[Replay]) -> Months:
    """Return whole months between two published month ends, without that of the first roll and those without prices."""
    ends = _month_ends(daily)
    levels = [_at(ends, {"trade_date": variant.dates, "level": variant.levels}) for variant in variants]
    is_known = ends["published_level_pts"].is_not_null().to_numpy()
    is_whole = is_known[1:] & is_known[:-1] & (np.diff(ends["month_number"].to_numpy()) == 1)
    is_whole &= ends["is_priced"].to_numpy()[1:]
    return Months(
        ends["trade_date"].to_numpy().astype("datetime64[D]")[1:][is_whole],
        _growth(ends["level"].to_numpy())[is_whole],
        _growth(ends["published_level_pts"].to_numpy())[is_whole],
        _growth(ends["stock_level"].to_numpy())[is_whole],
        _regimes(ends["vix_mean_pts"].to_numpy())[1:][is_whole],
        np.array([_growth(level)[is_whole] for level in levels]).reshape(len(levels), int(is_whole.sum())),
    )


def days_of(daily: pl.DataFrame) -> Days:
    """Return the days with a published level and a price on them and on the day before."""
    is_priced = pl.col("is_priced") & pl.col("is_priced").shift(1)
    rows = daily.filter(is_priced, pl.col("published_return_ratio").is_not_null())
    return Days(
        rows["trade_date"].to_numpy().astype("datetime64[D]"),
        rows["return_ratio"].to_numpy(),
        rows["published_return_ratio"].to_numpy(),
        rows["stock_return_ratio"].to_numpy(),
        _regimes(rows["vix_close_pts"].to_numpy()),
    )


def _month_ends(daily: pl.DataFrame) -> pl.DataFrame:
    return (
        daily.with_columns(
            stock_level=(1 + pl.col("stock_return_ratio")).cum_prod(),
            month_number=pl.col("trade_date").dt.year() * 12 + pl.col("trade_date").dt.month().cast(pl.Int32),
        )
        .group_by("month_number", maintain_order=True)
        .agg(
            pl.col("trade_date", "level", "published_level_pts", "stock_level").last(),
            pl.col("is_priced").all(),
            vix_mean_pts=pl.col("vix_close_pts").mean(),
        )
    )


def _at(ends: pl.DataFrame, levels: Mapping[str, object]) -> Floats:
    return (
        ends.select("trade_date")
        .join(pl.DataFrame(levels), on="trade_date", how="left", maintain_order="left")["level"]
        .to_numpy()
    )


def _growth(levels: Floats) -> Floats:
    return np.asarray(levels[1:] / levels[:-1] - 1)


def _regimes(vix_pts: Floats) -> np.ndarray:
    return np.array(VIX_REGIMES)[np.searchsorted(_REGIME_EDGES_PTS, vix_pts, side="right")]
