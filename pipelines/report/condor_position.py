"""The one condor that matters today: the one held, else the one to open tomorrow. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from pipelines.backtest.ledger import filled_credits

Row = Mapping[str, Any]

LEGS = ("long_put", "short_put", "short_call", "long_call")


@dataclass(frozen=True)
class CondorPosition:
    """An iron condor with its credit, held or ordered. Points per condor; `contracts` condors."""

    status: str  # "held" or "to open"
    expiry_date: date
    long_put_pts: float
    short_put_pts: float
    short_call_pts: float
    long_call_pts: float
    credit_pts: float
    credit_source: str
    contracts: int
    spx_close_pts: float | None

    @property
    def lower_break_even_pts(self) -> float:
        """Short put strike less the credit (S46)."""
        return self.short_put_pts - self.credit_pts

    @property
    def upper_break_even_pts(self) -> float:
        """Short call strike plus the credit (S46)."""
        return self.short_call_pts + self.credit_pts


def first_rung(signals: pl.DataFrame) -> Row:
    """Return the newest row of the rung to show: one with an order, else one that holds, else the first.

    Args:
        signals: `condor.fct_condor_signal_daily` of one baseline.
    """
    newest = signals.filter(pl.col("trade_date") == pl.col("trade_date").max())
    weight = (pl.col("action") != "none").cast(pl.Int8) * 2 + (pl.col("held_contracts") > 0).cast(pl.Int8)
    return newest.sort(weight, "rung", descending=[True, False]).row(0, named=True)


def condor_position(today: Row, trades: pl.DataFrame, spx_close_pts: float | None) -> CondorPosition | None:
    """Return the condor held at the newest close, else the one ordered there, else None.

    Args:
        today: Newest row of `condor.fct_condor_signal_daily`.
        trades: `backtest.fct_trade` of the same book, for the credit a held condor was filled at.
        spx_close_pts: Newest SPX close.
    """
    if today["held_contracts"]:
        credit_pts = filled_credit_pts(trades, today["held_fill_date"])
        status, prefix, source = "held", "held_", "filled at model mid less slippage"
    elif today["action"] == "open":
        credit_pts = today["credit_pts"]
        status, prefix, source = "to open", "", "model mid"
    else:
        return None
    if credit_pts is None:
        return None
    return CondorPosition(
        status=status,
        expiry_date=today[f"{prefix}expiry_date"],
        **{f"{leg}_pts": today[f"{prefix}{leg}_strike_pts"] for leg in LEGS},
        credit_pts=credit_pts,
        credit_source=source,
        contracts=today[f"{prefix}contracts"],
        spx_close_pts=spx_close_pts,
    )


def filled_credit_pts(trades: pl.DataFrame, fill_date: date) -> float | None:
    """Return the credit of one condor filled on a day, after slippage and before fees; None without a fill."""
    found = filled_credits(trades.filter(pl.col("fill_date") == fill_date))
    return None if found.is_empty() else float(found["credit_pts"][0])
