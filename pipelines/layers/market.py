"""What a layer may know at one close: the day's signals, the VX curve, the listed contracts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.layers.preset import Preset, Trigger

Dates = NDArray[np.datetime64]

_SESSIONS_BEFORE_EXPIRY = 3  # the last close whose order fills before the last trading day


@dataclass(frozen=True, slots=True)
class Day:
    """Signals public at 16:30 New York on `trade_date`; None where a value is not available."""

    trade_date: date
    vix_close_pts: float | None
    has_vvix: bool  # published today or on an earlier day
    is_fresh: Mapping[Trigger, bool | None]
    vx_rsi_14_pct: float | None
    is_cash_press: bool | None
    is_rebalance: bool


@dataclass(frozen=True, slots=True)
class Contract:
    """One monthly VX future and the VIX options that settle with it."""

    expiry_date: date
    last_order_date: date  # no order decided later can fill before the options' last trading day


@dataclass(frozen=True, slots=True)
class Market:
    """Listed contracts by expiry, and VX settlements by trade date and expiry."""

    contracts: tuple[Contract, ...]
    settlements: Mapping[date, Mapping[date, float]]

    @classmethod
    def of(cls, curve: pl.DataFrame, expiries: Dates, sessions: Dates) -> Self:
        """Build from tables.

        Args:
            curve: `trade_date`, `expiry_date`, `settle_pts`; null, NaN and 0 mean "no settlement".
            expiries: Monthly expiries by the calendar, datetime64[D]. Shape (n_expiries,).
            sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).
        """
        settlements: dict[date, dict[date, float]] = {}
        for trade_date, expiry_date, settle_pts in _settled(curve).iter_rows():
            settlements.setdefault(trade_date, {})[expiry_date] = settle_pts
        return cls(_contracts(expiries, sessions), settlements)

    def settle_pts(self, trade_date: date, expiry_date: date) -> float | None:
        """Return the settlement of one VX future on one day; on its expiry date that is the SOQ."""
        return self.settlements.get(trade_date, {}).get(expiry_date)


def trading_days(signals: pl.DataFrame, preset: Preset) -> Iterator[Day]:
    """Yield one `Day` per row of `prepared_signals`, in order."""
    names = ("trade_date", "vix_close_pts", "vvix_known_pts", "is_vix_macd_fresh", "is_curve_macd_fresh")
    more = ("is_ad_early_deterioration", "vx_rsi_14_pct", "is_cash_press", "is_rebalance")
    for day, vix, vvix, vix_macd, curve_macd, breadth, rsi, press, rebalance in signals.select(
        *names, *more
    ).iter_rows():
        fresh = {Trigger.VIX_MACD: vix_macd, Trigger.CURVE_MACD: curve_macd, Trigger.BREADTH: breadth}
        is_rebalance = preset.is_rebalanced and bool(rebalance)
        yield Day(day, vix, vvix is not None, fresh, rsi, press, is_rebalance)


def prepared_signals(signals: pl.DataFrame, preset: Preset) -> pl.DataFrame:
    """Add what the layers derive from `fct_signal_daily`, looking only backwards.

    A cross-up is fresh on its own day and the following ones, `signal_valid_days` in all (S14).
    Where the mart says why a MACD is missing today, freshness is unknown (null), not false. VVIX
    and the risk-free rate are the last ones published; before the first rate it is taken as 0. NaN
    counts as null, or it would slip through every comparison with a band.
    """
    return (
        signals.sort("trade_date")
        .with_columns(pl.selectors.float().fill_nan(None))
        .with_columns(
            is_vix_macd_fresh=_is_fresh("vix_macd", preset.signal_valid_days),
            is_curve_macd_fresh=_is_fresh("curve_macd", preset.signal_valid_days),
            vvix_known_pts=pl.col("vvix_close_pts").forward_fill(),
            rate_known_ratio=pl.col("risk_free_rate_ratio").forward_fill().fill_null(0.0),
        )
    )


def _is_fresh(macd: str, valid_days: int) -> pl.Expr:
    is_within = (pl.col(f"{macd}_cross_up_age_tdays") < valid_days).fill_null(value=False)
    return pl.when(pl.col(f"{macd}_null_reason").is_null()).then(is_within)


def _settled(curve: pl.DataFrame) -> pl.DataFrame:
    return curve.select("trade_date", "expiry_date", "settle_pts").filter(
        pl.col("settle_pts").is_not_null() & pl.col("settle_pts").is_finite() & (pl.col("settle_pts") > 0)
    )


def _contracts(expiries: Dates, sessions: Dates) -> tuple[Contract, ...]:
    """Pair each expiry with its last order date (pitfall 24).

    An order of close t fills at t+1, which must lie before the last trading day, itself the session
    before expiry (§3.4): t is at most the third session before expiry.
    """
    positions = np.searchsorted(sessions, expiries, side="left")
    return tuple(
        Contract(expiry.item(), sessions[position - _SESSIONS_BEFORE_EXPIRY].item())
        for expiry, position in zip(np.sort(expiries), np.sort(positions), strict=True)
        if _SESSIONS_BEFORE_EXPIRY <= position < len(sessions)
    )
