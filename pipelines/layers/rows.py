"""Steps of the machine as rows of a table. Pure."""

from collections.abc import Iterable

import polars as pl

from pipelines.layers.gate import band_obstacle, effective_band
from pipelines.layers.machine import Step
from pipelines.layers.market import Day
from pipelines.layers.position import Position, Rules
from pipelines.layers.target import Order

_SCHEMA = pl.Schema(
    {
        "preset": pl.String,
        "layer": pl.Int32,
        "trade_date": pl.Date,
        "state": pl.String,
        "reason": pl.String,
        "action": pl.String,
        "filled_action": pl.String,
        "band_lo_pts": pl.Float64,
        "band_hi_pts": pl.Float64,
        "is_band_armed": pl.Boolean,
        "held_contracts": pl.Int64,
        "held_expiry_date": pl.Date,
        "held_strike_pts": pl.Float64,
        "held_forward_pts": pl.Float64,
        "forward_source": pl.String,
        "target_contracts": pl.Int64,
        "target_expiry_date": pl.Date,
        "target_strike_pts": pl.Float64,
        "target_forward_pts": pl.Float64,
        "bought_contracts": pl.Int64,
        "sold_contracts": pl.Int64,
        "sold_expiry_date": pl.Date,
        "sold_strike_pts": pl.Float64,
        "sold_forward_pts": pl.Float64,
        "settlement_contracts": pl.Int64,
        "settlement_index_pts": pl.Float64,
        "settlement_value_pts": pl.Float64,
        "settlement_source": pl.String,
    }
)

Cells = tuple[object, ...]


def step_rows(days: Iterable[Day], steps: Iterable[Step], rules: Rules) -> pl.DataFrame:
    """Return one row per day of one layer, before signals and marks are joined to it."""
    rows = [
        (
            rules.preset.name,
            rules.layer.layer,
            day.trade_date,
            str(step.state),
            str(step.reason),
            str(step.action),
            "none" if step.filled is None else str(step.filled.action),
            *_band_cells(day, rules),
            *_held_cells(step.position),
            *_target_cells(step.order),
            step.bought_contracts,
            *_sold_cells(step.sold),
            *_settlement_cells(step),
        )
        for day, step in zip(days, steps, strict=True)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _band_cells(day: Day, rules: Rules) -> Cells:
    band = effective_band(rules.layer, day.is_cash_press)
    is_armed = None
    if day.vix_close_pts is not None:
        is_armed = band_obstacle(band, day.vix_close_pts) is None
    return band.lo_pts, band.hi_pts, is_armed


def _held_cells(position: Position | None) -> Cells:
    if position is None:
        return 0, None, None, None, None
    expiry_date = position.contract.expiry_date
    source = str(position.forward_source)
    return position.contracts, expiry_date, position.strike_pts, position.forward_pts, source


def _target_cells(order: Order | None) -> Cells:
    if order is None:
        return None, None, None, None
    return order.contracts, order.contract.expiry_date, order.strike_pts, order.forward_pts


def _sold_cells(sold: Position | None) -> Cells:
    if sold is None:
        return 0, None, None, None
    return sold.contracts, sold.contract.expiry_date, sold.strike_pts, sold.forward_pts


def _settlement_cells(step: Step) -> Cells:
    settlement = step.settlement
    if settlement is None:
        return 0, None, None, None
    return settlement.contracts, settlement.index_pts, settlement.value_pts, str(settlement.source)
