"""Break-evens of a condor at its expiry, alone and with the hedge marked where VIX would be (S46). Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.vix_smile import vix_call_price

Floats = NDArray[np.float64]
Row = Mapping[str, Any]

REGRESSION_TDAYS = 252
FEWEST_TDAYS = 60
_REACH = 0.35  # break-evens are looked for within this log distance
_STEPS = np.exp(np.linspace(-_REACH, _REACH, 1401))
_LOWEST_FUTURE_PTS = 5.0


@dataclass(frozen=True)
class Market:
    """One close: `vix_move_pts` is how far VX moves per 1.00 of SPX log return."""

    spot_pts: float
    vvix_pts: float
    rate_ratio: float
    vix_move_pts: float


def vix_moves(signals: pl.DataFrame) -> pl.DataFrame:
    """Regress the front future's change on the SPX log return, over the 252 sessions up to each.

    Args:
        signals: `trade_date`, `front_change_pts`, `spx_close_pts`.

    Returns:
        `trade_date`, `vix_move_pts` (VX points per 1.00 of log return; null with fewer than 60 pairs) and
        `vix_move_tdays` (pairs used), in date order.
    """
    y, x = pl.col("front_change_pts"), (pl.col("spx_close_pts") / pl.col("spx_close_pts").shift(1)).log()
    is_pair = x.is_not_null() & y.is_not_null()
    parts = {"n": pl.lit(1.0), "x": x, "y": y, "xy": x * y, "xx": x * x}
    sums = [
        pl.when(is_pair).then(part).otherwise(0.0).rolling_sum(REGRESSION_TDAYS, min_samples=1).alias(name)
        for name, part in parts.items()
    ]
    slope = (pl.col("n") * pl.col("xy") - pl.col("x") * pl.col("y")) / (pl.col("n") * pl.col("xx") - pl.col("x") ** 2)
    return (
        signals.sort("trade_date")
        .select("trade_date", *sums)
        .select(
            "trade_date",
            vix_move_pts=pl.when(pl.col("n") >= FEWEST_TDAYS).then(slope),
            vix_move_tdays=pl.col("n").cast(pl.Int64),
        )
    )


def own_break_evens(condor: Row, credit_pts: float) -> tuple[float, float]:
    """Return the lower and the upper break-even of a condor held, by its strikes and its credit."""
    return condor["held_short_put_strike_pts"] - credit_pts, condor["held_short_call_strike_pts"] + credit_pts


def hedged_break_evens(
    condor: Row, credit_pts: float, calls: Sequence[Row], market: Market
) -> tuple[float | None, float | None]:
    """Return the levels nearest to the spot at which condor and calls together break even; None where there is none.

    Args:
        condor: Row of `fct_condor_signal_daily` that holds one.
        credit_pts: What it brought.
        calls: Rows of `fct_layer_state_daily` that hold calls.
        market: The close.
    """
    levels = market.spot_pts * _STEPS
    profit = _condor_profit_usd(condor, credit_pts, levels)
    for call in calls:
        profit = profit + _call_profit_usd(call, condor, market, levels)
    return _roots_around(levels, profit, market.spot_pts)


def _condor_profit_usd(condor: Row, credit_pts: float, levels: Floats) -> Floats:
    legs = ("long_put", "short_put", "short_call", "long_call")
    strikes = [condor[f"held_{leg}_strike_pts"] for leg in legs]
    put = np.clip(strikes[1] - levels, 0, strikes[1] - strikes[0])
    call = np.clip(levels - strikes[2], 0, strikes[3] - strikes[2])
    return np.asarray((credit_pts - put - call) * condor["held_contracts"] * OPTION_MULTIPLIER_USD)


def _call_profit_usd(call: Row, condor: Row, market: Market, levels: Floats) -> Floats:
    """Value of calls at the condor's expiry less their value today, were SPX there at each level."""
    days_left = max((call["held_expiry_date"] - condor["held_expiry_date"]).days, 0)
    future = call["held_forward_pts"] + market.vix_move_pts * np.log(levels / market.spot_pts)
    future = np.maximum(future, _LOWEST_FUTURE_PTS)
    value = vix_call_price(market.vvix_pts, days_left, call["held_strike_pts"], future, rate_ratio=market.rate_ratio)
    return np.asarray((value - call["held_mark_pts"]) * call["held_contracts"] * OPTION_MULTIPLIER_USD)


def _roots_around(levels: Floats, profit: Floats, spot: float) -> tuple[float | None, float | None]:
    """Levels nearest below and above the spot at which profit changes sign."""
    turns = np.flatnonzero(np.sign(profit[:-1]) * np.sign(profit[1:]) < 0)
    share = profit[turns] / (profit[turns] - profit[turns + 1])
    roots = levels[turns] + share * (levels[turns + 1] - levels[turns])
    below, above = roots[roots <= spot], roots[roots > spot]
    return (float(below[-1]) if len(below) else None, float(above[0]) if len(above) else None)
