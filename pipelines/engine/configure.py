"""A preset, a condor baseline and terms become rows for the walk; what the walk can't express is refused."""

from typing import Any

import numpy as np

from pipelines.backtest.book import Terms
from pipelines.condor.policy import CondorPolicy
from pipelines.engine.bench import Bench
from pipelines.engine.kernel import records
from pipelines.engine.kernel.records import CONFIG, LAYER, LAYERS, LEVELS, MOST_LOTS, MOST_RUNGS
from pipelines.engine.market import address
from pipelines.layers.preset import Band, LayerPreset, Preset
from pipelines.quant.costs import DEFAULT_COSTS, CostModel
from pipelines.strategy.registry import nearest

_STRIKES = {"points": records.POINTS, "percent": records.PERCENT, "fixed": records.FIXED, "delta": records.DELTA}
_ROLLS = {"rsi": records.ROLL_RSI, "at_dte": records.ROLL_AT_DTE, "monthly": records.ROLL_MONTHLY}
_SIZINGS = {
    "underlying_notional": records.NOTIONAL,
    "premium_budget": records.PREMIUM,
    "contracts": records.CONTRACTS,
    "budget_weights": records.BUDGET,
    "vega_units": records.VEGA,
}
_MONTHS_PER_YEAR = 12


class UnsupportedError(ValueError):
    """A preset or baseline says something that the engine has no code for; the message names the key."""


class Configurations:
    """Rows of `CONFIG`, `LAYER` and levels, filled one by one for a market on the bench."""

    def __init__(self, bench: Bench, rows: int) -> None:
        """Room for `rows` configurations."""
        self._bench = bench
        self.configs = np.zeros(rows, dtype=CONFIG)
        self.layers = np.zeros((rows, LAYERS), dtype=LAYER)
        self.levels = np.zeros((rows, LEVELS, 2))

    def put(
        self, place: int, preset: Preset, policy: CondorPolicy, terms: Terms, vega_policy: CondorPolicy | None = None
    ) -> None:
        """Fill one row.

        Args:
            place: Which.
            preset: The hedge.
            policy: The condor under it.
            terms: Account, costs, stop, interest.
            vega_policy: Condor whose vega sizes a hedge by vega; the one under it by default.

        Raises:
            UnsupportedError: The engine can't express it; the message names the key.
        """
        _refuse(preset, policy, terms)
        plan = self._bench.plan(policy, terms.account_usd)
        vega = self._bench.plan(vega_policy or policy, terms.account_usd)
        row = {
            **_hedge_fields(preset, terms.account_usd),
            **_cost_fields(terms),
            "account": terms.account_usd,
            "dividend_yield": policy.dividend_yield_ratio,
            "plan": plan,
            "vega": vega,
            "rungs": policy.rungs,
        }
        self.configs[place] = tuple(row[name] for name in CONFIG.names or ())
        for number, layer in enumerate(sorted(preset.layers, key=lambda layer: layer.layer)):
            fields = _layer_fields(self._bench, preset, layer)
            self.layers[place, number] = tuple(fields[name] for name in LAYER.names or ())
        for step, level in enumerate(preset.sizing.future_levels):
            self.levels[place, step] = level.above_pts, level.weight_ratio

    def addressed(self) -> np.ndarray:
        """The configurations, told where their levels lie; good as long as somebody keeps this object."""
        self.configs["levels_at"] = address(self.levels) + np.arange(len(self.configs)) * self.levels.strides[0]
        return self.configs


def _refuse(preset: Preset, policy: CondorPolicy, terms: Terms) -> None:
    known(_SIZINGS, preset.sizing.mode, f"{preset.name}: sizing.mode")
    for layer in preset.layers:
        place = f"{preset.name}: layers.{layer.layer}"
        known(_STRIKES, preset.strike_of(layer).rule, f"{place}.strike.rule")
        if layer.roll is not None:
            known(_ROLLS, layer.roll.rule, f"{place}.roll.rule")
    most = {
        f"{preset.name}: layers.lots": (sum(layer.lots for layer in preset.layers), MOST_LOTS),
        f"{preset.name}: sizing.future_levels": (len(preset.sizing.future_levels), LEVELS),
        f"{policy.name}: rungs": (policy.rungs, MOST_RUNGS),
    }
    for key, (asked, limit) in most.items():
        if asked > limit:
            raise UnsupportedError(f"{key}: {asked}, the engine has room for {limit}")
    usual, costs = DEFAULT_COSTS, terms.costs
    if (costs.spx_calm_vix_pts, costs.spx_stress_power) != (usual.spx_calm_vix_pts, usual.spx_stress_power):
        raise UnsupportedError("costs.spx_calm_vix_pts, costs.spx_stress_power: the engine knows the default only")


