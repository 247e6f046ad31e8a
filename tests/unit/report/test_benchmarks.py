"""The page on replayed indices: what is said of each, and what the charts draw."""

import numpy as np
import polars as pl

from pipelines.report.benchmark_rows import benchmark_rows
from pipelines.report.figures.benchmarks import benchmark_charts
from tests.unit.report.replayed import REPLAYED_DAYS


def rows_by_symbol(benchmark_residual, benchmark_goals):
    return {row.symbol: row for row in benchmark_rows(benchmark_residual, benchmark_goals)}


def test_indices_with_goals_come_first_and_say_how_many_are_met(benchmark_residual, benchmark_goals):
    rows = rows_by_symbol(benchmark_residual, benchmark_goals)
    assert list(rows) == ["VXTH", "CNDR", "BFLY"]
    assert (rows["VXTH"].goals, rows["VXTH"].goals_class) == ("2 of 2 met", "ok")
    assert (rows["CNDR"].goals, rows["CNDR"].goals_class) == ("1 of 2 met", "error")
    assert (rows["BFLY"].goals, rows["BFLY"].months) == ("", "no published level")
    assert rows["VXTH"].months == "60: Jan 2009 – Dec 2013"
    assert rows["VXTH"].correlation == 0.9876  # of all months, not of the year


def test_goal_that_cannot_be_told_is_not_available(benchmark_residual, benchmark_goals):
    untold = benchmark_goals.with_columns(is_met=pl.lit(None, pl.Boolean))
    assert {row.goals for row in benchmark_rows(benchmark_residual, untold)} == {"not available", ""}


def test_only_published_indices_have_a_chart(benchmark_daily, benchmark_residual):
    charts = benchmark_charts(benchmark_daily, benchmark_residual)
    assert [chart.name for chart in charts] == ["benchmark-vxth", "benchmark-vxth-overlay", "benchmark-cndr"]
    assert charts[0].title == "VXTH: correlation 0.988, overlay 0.912"


def test_replay_is_drawn_to_the_newest_month_from_a_common_start(benchmark_daily, benchmark_residual):
    levels = benchmark_charts(benchmark_daily, benchmark_residual)[0].figure
    published, replayed = levels.data
    assert (published.name, replayed.name) == ("published", "replayed")
    assert replayed.x[-1] == REPLAYED_DAYS[-1].isoformat()
    assert published.y[0] == 100
    assert np.isnan(published.y[-1])
    np.testing.assert_allclose(replayed.y[0], 100 * (200 + 22) / (201 + 22))


def test_overlay_sums_only_days_that_both_know(benchmark_daily, benchmark_residual):
    published, replayed = benchmark_charts(benchmark_daily, benchmark_residual)[1].figure.data
    known = len(REPLAYED_DAYS) - 50
    np.testing.assert_allclose([replayed.y[-1], published.y[-1]], [0.1 * known, 0.2 * known])
