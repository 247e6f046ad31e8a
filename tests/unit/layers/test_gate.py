"""Entry gates: bands with their edges, triggers, what is missing, the cash press."""

import pytest

from pipelines.layers.gate import band_obstacle, effective_band, reason_text, trigger_obstacle
from pipelines.layers.preset import Band
from pipelines.layers.rules.triggers import TRIGGERS
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
        (1, "vix_macd", False, "waiting_vix_macd"),
        (1, "vix_macd", None, "vix_macd_missing"),
        (1, "breadth", False, "waiting_breadth"),
        (1, "breadth", None, "breadth_missing"),
        (1, "curve_macd", None, None),  # not a gate of the first layer
        (2, "curve_macd", False, "waiting_curve_macd"),
        (2, "curve_macd", None, "curve_macd_missing"),
        (3, "curve_macd", False, "waiting_curve_macd"),
        (4, "curve_macd", True, None),
        (4, "breadth", False, None),
    ],
)
def test_trigger(seed_preset, day_of, layer, trigger, value, obstacle) -> None:
    day = day_of("2020-03-02", is_fresh={trigger: value})

    assert trigger_obstacle(seed_preset.layers[layer - 1], day, 5) == obstacle


@pytest.mark.parametrize("value", [False, None])
@pytest.mark.parametrize("layer", [3, 4])
def test_cash_press_waives_the_curve_macd_of_the_outer_layers(seed_preset, day_of, layer, value) -> None:
    rule = seed_preset.layers[layer - 1]
    closed = {"curve_macd": value}

    assert trigger_obstacle(rule, day_of("2020-03-02", is_fresh=closed, is_cash_press=True), 5) is None
    assert trigger_obstacle(rule, day_of("2020-03-02", is_fresh=closed, is_cash_press=None), 5) is not None


def test_first_closed_gate_is_the_one_named(seed_preset, day_of) -> None:
    day = day_of("2020-03-02", is_fresh={"vix_macd": False, "breadth": None})

    assert trigger_obstacle(seed_preset.layers[0], day, 5) == "waiting_vix_macd"


@pytest.mark.parametrize(
    ("vix", "was_armed", "obstacle"),
    [(17.5, False, BELOW), (17.5, True, None), (16.99, True, BELOW), (23.0, True, None), (23.01, True, ABOVE)],
)
def test_armed_layer_stays_armed_within_the_hysteresis(vix, was_armed, obstacle) -> None:
    band = Band(lo_pts=18, hi_pts=22, hysteresis_pts=1)

    assert band_obstacle(band, vix, was_armed=was_armed) is obstacle


def test_excluded_ends_are_outside() -> None:
    band = Band(lo_pts=18, hi_pts=22, is_lo_excluded=True, is_hi_excluded=True)

    assert [band_obstacle(band, vix) for vix in (18.0, 18.01, 21.99, 22.0)] == [BELOW, None, None, ABOVE]


def test_every_reason_of_a_trigger_has_words() -> None:
    for rule in TRIGGERS:
        assert reason_text(f"waiting_{rule.name}") == f"in band, waits for: {rule.text}"
        assert reason_text(f"{rule.name}_missing") == f"in band, but {rule.missing_text}"
        assert rule.missing_text
    assert reason_text("hold") == "holds"
    assert reason_text("waiting_for_godot") == "waiting_for_godot"
