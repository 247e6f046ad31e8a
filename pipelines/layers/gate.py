"""May a flat layer enter today, and if not, why. Pure (S04, S14, S15, S17, S34)."""

from pipelines.layers.market import Day
from pipelines.layers.preset import Band, LayerPreset, Trigger
from pipelines.layers.rules.triggers import TRIGGERS
from pipelines.layers.vocabulary import Reason

_REASONS = {str(reason): reason.text for reason in Reason}


def effective_band(layer: LayerPreset, is_cash_press: bool | None) -> Band:
    """Return the band in force: shifted while the curve is known to be inverted (S34, A8)."""
    return layer.press.band if layer.press is not None and is_cash_press else layer.band


def band_obstacle(band: Band, vix_close_pts: float | None, *, was_armed: bool = False) -> Reason | None:
    """Return why VIX does not arm the layer, or None when it does (S04).

    A layer that was armed stays so within the band's hysteresis.
    """
    if vix_close_pts is None:
        return Reason.VIX_MISSING
    slack_pts = band.hysteresis_pts if was_armed else 0.0
    if band.is_above(vix_close_pts, slack_pts):
        return Reason.VIX_BELOW_BAND
    if band.is_below(vix_close_pts, slack_pts):
        return Reason.VIX_ABOVE_BAND
    return None


def trigger_obstacle(layer: LayerPreset, day: Day, valid_days: int) -> str | None:
    """Return why the first closed gate is closed, or None when all are open.

    A trigger that can't be computed today keeps its gate closed: what is unknown is no signal.
    """
    waived = layer.press.waived_triggers if layer.press is not None and day.is_cash_press else ()
    for trigger in layer.triggers:
        if trigger.rule in waived:
            continue
        is_on = is_triggered(trigger, day, valid_days)
        if is_on is None:
            return f"{trigger.rule}_missing"
        if not is_on:
            return f"waiting_{trigger.rule}"
    return None


def is_triggered(trigger: Trigger, day: Day, valid_days: int) -> bool | None:
    """Return what a trigger says at a close; None when it can't be judged."""
    return TRIGGERS[trigger.rule].apply(day.signals, trigger, valid_days)


def reason_text(code: str) -> str:
    """Return a reason in words; a code nobody put in words stays as it is."""
    if code in _REASONS:
        return _REASONS[code]
    rule = code.removeprefix("waiting_").removesuffix("_missing")
    if rule not in TRIGGERS.rules:
        return code
    found = TRIGGERS[rule]
    return f"in band, waits for: {found.text}" if code.startswith("waiting_") else f"in band, but {found.missing_text}"
