"""May a flat layer enter today, and if not, why. Pure (S04, S14, S15, S17, S34)."""

from types import MappingProxyType

from pipelines.layers.market import Day
from pipelines.layers.preset import Band, LayerPreset, Trigger
from pipelines.layers.vocabulary import Reason

_MISSING = MappingProxyType(
    {
        Trigger.VIX_MACD: Reason.VIX_MACD_MISSING,
        Trigger.CURVE_MACD: Reason.CURVE_MACD_MISSING,
        Trigger.BREADTH: Reason.BREADTH_MISSING,
    }
)
_WAITING = MappingProxyType(
    {
        Trigger.VIX_MACD: Reason.WAITING_VIX_MACD,
        Trigger.CURVE_MACD: Reason.WAITING_CURVE_MACD,
        Trigger.BREADTH: Reason.WAITING_BREADTH,
    }
)


def effective_band(layer: LayerPreset, is_cash_press: bool | None) -> Band:
    """Return the band in force: shifted while the curve is known to be inverted (S34, A8)."""
    return layer.press.band if layer.press is not None and is_cash_press else layer.band


def band_obstacle(band: Band, vix_close_pts: float | None) -> Reason | None:
    """Return why VIX does not arm the layer, or None when it does (S04)."""
    if vix_close_pts is None:
        return Reason.VIX_MISSING
    if band.is_above(vix_close_pts):
        return Reason.VIX_BELOW_BAND
    if band.is_below(vix_close_pts):
        return Reason.VIX_ABOVE_BAND
    return None


def trigger_obstacle(layer: LayerPreset, day: Day) -> Reason | None:
    """Return why the first closed gate is closed, or None when all are open.

    A trigger that can't be computed today keeps its gate closed: what is unknown is no signal.
    """
    waived = layer.press.waived_triggers if layer.press is not None and day.is_cash_press else ()
    for trigger in layer.triggers:
        if trigger in waived:
            continue
        is_fresh = day.is_fresh[trigger]
        if is_fresh is None:
            return _MISSING[trigger]
        if not is_fresh:
            return _WAITING[trigger]
    return None
