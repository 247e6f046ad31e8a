"""What each rung carried into a day, leg by leg, and where forward, volatility and price stood. Pure."""

import numpy as np
import polars as pl

from pipelines.backtest.moves import MOVES
from pipelines.condor.holding import Places
from pipelines.condor.market import Dates, Floats, SpxMarket
from pipelines.condor.policy import CondorPolicy
from pipelines.condor.selection import IS_CALL, LEGS, SIGNS
from pipelines.quant.spx_smile import SpxSlice, spx_smile_vol


def condor_moves(condor_signals: pl.DataFrame, signals: pl.DataFrame, policy: CondorPolicy) -> pl.DataFrame:
    """Return one row per rung, leg and day into which a condor was carried, in the columns of `MOVES`.

    Args:
        condor_signals: `condor.fct_condor_signal_daily` of one baseline, from `quoted_condors`.
        signals: `signals.fct_signal_daily`.
        policy: The baseline, for its dividend yield.
    """
    first = condor_signals["trade_date"].min()
    market = SpxMarket.from_signals(
        signals.filter(pl.col("trade_date") >= first).sort("trade_date"), policy.dividend_yield_ratio
    )
    rungs = [_rung(rows, market) for _, rows in condor_signals.group_by("rung", maintain_order=True)]
    return pl.concat([pl.DataFrame(schema=MOVES), *rungs])


def _rung(rows: pl.DataFrame, market: SpxMarket) -> pl.DataFrame:
    """Moves of one rung."""
    rows = rows.sort("trade_date")
    held = rows["held_contracts"].to_numpy() > 0
    today = np.flatnonzero(held[:-1]) + 1
    before = today - 1
    expiries = rows["held_expiry_date"].to_numpy().astype("datetime64[D]")[before]
    slices = [_slice_on(market, expiries, places) for places in (before, today)]
    legs = [_leg(rows, market, slices, leg, before, today, expiries) for leg in range(len(LEGS))]
    return pl.concat(legs)


def _slice_on(market: SpxMarket, expiries: Dates, places: Places) -> SpxSlice:
    """Forward and level of one expiry per row, seen from the close of that row's place."""
    seen = SpxMarket(
        market.trade_dates[places], market.spot_pts[places], market.index_pts[places], market.skew_pts[places],
        market.rate_ratio[places], market.dividend_yield_ratio, market.smile,
    )  # fmt: skip
    return seen.slice_to(expiries)


def _leg(  # noqa: PLR0917 - what one leg needs
    rows: pl.DataFrame, market: SpxMarket, slices: list[SpxSlice], leg: int, before: Places, today: Places,
    expiries: Dates,
) -> pl.DataFrame:  # fmt: skip
    name, dates = LEGS[leg], market.trade_dates
    strikes = rows[f"held_{name}_strike_pts"].to_numpy()[before]
    vols = [np.asarray(spx_smile_vol(strikes, each)) for each in slices]
    forwards = [np.asarray(each.forward_pts) for each in slices]
    settlement = rows["settlement_value_pts"].cast(pl.Float64).to_numpy()[today]
    is_settled, is_quoted = ~np.isnan(settlement), rows[f"held_{name}_spread_pts"].is_not_null().to_numpy()
    return pl.DataFrame(
        {
            "part": ["condor"] * len(today),
            "lot": rows["rung"].to_numpy()[today],
            "trade_date": dates[today],
            "leg": np.full(len(today), leg + 1),
            "held_days": (dates[today] - dates[before]) / np.timedelta64(1, "D"),
            "dte_days": (expiries - dates[before]) / np.timedelta64(1, "D"),
            "contracts": SIGNS[leg] * rows["held_contracts"].to_numpy()[before],
            "is_call": np.full(len(today), IS_CALL[leg]),
            "strike_pts": strikes,
            "rate_ratio": market.rate_ratio[before],
            "last_forward_pts": forwards[0],
            "forward_pts": np.where(is_settled, settlement, forwards[1]),
            "last_vol": vols[0],
            "vol": np.where(is_settled, vols[0], vols[1]),
            "last_mark_pts": rows[f"held_{name}_mark_pts"].to_numpy()[before],
            "mark_pts": _mark(rows, leg, today, settlement, strikes),
            "is_quoted": is_quoted[before] | is_quoted[today],
        }
    ).cast(MOVES)


def _mark(rows: pl.DataFrame, leg: int, today: Places, settlement: Floats, strikes: Floats) -> Floats:
    """Value of one of yesterday's legs today: settled, closed, or still held."""
    intrinsic = np.maximum(settlement - strikes if IS_CALL[leg] else strikes - settlement, 0.0)
    closed, kept = (
        rows[f"{part}_{LEGS[leg]}_mark_pts"].cast(pl.Float64).to_numpy()[today] for part in ("closed", "held")
    )
    return np.select([~np.isnan(settlement), ~np.isnan(closed)], [intrinsic, closed], default=kept)
