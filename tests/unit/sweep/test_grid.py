"""A spec's grid: combinations, paths, and what is refused."""

from pathlib import Path

import pytest

from pipelines.condor.policy import load_policy
from pipelines.layers.preset_file import load_preset
from pipelines.quant.costs import SCENARIOS
from pipelines.strategy.file import StrategyFileError
from pipelines.sweep.grid import Grid, Variant
from pipelines.sweep.spec import SweepSpec, load_spec

EXAMPLE = Path(__file__).parents[3] / "docs" / "examples" / "sweep.toml"


def grid_of(grid: dict, **words: object) -> Grid:
    spec = SweepSpec(name="some", preset="seed_4422_window", baseline="vs_45d_16d", grid=grid, **words)
    return Grid(spec, load_preset(spec.preset), load_policy(spec.baseline), 1e7)


def only(grid: dict, **words: object) -> Variant:
    (variant,) = grid_of(grid, **words).variants(0, 1)
    return variant


def test_the_example_is_valid_from_first_to_last_combination() -> None:
    spec = load_spec(EXAMPLE)
    grid = Grid(spec, load_preset(spec.preset), load_policy(spec.baseline), 1e7)

    assert len(list(grid.variants(0, len(grid)))) == len(grid) == 3 * 3 * 3 * 3 * 2 * 2 * 4 * 2


def test_every_combination_is_there_once_with_the_last_key_fastest() -> None:
    grid = grid_of({"preset.signal_valid_days": [3, 5], "baseline.dte_days": [30, 45, 60]})
    seen = [(each.preset.signal_valid_days, each.policy.dte_days) for each in grid.variants(0, len(grid))]

    assert seen == [(3, 30), (3, 45), (3, 60), (5, 30), (5, 45), (5, 60)]
    assert [values["baseline.dte_days"] for values in grid.values(4, 6)] == [45, 60]


def test_a_layer_is_meant_by_its_number_and_the_others_stay() -> None:
    base = load_preset("seed_4422_window")
    variant = only({"preset.layers.3.dte.lo_days": [70]})

    assert variant.preset.layers[2].dte.lo_days == 70
    assert variant.preset.layers[:2] == base.layers[:2]
    assert variant.preset.layers[3] == base.layers[3]
    assert load_preset("seed_4422_window") == base


def test_terms_are_part_of_the_grid() -> None:
    variant = only({"stop.multiple": [3.0], "scenario": ["stressed"], "earns_interest": [True]})

    assert variant.terms.stop.multiple == 3.0
    assert variant.terms.costs == SCENARIOS["stressed"]
    assert variant.terms.earns_interest


def test_a_part_the_base_does_not_have_can_be_given_whole() -> None:
    variant = only({"preset.monetise": [{"gain_multiple": 2.5, "sold_ratio": 0.5}]})

    assert variant.preset.monetise.gain_multiple == 2.5


@pytest.mark.parametrize(
    ("key", "nearest"),
    [
        ("preset.layers.1.weigth_ratio", r"preset\.layers\.1\.weight_ratio"),
        ("preset.layers.7.weight_ratio", r"preset\.layers\.\d\.weight_ratio"),
        ("baseline.dte_day", r"baseline\.dte_days"),
        ("stop.multiples", r"stop\.multiple"),
    ],
)
def test_an_unknown_key_is_told_its_nearest(key: str, nearest: str) -> None:
    with pytest.raises(StrategyFileError, match=f"unknown key.*{nearest}"):
        grid_of({key: [1]})


@pytest.mark.parametrize(
    ("key", "value", "told"),
    [
        ("preset.layers.1.weight_ratio", 4.0, "weight_ratio"),
        ("preset.strike.rule", "by_moon", "by_moon"),
        ("baseline.gate", "never", "never"),
        ("scenario", "dear", "dear"),
        ("stop", {"multiple": -1.0}, "multiple"),
    ],
)
def test_a_value_no_file_could_say_is_refused_with_the_combination(key: str, value: object, told: str) -> None:
    with pytest.raises(StrategyFileError, match=rf"{key}.*{told}"):
        only({key: [value]})


def test_a_grid_without_parameters_or_with_too_many_combinations_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        grid_of({})
    many = list(range(1, 1002))
    with pytest.raises(StrategyFileError, match="1,002,001 combinations"):
        grid_of({"preset.signal_valid_days": many, "preset.cooldown_days": many})


def test_a_misspelled_key_of_the_file_is_told_its_nearest(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('name = "mine"\npresets = "vxth"\nbaseline = "cndr"\n[grid]\n"scenario" = ["mid"]\n')

    with pytest.raises(StrategyFileError, match=r"unknown key 'presets'; nearest valid key: 'preset'"):
        load_spec(path)


def test_the_hash_is_of_the_content(tmp_path: Path) -> None:
    words = 'name = "mine"\npreset = "vxth"\nbaseline = "cndr"\n[grid]\n"scenario" = ["mid"]\n'
    path = tmp_path / "mine.toml"
    hashes = []
    for text in (words, "# a remark\n" + words, words.replace("mid", "bid_ask")):
        path.write_text(text)
        hashes.append(load_spec(path).sha256)

    assert hashes[0] == hashes[1] != hashes[2]
