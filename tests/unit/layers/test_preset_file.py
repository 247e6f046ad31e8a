"""Preset files: what the seed preset says, and what a wrong file is told."""

import pytest

from pipelines.layers.preset import Band
from pipelines.layers.preset_file import load_preset, load_presets, parse_preset, preset_names
from pipelines.strategy.file import StrategyFileError

GOOD = """
name = "mine"
meaning = "a ladder of one"
origin = "test"
signal_valid_days = 5
cooldown_days = 0
is_rebalanced = true
[sizing]
mode = "underlying_notional"
[strike]
reference = "future"
lo = 8.0
hi = 10.0
target = 9.0
[[layers]]
layer = 1
weight_ratio = 0.04
dte = { lo_days = 30, hi_days = 45 }
band = { lo_pts = 18.0, hi_pts = 22.0 }
triggers = ["vix_macd"]
press = { band = { lo_pts = 15.0 }, waived_triggers = ["vix_macd"] }
"""


def complaint(old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(StrategyFileError) as caught:
        parse_preset(GOOD.replace(old, new).encode(), "mine.toml")
    return str(caught.value)


def test_seed_preset_says_what_the_seed_text_says(seed_preset) -> None:
    layers = seed_preset.layers

    assert [layer.weight_ratio for layer in layers] == [0.04, 0.04, 0.01, 0.01]
    assert [(layer.dte.lo_days, layer.dte.hi_days) for layer in layers] == [
        (30, 45),
        (45, 75),
        (75, 120),
        (120, 180),
    ]
    assert [(layer.band.lo_pts, layer.band.hi_pts, layer.band.is_lo_excluded) for layer in layers] == [
        (18, 22, False),
        (18, 22, False),
        (25, 28, False),
        (30, None, True),
    ]
    assert [[trigger.rule for trigger in layer.triggers] for layer in layers] == [
        ["vix_macd", "breadth"],
        ["curve_macd"],
        ["curve_macd"],
        ["curve_macd"],
    ]


def test_seed_preset_rolls_only_the_second_layer_and_presses_only_the_outer_two(seed_preset) -> None:
    layers = seed_preset.layers

    assert [layer.roll is not None for layer in layers] == [False, True, False, False]
    assert (layers[1].roll.level, layers[1].roll.dte.lo_days, layers[1].roll.dte.hi_days) == (60, 60, 90)
    assert [layer.press is not None for layer in layers] == [False, False, True, True]
    assert layers[2].press.band == Band(lo_pts=22, hi_pts=28)
    assert layers[3].press.band == Band(lo_pts=25, is_lo_excluded=True)
    assert layers[2].press.waived_triggers == layers[3].press.waived_triggers == ("curve_macd",)


def test_preset_none_has_no_layers() -> None:
    assert load_preset("none").layers == ()


def test_good_file_is_read() -> None:
    assert parse_preset(GOOD.encode(), "mine.toml").layers[0].press.band.lo_pts == 15


@pytest.mark.parametrize(
    ("old", "new", "place", "nearest"),
    [
        ("cooldown_days = 0", "cooldown_day = 0", "'cooldown_day'", "'cooldown_days'"),
        ("target = 9", "targte = 9", "'strike.targte'", "'target'"),
        ("weight_ratio", "weight", "'layers.0.weight'", "'weight_ratio'"),
        ("hi_days = 45", "high_days = 45", "'layers.0.dte.high_days'", "'hi_days'"),
        ("waived_triggers", "waive_triggers", "'layers.0.press.waive_triggers'", "'waived_triggers'"),
        ("lo_pts = 15.0", "low = 15.0", "'layers.0.press.band.low'", "'lo_pts'"),
    ],
)
def test_unknown_key_is_named_with_its_file_and_the_nearest_valid_key(old, new, place, nearest) -> None:
    message = complaint(old, new)

    assert message.startswith("mine.toml:")
    assert f"unknown key {place}; nearest valid key: {nearest}" in message


def test_unknown_key_like_no_other_is_answered_with_the_valid_ones() -> None:
    assert "valid keys: condor_vega_ratio, future_levels, mode" in complaint('mode = "', 'xyzzy = 1\nmode = "')


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('"vix_macd"]\npress', '"macd"]\npress', "layers.1.triggers"),
        ("weight_ratio = 0.04", "weight_ratio = 4", "layers.0.weight_ratio"),
        ("weight_ratio = 0.04", "weight_ratio = nan", "layers.0.weight_ratio"),
        ('"underlying_notional"', '"premium"', "sizing.mode"),
        ("hi_pts = 22.0", "hi_pts = 17.0", "layers.0.band"),
        ("hi_days = 45", "hi_days = 29", "layers.0.dte"),
        ("target = 9.0", "target = 11.0", "strike"),
        ("signal_valid_days = 5", "signal_valid_days = 0", "signal_valid_days"),
        ("is_rebalanced = true\n", "", "is_rebalanced"),
        ('"vix_macd"]\npress', '{ rule = "vix_macd", mode = "line" }]\npress', "layers.1.triggers"),
        ('"vix_macd"]\npress', '"vix_macd", "edr"]\npress', "layers.1.triggers.level"),
        ('waived_triggers = ["vix_macd"]', 'waived_triggers = ["breadth"]', "layers.1.press.waived_triggers"),
        ("weight_ratio = 0.04\n", "", "layers.1.weight_ratio"),
        ('mode = "underlying_notional"', 'mode = "budget_weights"', "budget"),
    ],
)
def test_wrong_value_is_named_with_its_place(old, new, place) -> None:
    assert complaint(old, new).startswith(f"mine.toml: {place}: ")


