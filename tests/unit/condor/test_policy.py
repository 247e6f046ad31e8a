"""Baselines: they say what the methodology says; a bad file is refused with its name."""

from datetime import date

import pytest

from pipelines.condor.policy import BASELINES, load_policies, load_policy
from pipelines.strategy.file import StrategyFileError

GOOD = (BASELINES / "vs_45d_16d.toml").read_text(encoding="utf-8").replace('name = "vs_45d_16d"', 'name = "mine"')


def test_default_baseline_is_the_45_day_16_delta_condor() -> None:
    policy = load_policy("vs_45d_16d")

    assert (policy.dte_days, policy.strikes.short_delta_ratio, policy.strikes.wing_delta_ratio) == (45, 0.16, 0.05)
    assert (policy.gate, policy.leverage_ratio, policy.dividend_yield_ratio) == ("always", 1.0, 0.018)


def test_all_baselines_of_the_methodology_are_there() -> None:
    policies = {policy.name: policy for policy in load_policies()}

    assert {"cndr", "vs_45d_16d", "weekly_ladder", "daily_1dte_credit070"} <= set(policies)
    assert (policies["cndr"].strikes.short_delta_ratio, policies["cndr"].expiry_series) == (0.20, "third_friday")
    assert policies["daily_1dte_credit070"].first_date == date(2022, 5, 11)
    assert (policies["daily_1dte_credit070"].leverage_ratio, policies["daily_1dte_credit070"].rungs) == (None, 2)
    assert {policy.gate for policy in policies.values()} == {"always", "vix_risk_scaling", "contango_only"}


def test_baseline_that_extends_another_differs_only_where_it_says_so() -> None:
    default, out = load_policy("vs_45d_16d"), load_policy("vs_45d_16d_exit")

    differing = {field for field in type(default).model_fields if getattr(default, field) != getattr(out, field)}
    assert differing == {"name", "meaning", "exit", "sources"}
    assert (out.exit.above_vix_pts, out.exit.until_below_vix_pts) == (25, 20)


def test_unknown_baseline_names_the_nearest_and_all() -> None:
    with pytest.raises(StrategyFileError, match="nearest: 'vs_45d_16d'; known: cndr"):
        load_policy("vs_45d_16")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("dte_days = 45", "dte_days = -4", "dte_days"),
        ("wing_delta_ratio = 0.05", "wing_delta_ratio = 0.2", "wing lies beyond"),
        ("leverage_ratio = 1.0", "leverage_ratio = 0", "leverage_ratio"),
        ("leverage_ratio = 1.0", "leverage_ratio = 1.0\nmargin_ratio = 0.1", "give one of"),
        ('gate = "always"', 'gate = "alway"', "nearest valid: 'always'"),
        ("strike_grid_pts = 5.0", "strike_grid_points = 5.0", "nearest valid key: 'strike_grid_pts'"),
        ('dte_days = "methodology', 'dte = "methodology', "sources"),
        ('name = "mine"', 'name = "other"', "expected 'mine'"),
        ("dte_days = 45", "dte_days = = 45", "TOML"),
        ("dte_days = 45", 'extends = "nothing"\ndte_days = 45', "no baseline that stands on its own"),
        ("dte_days = 45", 'extends = "cndr"\ndte_days = 45', "no baseline that stands on its own"),
        ("dte_days = 45", "exit = { above_vix_pts = 20, until_below_vix_pts = 25 }\ndte_days = 45", "exit"),
    ],
)
def test_bad_file_is_refused_with_its_name(tmp_path, old, new, message) -> None:
    assert old in GOOD
    (tmp_path / "mine.toml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")

    with pytest.raises(StrategyFileError, match=message) as caught:
        load_policy("mine", tmp_path)
    assert str(caught.value).startswith("mine.toml")


def test_own_baseline_may_not_take_a_shipped_name(tmp_path) -> None:
    (tmp_path / "cndr.toml").write_text(GOOD, encoding="utf-8")

    with pytest.raises(StrategyFileError, match="cndr is shipped"):
        load_policies(tmp_path)
