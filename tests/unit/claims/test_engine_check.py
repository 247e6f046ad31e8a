"""Claims say what the engine's own check says: all goals met, one missed, or nothing to compare with."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.benchmarks.goals import GOALS
from pipelines.claims.engine_check import engine_check
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.verdicts import claim_verdicts
from pipelines.contracts.fct_benchmark_goal import FCT_BENCHMARK_GOAL


def goals_with(is_met: dict[str, bool | None]) -> pl.DataFrame:
    """All goals met but those of the named measures of VXTH."""
    rows = [
        {
            "index_symbol": goal.index_symbol,
            "measure": goal.column,
            "limit_ratio": goal.limit,
            "is_floor": goal.is_floor,
            "measured_ratio": 0.5,
            "n_months": 60,
            "is_met": is_met.get(goal.column, True) if goal.index_symbol == "VXTH" else True,
        }
        for goal in GOALS
    ]
    return pl.DataFrame(rows, schema=FCT_BENCHMARK_GOAL.polars_schema)


@pytest.mark.parametrize(
    ("is_met", "state", "said"),
    [
        ({}, "passed", "replays of BXM, CNDR, PUT, VXTH with the prices of this book reach their goals"),
        ({"tracking_error_vol": None}, "not_available", "too few published levels of VXTH to check the prices"),
        ({"tracking_error_vol": False}, "missed", "the prices miss their benchmark: VXTH tracking error 0.500 > 0.03"),
        ({"tracking_error_vol": None, "cagr_gap_ratio": False}, "missed", "VXTH growth gap 0.500 > 0.01"),
    ],
)
def test_engine_is_judged_by_all_its_goals(is_met, state, said) -> None:
    check = engine_check(goals_with(is_met))

    assert check.state == state
    assert said in check.text


def test_engine_without_goals_was_not_checked() -> None:
    assert engine_check(goals_with({}).clear()).state == "not_available"


def test_missed_benchmark_stands_in_the_reason_of_every_verdict(four_years, settings) -> None:
    checks = [engine_check(goals_with(is_met)) for is_met in ({}, {"tracking_error_vol": False})]
    passed, missed = (
        claim_verdicts(four_years, drawdown_episodes(four_years), replace(settings, engine=check)) for check in checks
    )

    assert missed["verdict"].to_list() == passed["verdict"].to_list()
    assert missed["verdict_reason"].str.contains("VXTH tracking error 0.500 > 0.03", literal=True).all()
    assert not passed["verdict_reason"].str.contains("engine").any()
    assert (set(passed["engine_check"]), set(missed["engine_check"])) == ({"passed"}, {"missed"})
