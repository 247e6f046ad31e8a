"""The SPX side of a `Market`: closes, the condor every close would choose, the level of the smile. Pure."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from pipelines.condor.market import SpxMarket
from pipelines.condor.plan import Plan
from pipelines.engine.call_surface import ordinals, surface_places
from pipelines.engine.market import Places
from pipelines.quant.costs import spx_stress
from pipelines.quant.spx_smile import spx_level


def close_columns(market: SpxMarket) -> dict[str, Any]:
    """What each close tells of SPX options: fields of `Market` by name."""
    return {
        "spot": market.spot_pts,
        "spx_rate": market.rate_ratio,
        "stress": spx_stress(market.vix_pts),
        "is_priced": market.is_priced,
    }


def plan_columns(market: SpxMarket, plans: Sequence[Plan]) -> dict[str, Any]:
    """Plans side by side, and the surface of the expiries they choose: fields of `Market` by name."""
    chosen = np.stack([ordinals(plan.condors.expiry_dates) for plan in plans])
    none = np.iinfo(np.int64).min
    expiries, places = np.unique(chosen, return_inverse=True)
    is_none = len(expiries) > 0 and expiries[0] == none
    expiries, places = expiries[int(is_none) :], places.reshape(chosen.shape) - int(is_none)
    return {
        "plan_expiry": places.astype(np.int64),
        "is_wanted": np.stack([plan.is_wanted for plan in plans]),
        "is_unwanted": np.stack([plan.is_out for plan in plans]),
        "plan_contracts": np.stack([plan.contracts for plan in plans]).astype(np.int64),
        "plan_strikes": np.stack(
            [plan.condors.strikes_pts if plan.fill_strikes_pts is None else plan.fill_strikes_pts for plan in plans]
        ),
        "is_struck_at_fill": np.array([plan.fill_strikes_pts is not None for plan in plans]),
        **_surface(market, expiries, places),
    }


def _surface(market: SpxMarket, expiries: Places, chosen: Places) -> dict[str, Any]:
    """At-the-money volatility of each expiry from the first close that chooses it to the last before it."""
    dates = ordinals(market.trade_dates)
    days = np.broadcast_to(np.arange(chosen.shape[1]), chosen.shape)
    first_day = np.full(len(expiries), len(dates))
    np.minimum.at(first_day, chosen[chosen >= 0], days[chosen >= 0])
    end_day = np.searchsorted(dates, expiries)
    base, rows, owner = surface_places(first_day, end_day)
    days_left = np.where(market.is_priced[rows], (expiries[owner] - dates[rows]).astype(np.float64), np.nan)
    atm = spx_level(market.index_pts[rows], market.skew_pts[rows], days_left)
    return {"spx_expiries": expiries, "spx_base": base, "spx_end": end_day, "atm": atm}
