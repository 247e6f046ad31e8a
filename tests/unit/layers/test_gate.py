"""Entry gates: bands with their edges, triggers, what is missing, the cash press."""

import pytest

from pipelines.layers.gate import band_obstacle, effective_band, trigger_obstacle
from pipelines.layers.preset import Trigger
from pipelines.layers.vocabulary import Reason

BELOW, ABOVE = Reason.VIX_BELOW_BAND, Reason.VIX_ABOVE_BAND


@pytest.mark.parametrize(
    ("layer", "is_press", "vix", "obstacle"),
    [
        (1, False, 17.99, BELOW),
        (1, False, 18.0, None),
        (1, False, 22.0, None),
        (1, False, 22.01, ABOVE),
        (2, False, 18.0, None),
        (2, True, 24.0, ABOVE),  # the press shifts the outer two layers only
        (3, False, 24.99, BELOW),
        (3, False, 25.0, None),
        (3, False, 28.0, None),
        (3, False, 28.01, ABOVE),
        (3, True, 21.99, BELOW),
        (3, True, 22.0, None),
        (3, True, 28.0, None),
        (3, True, 28.01, ABOVE),
        (4, False, 30.0, BELOW),  # strictly above 30
        (4, False, 30.01, None),
        (4, False, 82.69, None),
        (4, True, 25.0, BELOW),
        (4, True, 25.01, None),
        (3, None, 24.0, BELOW),  # an unknown press is no press
        (1, False, None, Reason.VIX_MISSING),
    ],
)
def test_band(seed_preset, layer, is_press, vix, obstacle) -> None:
    assert band_obstacle(effective_band(seed_preset.layers[layer - 1], is_press), vix) is obstacle


@pytest.mark.parametrize(
    ("layer", "trigger", "value", "obstacle"),
    [
        (1, Trigger.VIX_MACD, False, Reason.WAITING_VIX_MACD),
        (1, Trigger.VIX_MACD, None, Reason.VIX_MACD_MISSING),
        (1, Trigger.BREADTH, False, Reason.WAITING_BREADTH),
        (1, Trigger.BREADTH, None, Reason.BREADTH_MISSING),
        (1, Trigger.CURVE_MACD, None, None),  # not a gate of the first layer
        (2, Trigger.CURVE_MACD, False, Reason.WAITING_CURVE_MACD),
        (2, Trigger.CURVE_MACD, None, Reason.CURVE_MACD_MISSING),
        (3, Trigger.CURVE_MACD, False, Reason.WAITING_CURVE_MACD),
        (4, Trigger.CURVE_MACD, True, None),
        (4, Trigger.BREADTH, False, None),
    ],
)
def test_trigger(seed_preset, day_of, layer, trigger, value, obstacle) -> None:
    day = day_of("2020-03-02", is_fresh={trigger: value})

    assert trigger_obstacle(seed_preset.layers[layer - 1], day) is obstacle


@pytest.mark.parametrize("value", [False, None])
@pytest.mark.parametrize("layer", [3, 4])
def test_cash_press_waives_the_curve_macd_of_the_outer_layers(seed_preset, day_of, layer, value) -> None:
    rule = seed_preset.layers[layer - 1]
    closed = {Trigger.CURVE_MACD: value}

    assert trigger_obstacle(rule, day_of("2020-03-02", is_fresh=closed, is_cash_press=True)) is None
    assert trigger_obstacle(rule, day_of("2020-03-02", is_fresh=closed, is_cash_press=None)) is not None


def test_first_closed_gate_is_the_one_named(seed_preset, day_of) -> None:
    day = day_of("2020-03-02", is_fresh={Trigger.VIX_MACD: False, Trigger.BREADTH: None})

    assert trigger_obstacle(seed_preset.layers[0], day) is Reason.WAITING_VIX_MACD
