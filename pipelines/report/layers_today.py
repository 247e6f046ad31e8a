"""Each layer at the newest close, as a trader reads it: state, reason, order, holding, gates. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.layers.gate import reason_text
from pipelines.layers.preset import LayerPreset, Preset
from pipelines.layers.rules.triggers import TRIGGERS
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.report.ladder import rule_text
from pipelines.report.wording import count_text, day_text, number_text, percent_text, range_text, strike_text, usd_text

Row = Mapping[str, Any]

_FLAGS = {
    "vix_macd": "is_vix_macd_fresh",
    "curve_macd": "is_curve_macd_fresh",
    "breadth": "is_ad_early_deterioration",
}
_FORWARDS = {
    "vx_settle": "today's settlement",
    "vx_carried": "its last known settlement",
    "vx_missing": "no settlement for more than a week",
}
_SETTLEMENTS = {
    "soq": "at {} (opening quotation)",
    "vx_last_settle": "at {} (last settlement of the VX future: no opening quotation)",
    "last_mark": "at their last price (no settlement for more than a week)",
}


@dataclass(frozen=True)
class Gate:
    """One condition: what it asks, and whether it is met; None when it can't be judged."""

    text: str
    is_met: bool | None


@dataclass(frozen=True)
class LayerToday:
    """One layer's card."""

    title: str
    state: str
    reason: str
    order: str
    has_order: bool
    holding: str
    mark: str
    happened: str
    gates: tuple[Gate, ...]
    rule: str


def layers_today(states: pl.DataFrame, preset: Preset | None) -> list[LayerToday]:
    """Return one card per layer of the newest session.

    Args:
        states: `layers.fct_layer_state_daily` of one preset.
        preset: Its rules, to show only the gates that count; None shows all.
    """
    newest = states.filter(pl.col("trade_date") == pl.col("trade_date").max()).sort("layer", "lot")
    rules = {layer.layer: layer for layer in preset.layers} if preset else {}
    return [_card(row, preset, rules.get(row["layer"])) for row in newest.iter_rows(named=True)]


def hedge_text(states: pl.DataFrame, day: Row) -> str:
    """Say what the whole hedge is at the newest session.

    Args:
        states: `layers.fct_layer_state_daily` of one preset.
        day: Row of `backtest.fct_backtest_daily` of that session.
    """
    newest = states.filter(pl.col("trade_date") == pl.col("trade_date").max())
    if not newest["held_contracts"].sum():
        return "The hedge holds nothing today."
    return (
        f"The whole hedge: {count_text(int(newest['held_contracts'].sum()), 'VIX call')} worth "
        f"{usd_text(float(newest['held_mark_usd'].sum()))}; premium paid for them "
        f"{percent_text(day['open_premium_ratio'], 2)} of the account (S05); "
        f"{percent_text(day['hedge_intensity_ratio'], 0)} of the notional its weights ask for (S42)."
    )


def order_text(row: Row) -> str:
    """Say what to do in the next session."""
    target = (
        f"{count_text(row['target_contracts'] or 0, 'VIX call')} {day_text(row['target_expiry_date'])}, "
        f"strike {strike_text(row['target_strike_pts'])}"
    )
    price = f" (model mid {number_text(row['target_mark_pts'])}, {usd_text(_premium_usd(row))})"
    if row["action"] == "open":
        return f"Buy {target}{price}"
    if row["action"] == "roll":
        return f"Sell the {row['held_contracts']} held and buy {target}{price}"
    if row["action"] == "resize":
        return f"Change {row['held_contracts']} to {target}{price}"
    if row["action"] == "monetise":
        return f"Sell {row['held_contracts'] - row['target_contracts']} of the {row['held_contracts']} held"
    return "No order"


def settlement_text(row: Row) -> str:
    """Say how many calls settled, on what, and what one was worth."""
    on = _SETTLEMENTS[row["settlement_source"]].format(number_text(row["settlement_index_pts"]))
    return f"{row['settlement_contracts']} calls {on}, {number_text(row['settlement_value_pts'])} each"


def _card(row: Row, preset: Preset | None, rule: LayerPreset | None) -> LayerToday:
    return LayerToday(
        title=f"Layer {row['layer']}" + (f", lot {row['lot']}" if rule and rule.lots > 1 else ""),
        state=row["state"],
        reason=reason_text(row["reason"]),
        order=order_text(row),
        has_order=row["target_contracts"] is not None,
        holding=_holding(row),
        mark=_mark(row),
        happened=_happened(row),
        gates=_gates(row, rule),
        rule=rule_text(preset, rule) if preset and rule else "",
    )


def _premium_usd(row: Row) -> float | None:
    if row["target_mark_pts"] is None or row["target_contracts"] is None:
        return None
    return float(row["target_mark_pts"] * row["target_contracts"] * OPTION_MULTIPLIER_USD)


def _holding(row: Row) -> str:
    if not row["held_contracts"]:
        return "Nothing"
    left_days = (row["held_expiry_date"] - row["trade_date"]).days
    return (
        f"{count_text(row['held_contracts'], 'VIX call')} {day_text(row['held_expiry_date'])}, "
        f"strike {strike_text(row['held_strike_pts'])}, {count_text(left_days, 'day')} left"
    )


def _mark(row: Row) -> str:
    """Say what the holding is worth and where that price comes from."""
    if not row["held_contracts"]:
        return ""
    source = _FORWARDS[row["forward_source"]]
    return (
        f"{number_text(row['held_mark_pts'])} each, {usd_text(row['held_mark_usd'])} in all "
        f"({row['price_source']} price; VX {number_text(row['held_forward_pts'])}, {source}; "
        f"volatility {percent_text(row['held_vol'], 0)}); paid {usd_text(row['open_premium_usd'])}"
    )


def _happened(row: Row) -> str:
    """Say what was filled or settled in this session."""
    if row["settlement_contracts"]:
        return f"settled {settlement_text(row)}"
    bought = f"bought {row['bought_contracts']}" if row["bought_contracts"] else ""
    sold = f"sold {row['sold_contracts']} at {number_text(row['sold_mark_pts'])}" if row["sold_contracts"] else ""
    return ", ".join(part for part in (bought, sold) if part)


def _gates(row: Row, rule: LayerPreset | None) -> tuple[Gate, ...]:
    band = range_text(row["band_lo_pts"], row["band_hi_pts"])
    gates = [Gate(f"VIX {number_text(row['vix_close_pts'])}, band {band} (S04)", row["is_band_armed"])]
    names = [trigger.rule for trigger in rule.triggers] if rule else list(_FLAGS)
    gates += [Gate(TRIGGERS[name].text, row[_FLAGS[name]] if name in _FLAGS else None) for name in names]
    if rule is None or (rule.roll and rule.roll.rule == "rsi"):
        level = rule.roll.level if rule and rule.roll and rule.roll.level else 60.0
        rsi = row["vx_rsi_14_pct"]
        gates.append(
            Gate(f"to roll: RSI of the VX future {number_text(rsi, 1)}, above {level:g} (S20)", _above(rsi, level))
        )
    if rule is None or rule.press:
        gates.append(Gate("curve inverted: band one step earlier (S33, S34)", row["is_cash_press"]))
    return (*gates, Gate("rebalance day (S38, S39)", row["is_rebalance"]))


def _above(value: float | None, level: float) -> bool | None:
    return None if value is None else value > level
