"""Columns of the condor's table: the condor a close would choose, and the one that is held. Pure."""

import numpy as np
import polars as pl

from pipelines.condor.holding import NOTHING, Holdings, carried_forward
from pipelines.condor.market import Floats
from pipelines.condor.plan import Plan
from pipelines.condor.selection import LEGS, SIGNS, leg_marks
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

_NO_DATE = np.datetime64("NaT", "D")


def indicative_columns(plan: Plan) -> dict[str, object]:
    """The condor each close would choose, whether or not a rung is free for it."""
    market, condors, contracts = plan.market, plan.condors, plan.contracts
    margin_pts = condors.width_pts - condors.credit_pts  # S36
    is_priced = ~np.isnan(condors.credit_pts)
    return {
        "expiry_date": condors.expiry_dates,
        "dte_days": _whole(market.days_to(condors.expiry_dates)),
        **{f"{leg}_strike_pts": condors.strikes_pts[:, place] for place, leg in enumerate(LEGS)},
        **{f"{leg}_delta_ratio": condors.deltas_ratio[:, place] for place, leg in enumerate(LEGS)},
        "credit_pts": condors.credit_pts,
        "width_pts": condors.width_pts,
        "contracts": _whole(np.where(is_priced, contracts, np.nan)),
        "margin_usd": margin_pts * OPTION_MULTIPLIER_USD * contracts,
        "vega_usd": condors.vega_pts * OPTION_MULTIPLIER_USD * contracts,
        "lower_break_even_pts": condors.strikes_pts[:, 1] - condors.credit_pts,  # S46
        "upper_break_even_pts": condors.strikes_pts[:, 2] + condors.credit_pts,
        "forward_pts": condors.forward_pts,
        "atm_vol": condors.atm_vol,
        "carry_reason": _words(plan.carry.reasons),
        "vol_source": pl.Series(market.vol_sources(condors.expiry_dates), dtype=pl.String),
        "price_source": _words(np.where(is_priced, "model", "")),
    }


def held_columns(plan: Plan, holdings: Holdings) -> dict[str, object]:
    """The condor held at each close, its marks, and the one that was closed or settled today."""
    market, condors = plan.market, plan.condors
    is_held = holdings.decided_at != NOTHING
    expiries = np.where(is_held, condors.expiry_dates[holdings.decided_at], _NO_DATE)
    strikes = np.where(is_held[:, None], plan.strikes_pts(holdings.decided_at, holdings.filled_at), np.nan)
    marks, is_stale = carried_forward(leg_marks(market, expiries, strikes), holdings.decided_at)
    held_contracts = np.where(is_held, plan.contracts[holdings.decided_at], 0.0)
    return {
        "held_contracts": _whole(held_contracts),
        "held_decision_date": np.where(is_held, market.trade_dates[holdings.decided_at], _NO_DATE),
        "held_fill_date": np.where(is_held, market.trade_dates[holdings.filled_at], _NO_DATE),
        "held_expiry_date": expiries,
        **{f"held_{leg}_strike_pts": strikes[:, place] for place, leg in enumerate(LEGS)},
        **{f"held_{leg}_mark_pts": marks[:, place] for place, leg in enumerate(LEGS)},
        "held_mark_pts": -(marks @ SIGNS),
        "held_mark_usd": np.where(is_held, (marks @ SIGNS) * held_contracts * OPTION_MULTIPLIER_USD, 0.0),
        "held_price_source": _words(np.select([is_stale, is_held], ["stale", "model"], default="")),
        **_closed_columns(plan, holdings),
        **_settlement_columns(plan, holdings),
    }


def _closed_columns(plan: Plan, holdings: Holdings) -> dict[str, object]:
    """Marks of the condor bought back today."""
    is_closed = holdings.closed != NOTHING
    expiries = np.where(is_closed, plan.condors.expiry_dates[holdings.closed], _NO_DATE)
    strikes = np.where(is_closed[:, None], plan.strikes_pts(holdings.closed, holdings.closed_filled_at), np.nan)
    marks = leg_marks(plan.market, expiries, strikes)
    return {f"closed_{leg}_mark_pts": marks[:, place] for place, leg in enumerate(LEGS)}


def _settlement_columns(plan: Plan, holdings: Holdings) -> dict[str, object]:
    is_settled = holdings.settled != NOTHING
    is_late = is_settled & (plan.market.trade_dates > plan.condors.expiry_dates[holdings.settled])
    source = np.select([is_late, is_settled], ["spx_close_late", "spx_close"], default="")
    return {
        "settlement_value_pts": np.where(is_settled, plan.market.spot_pts, np.nan),
        "settlement_source": _words(source),
    }


def _words(words: np.ndarray) -> pl.Series:
    """Words as text, the empty one as null."""
    return pl.Series(words, dtype=pl.String).replace("", None)


def _whole(values: Floats) -> pl.Series:
    return pl.Series(values).fill_nan(None).cast(pl.Int64)