def known(codes: dict[str, int], name: str, key: str) -> int:
    """Code of a rule.

    Raises:
        UnsupportedError: The engine has no such rule.
    """
    if name not in codes:
        raise UnsupportedError(f"{key}: the engine can't run {name!r}; {nearest(name, list(codes))}")
    return codes[name]


def _hedge_fields(preset: Preset, account_usd: float) -> dict[str, Any]:
    monetise, budget = preset.monetise, preset.budget
    return {
        "units_total": sum(layer.units or 0.0 for layer in preset.layers),
        "condor_vega_ratio": preset.sizing.condor_vega_ratio or 0.0,
        "monthly_usd": budget.yearly_ratio * account_usd / _MONTHS_PER_YEAR if budget else 0.0,
        "gain_multiple": monetise.gain_multiple if monetise else np.nan,
        "sold_ratio": monetise.sold_ratio if monetise else 0.0,
        "layers": len(preset.layers),
        "sizing": _SIZINGS[preset.sizing.mode],
        "levels": len(preset.sizing.future_levels),
        "levels_at": 0,
        "keeps_budget": preset.keeps_budget,
        "is_limited": budget is not None,
        "cooldown_days": preset.cooldown_days,
        "is_rebalanced": preset.is_rebalanced,
    }


def _cost_fields(terms: Terms) -> dict[str, Any]:
    costs: CostModel = terms.costs
    return {
        **{f"fraction_{legs}": costs.fill_fraction[legs] for legs in (1, 2, 4)},
        "vix_spread_min": costs.vix_spread_min_pts,
        "vix_spread_ratio": costs.vix_spread_ratio,
        "vix_fee": costs.vix_fee_usd,
        "spx_spread_min": costs.spx_spread_min_pts,
        "spx_spread_ratio": costs.spx_spread_ratio,
        "spx_fee": costs.spx_fee_usd,
        "stop_multiple": terms.stop.multiple if terms.stop else np.nan,
        "is_book_stop": terms.stop is not None and terms.stop.level == "book",
        "earns_interest": terms.earns_interest,
    }


def _layer_fields(bench: Bench, preset: Preset, layer: LayerPreset) -> dict[str, Any]:
    strike, roll, press = preset.strike_of(layer), layer.roll, layer.press
    waived = press.waived_triggers if press else ()
    under_press = tuple(trigger for trigger in layer.triggers if trigger.rule not in waived)
    return {
        "weight": layer.weight_ratio or 0.0,
        "units": layer.units or 0.0,
        **_band_fields(layer.band, "band", ""),
        **_band_fields(press.band if press else layer.band, "press", "press_"),
        "strike_lo": strike.lo,
        "strike_hi": strike.hi,
        "strike_target": strike.target,
        "strike_rule": _STRIKES[strike.rule],
        "is_spot": strike.reference == "spot",
        "midpoint": layer.dte.midpoint_days,
        "dte_lo": layer.dte.lo_days,
        "dte_hi": layer.dte.hi_days,
        "roll_rule": _ROLLS[roll.rule] if roll else records.NO_ROLL,
        "roll_level": (roll.level or 0.0) if roll else 0.0,
        "roll_midpoint": roll.dte.midpoint_days if roll else 0.0,
        "roll_lo": roll.dte.lo_days if roll else 0,
        "roll_hi": roll.dte.hi_days if roll else 0,
        "layer": layer.layer,
        "lots": layer.lots,
        "spacing_days": layer.lot_spacing_days,
        "has_press": press is not None,
        "gate": bench.gate(layer.triggers, preset.signal_valid_days),
        "press_gate": bench.gate(under_press, preset.signal_valid_days),
    }


def _band_fields(band: Band, name: str, prefix: str) -> dict[str, Any]:
    return {
        f"{name}_lo": band.lo_pts,
        f"{name}_hi": np.inf if band.hi_pts is None else band.hi_pts,
        f"{prefix}hysteresis": band.hysteresis_pts,
        f"{prefix}lo_excluded": band.is_lo_excluded,
        f"{prefix}hi_excluded": band.is_hi_excluded,
    }
