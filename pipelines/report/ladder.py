"""The rule of each layer in words, from its preset (S03, S04, S14–S20, S34). Pure."""

from pipelines.layers.preset import Band, DteWindow, LayerPreset, Preset
from pipelines.layers.rules.rolls import ROLLS
from pipelines.layers.rules.sizing import SIZINGS
from pipelines.layers.rules.strikes import STRIKES
from pipelines.layers.rules.triggers import TRIGGERS
from pipelines.report.wording import percent_text, range_text


def rule_text(preset: Preset, layer: LayerPreset) -> str:
    """Say when a layer buys, what it buys, and when it rolls."""
    sentences = [
        _entry_text(layer),
        f"{_size_text(preset, layer)}, {_dte_text(layer.dte)} to expiry, struck {_strike_text(preset, layer)}",
    ]
    if layer.lots > 1:
        sentences.append(f"Up to {layer.lots} lots, {layer.lot_spacing_days} days apart")
    if layer.roll:
        due = ROLLS[layer.roll.rule].text.format(level=layer.roll.level or 0.0)
        sentences.append(f"Rolls into {_dte_text(layer.roll.dte)} when {due}")
    if preset.monetise:
        sold, gain = percent_text(preset.monetise.sold_ratio, 0), preset.monetise.gain_multiple
        sentences.append(f"Sells {sold} once, when worth {gain:g} times its cost (S23)")
    if layer.press:
        waived = ", MACD waived" if layer.press.waived_triggers else ""
        sentences.append(f"While the curve is inverted: VIX {_band_text(layer.press.band)}{waived} (S34)")
    return ". ".join(sentences) + "."


def _entry_text(layer: LayerPreset) -> str:
    needs = " and ".join(_trigger_text(trigger.rule, trigger.level) for trigger in layer.triggers)
    if layer.band == Band():
        return f"Buys on: {needs}" if needs else "Buys whenever it is flat"
    return f"Buys when VIX is {_band_text(layer.band)}, on a {needs or 'no further signal'}"


def _trigger_text(rule: str, level: float | None) -> str:
    return TRIGGERS[rule].text + (f" {level:g}" if level is not None else "")


def _size_text(preset: Preset, layer: LayerPreset) -> str:
    weight = percent_text(layer.weight_ratio, 1 if (layer.weight_ratio or 0.0) * 100 % 1 else 0)
    return SIZINGS[preset.sizing.mode].text.format(weight=weight, units=layer.units or 0.0)


def _strike_text(preset: Preset, layer: LayerPreset) -> str:
    rule = preset.strike_of(layer)
    reference = "the VX future" if rule.reference == "future" else "VIX"
    return STRIKES[rule.rule].text.format(lo=rule.lo, hi=rule.hi, reference=reference)


def _band_text(band: Band) -> str:
    return range_text(band.lo_pts, band.hi_pts)


def _dte_text(window: DteWindow) -> str:
    return f"{window.lo_days}–{window.hi_days} days"
