"""Steps of the machine as rows of a table. Pure."""

from collections.abc import Iterable, Sequence

import polars as pl

from pipelines.layers.gate import band_obstacle, effective_band, is_triggered
from pipelines.layers.ladder import LadderDay, Lot
from pipelines.layers.machine import Step
from pipelines.layers.market import Day
from pipelines.layers.position import Position, Rules
from pipelines.layers.preset import Trigger
from pipelines.layers.target import Order

_TRIGGERS_SHOWN = tuple(Trigger(rule=rule) for rule in ("vix_macd", "curve_macd", "breadth"))

_SCHEMA = pl.Schema(
    {
        "preset": pl.String,
        "layer": pl.Int32,
        "lot": pl.Int32,
        "trade_date": pl.Date,
        "state": pl.String,
        "reason": pl.String,
        "action": pl.String,
        "filled_action": pl.String,
        "hedge_budget_usd": pl.Float64,
        "band_lo_pts": pl.Float64,
        "band_hi_pts": pl.Float64,
        "is_band_armed": pl.Boolean,
        "is_vix_macd_fresh": pl.Boolean,
        "is_curve_macd_fresh": pl.Boolean,
        "is_ad_early_deterioration": pl.Boolean,
        "held_contracts": pl.Int64,
        "held_expiry_date": pl.Date,
        "held_strike_pts": pl.Float64,
        "held_forward_pts": pl.Float64,
        "forward_source": pl.String,
        "target_contracts": pl.Int64,
        "target_expiry_date": pl.Date,
        "target_strike_pts": pl.Float64,
        "target_forward_pts": pl.Float64,
        "target_strike_source": pl.String,
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


def step_rows(days: Sequence[Day], lots: Sequence[Lot], ladder: Iterable[LadderDay]) -> pl.DataFrame:
    """Return one row per lot and day of one ladder, before signals and marks are joined to it."""
    shown = [_shown_triggers(lot.rules) for lot in lots]
    rows = [
        (
            lot.rules.preset.name,
            lot.rules.layer.layer,
            lot.lot,
            day.trade_date,
            *_decision_cells(step),
            today.budget_usd,
            *_gate_cells(day, lot.rules, triggers, was_armed=str(step.state) == "ARMED"),
            *_held_cells(step.position),
            *_target_cells(step.order),
            step.bought_contracts,
            *_sold_cells(step.sold),
            *_settlement_cells(step),
        )
        for day, today in zip(days, ladder, strict=True)
        for lot, step, triggers in zip(lots, today.steps, shown, strict=True)
    ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row")


def _shown_triggers(rules: Rules) -> tuple[Trigger, ...]:
    """The three triggers of the table, as the layer reads them: with its own mode where it has one."""
    own = {trigger.rule: trigger for trigger in rules.layer.triggers}
    return tuple(own.get(trigger.rule, trigger) for trigger in _TRIGGERS_SHOWN)


def _decision_cells(step: Step) -> Cells:
    filled = "none" if step.filled is None else str(step.filled.action)
    return str(step.state), str(step.reason), str(step.action), filled


def _gate_cells(day: Day, rules: Rules, triggers: Iterable[Trigger], *, was_armed: bool) -> Cells:
    band = effective_band(rules.layer, day.is_cash_press)
    is_armed = None
    if day.vix_close_pts is not None:
        is_armed = band_obstacle(band, day.vix_close_pts, was_armed=was_armed) is None
    valid_days = rules.preset.signal_valid_days
    return band.lo_pts, band.hi_pts, is_armed, *(is_triggered(trigger, day, valid_days) for trigger in triggers)


def _held_cells(position: Position | None) -> Cells:
    if position is None:
        return 0, None, None, None, None
    expiry_date = position.contract.expiry_date
    source = str(position.forward_source)
    return position.contracts, expiry_date, position.strike_pts, position.known_forward_pts, source


def _target_cells(order: Order | None) -> Cells:
    if order is None:
        return None, None, None, None, None
    source = str(order.strike_source)
    return order.contracts, order.contract.expiry_date, order.strike_pts, order.forward_pts, source


def _sold_cells(sold: Position | None) -> Cells:
    if sold is None:
        return 0, None, None, None
    return sold.contracts, sold.contract.expiry_date, sold.strike_pts, sold.forward_pts


def _settlement_cells(step: Step) -> Cells:
    settlement = step.settlement
    if settlement is None:
        return 0, None, None, None
    return settlement.contracts, settlement.index_pts, settlement.value_pts, str(settlement.source)
