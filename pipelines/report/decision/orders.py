"""Orders for the next session: contract, quantity and a limit, from the day's quotes or the model. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from pipelines.quant.costs import (
    DEFAULT_COSTS,
    CostModel,
    fill_price_pts,
    spx_leg_spread_pts,
    vix_call_spread_pts,
)
from pipelines.quant.spx_smile import SpxSlice, spx_option_price
from pipelines.report.decision.line import Line, Newest, Row
from pipelines.report.wording import count_text, day_text, number_text, strike_text

LEGS = ("long_put", "short_put", "short_call", "long_call")


@dataclass(frozen=True)
class _Leg:
    """One option to trade; `contracts` + bought."""

    subject: str
    action: str
    index: str
    option_type: str
    expiry_date: date
    strike_pts: float
    contracts: int
    mid_pts: float | None
    order_legs: int


def order_lines(newest: Newest, costs: CostModel = DEFAULT_COSTS) -> Iterator[Line]:
    """Every order of the hedge, then of the condor; none when there is nothing to do."""
    for row in (
        newest.layers.filter(pl.col("target_contracts").is_not_null()).sort("layer", "lot").iter_rows(named=True)
    ):
        for leg in _hedge_legs(row):
            yield _line(leg, newest, costs)
    for row in newest.condors.filter(pl.col("action") != "none").sort("rung").iter_rows(named=True):
        for leg in _condor_legs(row, newest.signal["risk_free_rate_ratio"]):
            yield _line(leg, newest, costs)


def _hedge_legs(row: Row) -> Iterator[_Leg]:
    subject, action = f"layer {row['layer']}", row["action"]
    held = (row["held_expiry_date"], row["held_strike_pts"])
    target = (row["target_expiry_date"], row["target_strike_pts"])
    if action == "roll":
        yield _Leg(subject, action, "VIX", "C", *held, -row["held_contracts"], row["held_mark_pts"], 2)
        yield _Leg(subject, action, "VIX", "C", *target, row["target_contracts"], row["target_mark_pts"], 2)
    else:
        change = row["target_contracts"] - row["held_contracts"]
        yield _Leg(subject, action, "VIX", "C", *target, change, row["target_mark_pts"], 1)


def _condor_legs(row: Row, rate_ratio: float | None) -> Iterator[_Leg]:
    is_open = row["action"] == "open"
    mids = _model_mids(row, rate_ratio or 0.0) if is_open else {leg: row[f"held_{leg}_mark_pts"] for leg in LEGS}
    prefix, side = ("", 1) if is_open else ("held_", -1)
    for leg in LEGS:
        sign = side if leg.startswith("long") else -side
        yield _Leg(
            f"condor {leg.replace('_', ' ')}",
            row["action"],
            "SPX",
            "C" if leg.endswith("call") else "P",
            row[f"{prefix}expiry_date"],
            row[f"{prefix}{leg}_strike_pts"],
            sign * row[f"{prefix}contracts"],
            mids[leg],
            len(LEGS),
        )


def _model_mids(row: Row, rate_ratio: float) -> dict[str, float]:
    """Model mid of each leg that the close would open (§6.3)."""
    market = SpxSlice(row["forward_pts"], row["dte_days"] / 365, row["atm_vol"], rate_ratio)
    strikes = np.array([row[f"{leg}_strike_pts"] for leg in LEGS])
    is_call = np.array([leg.endswith("call") for leg in LEGS])
    return dict(zip(LEGS, spx_option_price(strikes, market, is_call).tolist(), strict=True))


def _line(leg: _Leg, newest: Newest, costs: CostModel) -> Line:
    limit_pts, source = _limit(leg, newest, costs)
    verb = "buy" if leg.contracts > 0 else "sell"
    kind = f"{leg.index} {'call' if leg.option_type == 'C' else 'put'}"
    price = f", limit {number_text(limit_pts)} ({source})" if limit_pts is not None else ", no limit: no price known"
    what = f"{count_text(abs(leg.contracts), kind)} {day_text(leg.expiry_date)} strike {strike_text(leg.strike_pts)}"
    return Line(
        "order",
        leg.subject,
        f"{leg.action}: {verb} {what}{price}",
        action=leg.action,
        option_type=leg.option_type,
        expiry_date=leg.expiry_date,
        strike_pts=leg.strike_pts,
        contracts=leg.contracts,
        limit_pts=limit_pts,
        limit_source=source,
    )


def _limit(leg: _Leg, newest: Newest, costs: CostModel) -> tuple[float | None, str | None]:
    """Return the price the cost model expects to pay (§3.4): on the day's quote, else on the model mid."""
    quoted = newest.quotes.filter(
        pl.col("index_name") == leg.index,
        pl.col("option_type") == leg.option_type,
        pl.col("expiry_date") == leg.expiry_date,
        pl.col("strike_pts") == leg.strike_pts,
        pl.col("mid_pts").is_not_null(),
    )
    side = int(np.sign(leg.contracts))
    if quoted.height:
        mid, spread = quoted.select(pl.col("mid_pts").last(), pl.col("spread_pts").last()).row(0)
        return float(fill_price_pts(mid, spread, side, leg.order_legs, costs)), "quote"
    if leg.mid_pts is None:
        return None, None
    if leg.index == "VIX":
        spread_pts = vix_call_spread_pts(leg.mid_pts, costs)
    else:
        spread_pts = spx_leg_spread_pts(leg.mid_pts, newest.signal["vix_close_pts"], costs)
    return float(fill_price_pts(leg.mid_pts, spread_pts, side, leg.order_legs, costs)), "model"