def test_repeated_layer_is_refused() -> None:
    extra = GOOD[GOOD.index("[[layers]]") :]

    assert "layer numbers repeat" in complaint("[[layers]]", extra + "[[layers]]")


def test_name_must_be_the_file_name() -> None:
    assert "expected 'mine'" in complaint('name = "mine"', 'name = "yours"')


def test_file_that_is_not_toml_is_refused() -> None:
    with pytest.raises(StrategyFileError, match="not readable as TOML"):
        parse_preset(b"<html>", "mine.toml")


def test_unknown_preset_is_answered_with_the_known_ones() -> None:
    with pytest.raises(StrategyFileError, match="nearest: 'seed_4422_window'; known: none, seed_4422"):
        load_preset("seed_4422_windo")


@pytest.mark.parametrize(
    ("old", "new", "nearest"),
    [
        ('"vix_macd"]\npress', '"vix_mcad"]\npress', "'vix_macd'"),
        ('mode = "underlying_notional"', 'mode = "premium_buget"', "'premium_budget'"),
        ("[strike]", '[strike]\nrule = "deltas"', "'delta'"),
        ("layer = 1", 'layer = 1\nroll = { rule = "at_dt", dte = { lo_days = 30, hi_days = 45 } }', "'at_dte'"),
    ],
)
def test_unknown_rule_is_answered_with_the_nearest(old, new, nearest) -> None:
    assert f"nearest valid: {nearest}" in complaint(old, new)


def test_all_presets_of_the_methodology_are_there_and_say_what_they_are() -> None:
    methodology = {
        "seed_4422_window", "seed_always_on", "seed_spot_ref", "seed_three_layer", "vs_30_110_220_delta50",
        "vs_vega_ladder", "vs_weights_404020", "vs_edr_ladder", "vxth", "none",
    }  # fmt: skip

    assert methodology <= set(preset_names())
    for preset in load_presets():
        assert preset.origin
        assert "\n" not in preset.meaning


def test_own_folder_adds_presets_and_may_not_replace_one(tmp_path) -> None:
    (tmp_path / "mine.toml").write_text(GOOD, encoding="utf-8")
    assert load_preset("mine", tmp_path).name == "mine"
    assert len(load_presets(tmp_path)) == len(preset_names()) + 1

    (tmp_path / "vxth.toml").write_text(GOOD, encoding="utf-8")
    with pytest.raises(StrategyFileError, match="vxth is shipped with alvh"):
        preset_names(tmp_path)
