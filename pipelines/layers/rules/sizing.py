"""Sizing rules: how many contracts a layer's weight is. Pure (S18, A5).

A rule returns contracts before they are split into lots and rounded down, or the reason there are none.
"""

from collections.abc import Callable
from dataclasses import dataclass

from pipelines.layers.preset import LayerPreset, Preset
from pipelines.layers.vocabulary import Reason
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.strategy.registry import Register

_UNIT_USD = 100_000.0  # V9: contracts per $100k
_ENTRIES_PER_YEAR = 12  # a budget of weights is spent monthly


@dataclass(frozen=True, slots=True)
class Call:
    """One call an order could buy: what sizing needs to know of it."""

    forward_pts: float
    ask_pts: float  # at the close that decides
    delta_ratio: float
    condor_vega_usd: float | None  # USD per volatility point of the condor book


SizingFunction = Callable[[LayerPreset, Preset, float, Call], float | Reason]

SIZINGS: Register[SizingFunction] = Register("sizing")

BY_NOTIONAL = frozenset({"underlying_notional"})  # these need no price, and a roll keeps the notional (S20)


@SIZINGS.rule("{weight} of the account as underlying notional", needs=("weight_ratio",))
def underlying_notional(layer: LayerPreset, _preset: Preset, account_usd: float, call: Call) -> float | Reason:
    """Contracts × 100 × VX future = weight × account: the only reading of "4 %" that costs 1–2 % a year."""
    return (layer.weight_ratio or 0.0) * account_usd / (OPTION_MULTIPLIER_USD * call.forward_pts)


@SIZINGS.rule("{weight} of the account as premium", needs=("weight_ratio",))
def premium_budget(layer: LayerPreset, preset: Preset, account_usd: float, call: Call) -> float | Reason:
    """Contracts × 100 × ask = weight × account; the weight may depend on the VX future (§3.1)."""
    weight_ratio = layer.weight_ratio or 0.0
    levels = preset.sizing.future_levels
    if levels:
        weight_ratio = next((at.weight_ratio for at in reversed(levels) if call.forward_pts > at.above_pts), 0.0)
    return _bought_with(weight_ratio * account_usd, call)


@SIZINGS.rule("{units:g} contracts per $100k of the account", needs=("units",))
def contracts(layer: LayerPreset, _preset: Preset, account_usd: float, _call: Call) -> float | Reason:
    """Contracts per $100k of the account (V9)."""
    return (layer.units or 0.0) * account_usd / _UNIT_USD


@SIZINGS.rule("{weight} of each month's hedge budget as premium", needs=("weight_ratio", "budget"))
def budget_weights(layer: LayerPreset, preset: Preset, account_usd: float, call: Call) -> float | Reason:
    """Weight × a twelfth of the yearly budget, as premium at the ask (V2, V7)."""
    yearly_ratio = preset.budget.yearly_ratio if preset.budget else 0.0
    return _bought_with((layer.weight_ratio or 0.0) * yearly_ratio * account_usd / _ENTRIES_PER_YEAR, call)


@SIZINGS.rule("{units:g} units of vega of the ladder", needs=("units", "condor_vega_ratio"))
def vega_units(layer: LayerPreset, preset: Preset, _account_usd: float, call: Call) -> float | Reason:
    """The layer's share of the vega that offsets a part of the condor's (V4).

    A condor's vega is USD per volatility point of SPX; a VIX call gains 100 × delta USD per point
    of its VX future. The two are set equal, point for point: an assumption, not a fact.
    """
    if call.condor_vega_usd is None:
        return Reason.CONDOR_VEGA_MISSING
    share = (layer.units or 0.0) / sum(each.units or 0.0 for each in preset.layers)
    offset_usd = (preset.sizing.condor_vega_ratio or 0.0) * abs(call.condor_vega_usd)
    return share * offset_usd / (OPTION_MULTIPLIER_USD * call.delta_ratio) if call.delta_ratio > 0 else Reason.NO_WEIGHT


def _bought_with(premium_usd: float, call: Call) -> float | Reason:
    if premium_usd == 0:
        return Reason.NO_WEIGHT
    return premium_usd / (OPTION_MULTIPLIER_USD * call.ask_pts) if call.ask_pts > 0 else Reason.BELOW_ONE_CONTRACT
