"""The rule of each layer in words, from its preset (S03, S04, S14–S20, S34). Pure."""

from pipelines.layers.preset import Band, DteWindow, LayerPreset, Preset, Trigger
from pipelines.report.wording import percent_text, range_text

TRIGGER_TEXT = {
    Trigger.VIX_MACD: "fresh cross-up of the VIX MACD (S14)",
    Trigger.CURVE_MACD: "fresh cross-up of the VX curve's MACD (S15)",
    Trigger.BREADTH: "early deterioration of the advance/decline line (S17)",
}


def rule_text(preset: Preset, layer: LayerPreset) -> str:
    """Say when a layer buys, what it buys, and when it rolls."""
    needs = " and ".join(TRIGGER_TEXT[trigger] for trigger in layer.triggers) or "no further signal"
    strike = preset.strike
    sentences = [
        f"Buys when VIX is {_band_text(layer.band)}, on a {needs}",
        f"{percent_text(layer.weight_ratio, 0)} of the account as underlying notional, "
        f"{_dte_text(layer.dte)} to expiry, "
        f"struck {strike.offset_lo_pts:g}–{strike.offset_hi_pts:g} points above "
        + ("the VX future" if strike.reference == "future" else "VIX"),
    ]
    if layer.roll:
        level = f"the RSI of the VX future is above {layer.roll.rsi_above_pct:g} (S20)"
        sentences.append(f"Rolls into {_dte_text(layer.roll.dte)} when {level}")
    if layer.press:
        waived = ", MACD waived" if layer.press.waived_triggers else ""
        sentences.append(f"While the curve is inverted: VIX {_band_text(layer.press.band)}{waived} (S34)")
    return ". ".join(sentences) + "."


def _band_text(band: Band) -> str:
    return range_text(band.lo_pts, band.hi_pts)


def _dte_text(window: DteWindow) -> str:
    return f"{window.lo_days}–{window.hi_days} days"
