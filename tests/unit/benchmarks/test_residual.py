"""Residuals between a replay and what was published, and the goals judged on them."""

import numpy as np
import polars as pl
import pytest

from pipelines.benchmarks.goals import GOALS, judged_goals, missed_texts
from pipelines.benchmarks.monthly import Days, Months, days_of, months_of
from pipelines.benchmarks.residual import benchmark_residual, correlation

NO_DAYS = Days(*(np.array([], dtype=kind) for kind in ("datetime64[D]", float, float, float, "<U12")))


def months_with(replayed, published, *, stocks=0.0, variants=None, regime="vix_15_to_20") -> Months:
    replayed, published = np.asarray(replayed, float), np.asarray(published, float)
    n = len(replayed)
    ends = np.array([np.datetime64(f"{2010 + m // 12}-{m % 12 + 1:02d}-28") for m in range(n)])
    return Months(
        ends,
        replayed,
        published,
        np.broadcast_to(stocks, n).astype(float),
        np.full(n, regime),
        np.array([replayed]) if variants is None else np.array(variants, float),
    )


def residual_of(months: Months) -> dict[str, object]:
    return benchmark_residual({"VXTH": months}, {"VXTH": NO_DAYS}).filter(pl.col("period") == "all").row(0, named=True)


@pytest.fixture
def returns() -> np.ndarray:
    return np.random.default_rng(5).normal(0.006, 0.04, 48)


def test_perfect_replay_has_no_residual(returns) -> None:
    row = residual_of(months_with(returns, returns, stocks=returns / 2))

    assert row["monthly_correlation_ratio"] == pytest.approx(1)
    assert row["overlay_monthly_correlation_ratio"] == pytest.approx(1)
    assert (row["tracking_error_vol"], row["cagr_gap_ratio"], row["max_drawdown_gap_ratio"]) == (0, 0, 0)
    assert row["n_months"] == 48


def test_stocks_alone_correlate_and_say_nothing_of_the_overlay(returns) -> None:
    """§3.1: the beta of the stocks gives a high correlation for free."""
    noise = np.random.default_rng(6).normal(0, 0.004, (2, 48))

    row = residual_of(months_with(returns + noise[0], returns + noise[1], stocks=returns))

    assert row["monthly_correlation_ratio"] > 0.98
    assert abs(row["overlay_monthly_correlation_ratio"]) < 0.4


def test_growth_gap_is_yearly_and_signed() -> None:
    row = residual_of(months_with([0.01] * 12 + [0.012] * 12, [0.005] * 12 + [0.004] * 12))

    assert row["cagr_gap_ratio"] == pytest.approx((1.01**12 * 1.012**12) ** 0.5 - (1.005**12 * 1.004**12) ** 0.5)


@pytest.mark.parametrize(("shift", "explained", "inside"), [(-0.02, 1.0, 1.0), (-0.005, 0.5, 0.0), (0.01, 0.0, 0.0)])
def test_band_explains_the_part_of_the_gap_it_covers(shift, explained, inside, returns) -> None:
    replayed = returns + 0.01

    row = residual_of(months_with(replayed, returns, variants=[replayed + shift]))

    assert row["cagr_gap_explained_ratio"] == pytest.approx(explained, abs=0.02)
    assert row["months_inside_band_ratio"] == inside


def test_years_and_regimes_share_the_months_out(returns) -> None:
    rows = benchmark_residual({"CNDR": months_with(returns, returns, regime="vix_above_30")}, {"CNDR": NO_DAYS})
    counts = dict(rows.group_by("period_kind").agg(pl.col("n_months").sum()).iter_rows())

    assert counts == {"all": 48, "year": 48, "vix_regime": 48}
    assert rows.filter(pl.col("period_kind") == "vix_regime")["max_drawdown_gap_ratio"].null_count() == 4


def test_index_without_published_months_has_a_row_of_nulls() -> None:
    row = residual_of(months_with([], [], variants=np.empty((1, 0))))

    assert row["n_months"] == 0
    assert row["monthly_correlation_ratio"] is None
    assert row["cagr_gap_explained_ratio"] is None


def test_months_are_between_two_published_ends_that_follow_each_other(monthly_frame) -> None:
    published = [100.0, 101.0, None, 103.0, 104.0, None]
    daily = monthly_frame([1.0, 1.02, 1.03, 1.04, 1.05, 1.06], published, vix=[14, 16, 25, 35, 31, 12])

    months = months_of(daily, [])

    assert months.published == pytest.approx([0.01, 104 / 103 - 1])
    assert months.regimes.tolist() == ["vix_15_to_20", "vix_above_30"]
    assert days_of(daily).dates.size == 0


def test_correlation_needs_three_points_that_move() -> None:
    assert correlation(np.array([1.0, 2.0]), np.array([1.0, 2.0])) is None
    assert correlation(np.ones(5), np.arange(5.0)) is None


def goals_of(months: Months) -> pl.DataFrame:
    symbols = {goal.index_symbol for goal in GOALS}
    return judged_goals(benchmark_residual(dict.fromkeys(symbols, months), dict.fromkeys(symbols, NO_DAYS)))


def test_goals_are_met_by_a_perfect_replay(returns) -> None:
    assert goals_of(months_with(returns, returns, stocks=returns / 2))["is_met"].all()


def test_missed_goal_is_said_with_its_numbers(returns) -> None:
    goals = goals_of(months_with(returns, returns + 0.002, stocks=returns / 2))

    missed = goals.filter(~pl.col("is_met"))
    assert missed["measure"].to_list()[0] == "cagr_gap_ratio"
    assert missed_texts(missed)[0] == "VXTH growth gap -0.022 > 0.01"


def test_goal_is_open_with_less_than_two_years(returns) -> None:
    goals = goals_of(months_with(returns[:20], returns[:20]))

    assert goals["is_met"].null_count() == len(GOALS)
