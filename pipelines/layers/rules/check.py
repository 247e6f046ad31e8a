"""Does a preset name rules that exist, and say what they need? Pure."""

from collections.abc import Iterator
from typing import TypeVar

from pydantic import BaseModel

from pipelines.layers.preset import LayerPreset, Preset, Trigger
from pipelines.layers.rules.rolls import ROLLS
from pipelines.layers.rules.sizing import SIZINGS
from pipelines.layers.rules.strikes import STRIKES
from pipelines.layers.rules.triggers import TRIGGERS
from pipelines.strategy.registry import Register, Rule, UnknownRuleError, nearest

_Rule = TypeVar("_Rule")


def rule_complaints(preset: Preset) -> list[str]:
    """Return what is wrong with the rules a preset names, one line each; empty when all is well."""
    return [*_ladder_complaints(preset), *(line for layer in preset.layers for line in _layer_complaints(layer))]


def _ladder_complaints(preset: Preset) -> Iterator[str]:
    yield from _unknown(STRIKES, preset.strike.rule, "strike")
    yield from (found := list(_unknown(SIZINGS, preset.sizing.mode, "sizing.mode")))
    if found:
        return
    needed = SIZINGS[preset.sizing.mode].needs
    for field in needed:
        holders: list[tuple[str, BaseModel]] = [("", preset), ("sizing.", preset.sizing)]
        holders += [(f"layers.{layer.layer}.", layer) for layer in preset.layers]
        for place, holder in holders:
            if field in type(holder).model_fields and getattr(holder, field) is None:
                yield f"{place}{field}: sizing mode {preset.sizing.mode!r} needs it"


def _layer_complaints(layer: LayerPreset) -> Iterator[str]:
    place = f"layers.{layer.layer}"
    if layer.strike is not None:
        yield from _unknown(STRIKES, layer.strike.rule, f"{place}.strike")
    if layer.roll is not None:
        yield from _unknown(ROLLS, layer.roll.rule, f"{place}.roll")
        if layer.roll.rule in ROLLS.rules:
            yield from _needed(ROLLS[layer.roll.rule], layer.roll, f"{place}.roll")
    for trigger in layer.triggers:
        yield from _trigger_complaints(trigger, f"{place}.triggers")
    own = {trigger.rule for trigger in layer.triggers}
    for waived in layer.press.waived_triggers if layer.press else ():
        if waived not in own:
            yield f"{place}.press.waived_triggers: {waived!r} is no trigger of this layer"


def _trigger_complaints(trigger: Trigger, place: str) -> Iterator[str]:
    yield from (unknown := list(_unknown(TRIGGERS, trigger.rule, place)))
    if unknown:
        return
    rule = TRIGGERS[trigger.rule]
    yield from _needed(rule, trigger, place)
    if trigger.mode and trigger.mode not in rule.modes:
        yield f"{place}: {trigger.rule} has no mode {trigger.mode!r}; {nearest(trigger.mode, rule.modes)}"


def _unknown(register: Register[_Rule], name: str, place: str) -> Iterator[str]:  # type: ignore[type-var]
    try:
        register[name]
    except UnknownRuleError as error:
        yield f"{place}: {error}"


def _needed(rule: Rule[_Rule], spoken: BaseModel, place: str) -> Iterator[str]:  # type: ignore[type-var]
    for field in rule.needs:
        if getattr(spoken, field) is None:
            yield f"{place}.{field}: rule {rule.name!r} needs it"
