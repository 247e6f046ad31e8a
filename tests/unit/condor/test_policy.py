"""Baselines: the default one says what the methodology says; a bad file is refused with its name."""

import pytest

from pipelines.condor.policy import BASELINES, PolicyError, load_policy

GOOD = (BASELINES / "vs_45d_16d.toml").read_text(encoding="utf-8")


def test_default_baseline_is_the_45_day_16_delta_condor() -> None:
    policy = load_policy("vs_45d_16d")

    assert (policy.dte_days, policy.short_delta_ratio, policy.wing_delta_ratio) == (45, 0.16, 0.05)
    assert (policy.gate, policy.leverage_ratio, policy.dividend_yield_ratio) == ("always", 1.0, 0.018)


def test_unknown_baseline_names_the_known_ones() -> None:
    with pytest.raises(PolicyError, match="vs_45d_16d"):
        load_policy("nonesuch")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dte_days = 45", "dte_days = 4", "dte_days"),
        ("wing_delta_ratio = 0.05", "wing_delta_ratio = 0.2", "wing lies beyond"),
        ("leverage_ratio = 1.0", "leverage_ratio = 0", "leverage_ratio"),
        ('gate = "always"', 'gate = "sometimes"', "gate"),
        ("strike_grid_pts = 5.0", "strike_grid_points = 5.0", "strike_grid"),
        ('dte_days = "methodology', 'dte = "methodology', "sources"),
        ('name = "vs_45d_16d"', 'name = "other"', "its name"),
        ("dte_days = 45", "dte_days = = 45", "toml"),
    ],
)
def test_bad_file_is_refused_with_its_name(tmp_path, old, new, message) -> None:
    assert old in GOOD
    (tmp_path / "vs_45d_16d.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(PolicyError, match=message):
        load_policy("vs_45d_16d", tmp_path)
