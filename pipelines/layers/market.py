"""What a layer may know at one close: the day's signals, the VX curve, the listed contracts. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Self

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.layers.vocabulary import StrikeSource
from pipelines.quant.strike_grid import VIX_STRIKES_PTS
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS

Dates = NDArray[np.datetime64]
Floats = NDArray[np.float64]

_SESSIONS_BEFORE_EXPIRY = 3  # the last close whose order fills before the last trading day


@dataclass(frozen=True, slots=True)
class Day:
    """Signals public at 16:30 New York on `trade_date`; None where a value is not available."""

    trade_date: date
    vix_close_pts: float | None
    vvix_pts: float | None  # published today or a few sessions ago
    rate_ratio: float
    vx_rsi_14_pct: float | None
    is_cash_press: bool | None
    is_rebalance: bool
    is_after_expiry: bool = False  # first session on or after a monthly VIX expiry
    condor_vega_usd: float | None = None  # of the condor book, USD per volatility point
    signals: Mapping[str, Any] = field(default_factory=dict, compare=False)  # the whole row, for triggers


@dataclass(frozen=True, slots=True)
class Contract:
    """One monthly VX future and the VIX options that settle with it."""

    expiry_date: date
    last_order_date: date  # no order decided later can fill before the options' last trading day


@dataclass(frozen=True, slots=True)
class Market:
    """Listed contracts by expiry; VX settlements and quoted strikes by trade date and expiry."""

    contracts: tuple[Contract, ...]
    settlements: Mapping[date, Mapping[date, float]]
    chains: Mapping[tuple[date, date], Floats] = field(default_factory=dict)

    @classmethod
    def of(cls, curve: pl.DataFrame, expiries: Dates, sessions: Dates, chains: pl.DataFrame | None = None) -> Self:
        """Build from tables.

        Args:
            curve: `trade_date`, `expiry_date`, `settle_pts`; null, NaN and 0 mean "no settlement".
            expiries: Monthly expiries by the calendar, datetime64[D]. Shape (n_expiries,).
            sessions: Exchange sessions, increasing, datetime64[D]. Shape (n_sessions,).
            chains: Quoted VIX calls, `quote_date`, `expiry_date`, `strike_pts`; None = no chain known.
        """
        settlements: dict[date, dict[date, float]] = {}
        for trade_date, expiry_date, settle_pts in _settled(curve).iter_rows():
            settlements.setdefault(trade_date, {})[expiry_date] = settle_pts
        return cls(_contracts(expiries, sessions), settlements, _quoted_strikes(chains))

    def settle_pts(self, trade_date: date, expiry_date: date) -> float | None:
        """Return the settlement of one VX future on one day; on its expiry date that is the SOQ."""
        return self.settlements.get(trade_date, {}).get(expiry_date)

    def strikes(self, trade_date: date, expiry_date: date) -> tuple[Floats, StrikeSource]:
        """Return the strikes listed for an expiry: those quoted that day, else the grid's (S19)."""
        quoted = self.chains.get((trade_date, expiry_date))
        return (VIX_STRIKES_PTS, StrikeSource.GRID) if quoted is None else (quoted, StrikeSource.CHAIN)


def trading_days(signals: pl.DataFrame, expiries: Dates) -> Iterator[Day]:
    """Yield one `Day` per row of `prepared_signals`, in order."""
    dates = signals["trade_date"].to_numpy().astype("datetime64[D]")
    passed = np.searchsorted(np.sort(expiries), dates, side="right")
    is_first_after = np.diff(passed, prepend=passed[:1]) > 0
    for row, is_after_expiry in zip(signals.iter_rows(named=True), is_first_after.tolist(), strict=True):
        yield Day(
            row["trade_date"],
            row["vix_close_pts"],
            row["vvix_known_pts"],
            row["rate_known_ratio"],
            row["vx_rsi_14_pct"],
            row["is_cash_press"],
            bool(row["is_rebalance"]),
            is_after_expiry,
            row.get("condor_vega_usd"),
            row,
        )


def prepared_signals(signals: pl.DataFrame) -> pl.DataFrame:
    """Add what the layers derive from `fct_signal_daily`, looking only backwards.

    VVIX is the last one published, for `MOST_CARRIED_DAYS` sessions and null thereafter. So is the risk-free rate,
    without end; before the first it is taken as 0. NaN counts as null, or it would slip through every comparison with
    a band.
    """
    return (
        signals.sort("trade_date")
        .with_columns(pl.selectors.float().fill_nan(None))
        .with_columns(
            vvix_known_pts=pl.col("vvix_close_pts").forward_fill(limit=MOST_CARRIED_DAYS),
            rate_known_ratio=pl.col("risk_free_rate_ratio").forward_fill().fill_null(0.0),
        )
    )


def _settled(curve: pl.DataFrame) -> pl.DataFrame:
    return curve.select("trade_date", "expiry_date", "settle_pts").filter(
        pl.col("settle_pts").is_not_null() & pl.col("settle_pts").is_finite() & (pl.col("settle_pts") > 0)
    )


def _quoted_strikes(chains: pl.DataFrame | None) -> dict[tuple[date, date], Floats]:
    if chains is None:
        return {}
    strikes = chains.select("quote_date", "expiry_date", "strike_pts").unique().sort("strike_pts")
    return {
        (key[0], key[1]): rows["strike_pts"].to_numpy()
        for key, rows in strikes.group_by("quote_date", "expiry_date", maintain_order=True)
    }


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
