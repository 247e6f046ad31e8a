"""C6 and C7: reductions, sacrifices and the de-levered control of known size come back."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.claims.drawdown_reduction import drawdown_reduction
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.growth import cagr_ratio, max_loss_ratio
from pipelines.claims.return_sacrificed import NO_DRAWDOWN, delevering_ratio, return_sacrificed
from pipelines.quant.bootstrap import percentile_interval, stationary_draws
from pipelines.quant.drawdown import max_drawdown_ratio


def by_variant(rows: list[dict]) -> dict[str, dict]:
    return {row["variant"]: row for row in rows}


def episodes_with(daily: pl.DataFrame, reductions: list[float], unhedged: list[float]) -> pl.DataFrame:
    rows = drawdown_episodes(daily).head(len(reductions))
    return rows.with_columns(
        reduction_ratio=pl.Series(reductions),
        unhedged_max_drawdown_ratio=pl.Series(unhedged),
        hedged_max_drawdown_ratio=pl.Series([u * (1 - r) for u, r in zip(unhedged, reductions, strict=True)]),
        is_counted=True,
    )


def test_centres_of_the_reductions(four_years, settings) -> None:
    reductions, unhedged = [0.1, 0.2, 0.3, 0.4, 0.5, -0.9], [0.02, 0.02, 0.02, 0.02, 0.02, 0.10]

    rows = by_variant(drawdown_reduction(episodes_with(four_years, reductions, unhedged), four_years, settings))

    assert rows["headline"]["estimate"] == pytest.approx(0.25)
    assert rows["mean"]["estimate"] == pytest.approx(0.1)
    assert rows["pooled"]["estimate"] == pytest.approx(1 - (0.02 * 3.5 + 0.10 * 1.9) / 0.20)
    assert rows["largest5"]["estimate"] == pytest.approx((0.1 + 0.2 + 0.3 + 0.4 - 0.9) / 5)
    assert [rows[name]["n_effective"] for name in ("headline", "largest5")] == [6, 5]


def test_spikes_that_all_shrink_alike_support_the_claim(four_years, settings) -> None:
    rows = drawdown_reduction(episodes_with(four_years, [0.4] * 6, [0.05] * 6), four_years, settings)

    assert {row["verdict"] for row in rows} == {"supported"}


def test_uncounted_spikes_stay_out_and_none_left_says_so(four_years, settings) -> None:
    none = episodes_with(four_years, [0.4] * 6, [0.05] * 6).with_columns(is_counted=False)

    rows = drawdown_reduction(none, four_years, settings)

    assert {row["verdict"] for row in rows} == {"not_testable"}
    assert "no complete VIX spike" in rows[0]["verdict_reason"]


def test_sacrifice_is_the_gap_of_growth_on_actual_days(four_years, settings) -> None:
    rows = by_variant(return_sacrificed(four_years, settings))

    gap = cagr_ratio(four_years, "unhedged") - cagr_ratio(four_years, "hedged")
    assert rows["headline"]["estimate"] == pytest.approx(gap, abs=1e-12)
    assert rows["at_most"]["estimate"] == rows["headline"]["estimate"]
    assert rows["headline"]["ci_lo"] < gap < rows["headline"]["ci_hi"]


def test_growth_of_a_doubling_in_four_years(daily_of) -> None:
    days = 1044
    daily = daily_of(np.full(days, 2 ** (1 / (days - 1)) - 1), 0.0)
    years = (daily["trade_date"][-1] - daily["trade_date"][0]).days / 365.25

    assert cagr_ratio(daily, "unhedged") == pytest.approx(2 ** (1 / years) - 1)
    assert np.isnan(cagr_ratio(daily.head(1), "unhedged"))


def test_control_has_the_hedged_drawdown(four_years) -> None:
    unhedged, hedged = (four_years[f"{side}_return_ratio"].to_numpy()[1:] for side in ("unhedged", "hedged"))

    share = delevering_ratio(unhedged, hedged)

    assert 0 < share < 1
    scaled = np.concatenate([[1.0], np.cumprod(1 + share * unhedged)])
    after_first_close = four_years["hedged_nav_usd"].to_numpy()
    assert max_drawdown_ratio(scaled) == pytest.approx(max_drawdown_ratio(after_first_close), abs=1e-9)


def test_hedge_that_is_nothing_but_a_smaller_book_ties_with_the_control(daily_of, settings) -> None:
    unhedged = np.random.default_rng(4).normal(0.0003, 0.004, 900)

    control = by_variant(return_sacrificed(daily_of(unhedged, -0.4 * unhedged), settings))["delevered_control"]

    assert control["estimate"] == pytest.approx(0, abs=1e-9)


def test_free_protection_beats_the_control_and_costly_protection_loses(daily_of, settings) -> None:
    is_crash = np.arange(1000) % 100 < 5
    unhedged = np.where(is_crash, -0.006, 0.0008)

    free, costly = (
        by_variant(return_sacrificed(daily_of(unhedged, np.where(is_crash, 0.003, cost)), settings))
        for cost in (-0.00001, -0.0006)
    )

    assert free["delevered_control"]["verdict"] == "supported"
    assert costly["delevered_control"]["verdict"] == "contradicted"


def test_hedge_that_deepens_the_drawdown_is_compared_with_a_larger_book(daily_of, settings) -> None:
    unhedged = np.random.default_rng(5).normal(0.0004, 0.004, 900)
    daily = daily_of(unhedged, -0.0003)

    scale = delevering_ratio(unhedged, unhedged - 0.0003)
    control = by_variant(return_sacrificed(daily, settings))["delevered_control"]

    assert max_loss_ratio(daily, "hedged") > max_loss_ratio(daily, "unhedged")
    assert scale > 1
    assert control["verdict"] == "contradicted"


def book_half_as_large(seed: int) -> np.ndarray:
    """Two years of a condor with heavy tails, and half of it less a cost that varies a little."""
    rng = np.random.default_rng(seed)
    unhedged = np.maximum(0.0006 + 0.004 * rng.standard_t(4, 504), -0.05)
    return np.column_stack([unhedged, 0.5 * unhedged - 0.0001 + rng.normal(0, 0.0004, 504)])


def gained(returns: np.ndarray, scale: float | None = None) -> float:
    """Growth of two years over the book scaled to the same drawdown, a year; `scale` holds it fixed."""
    share = delevering_ratio(*returns.T) if scale is None else scale
    grown = (np.prod(1 + book) ** 0.5 for book in (returns[:, 1], share * returns[:, 0]))
    return float(np.subtract(*grown))


def test_interval_of_the_control_covers_as_often_as_it_says_and_one_with_a_fixed_scale_does_not(
    daily_of, settings
) -> None:
    true_gain = np.median([gained(book_half_as_large(seed)) for seed in range(300)])
    few = replace(settings, mean_block_tdays=10, series_draws=150)
    covered = []
    for seed in range(1000, 1050):
        returns = book_half_as_large(seed)
        daily = daily_of(np.append(0.0, returns[:, 0]), np.append(0.0, returns[:, 1] - returns[:, 0]))
        row = by_variant(return_sacrificed(daily, few))["delevered_control"]
        scale = delevering_ratio(*returns.T)
        draws = stationary_draws(returns, lambda drawn, scale=scale: np.array([gained(drawn, scale)]), 10, 150, 1)
        ends = (row["ci_lo"], row["ci_hi"]), percentile_interval(draws[:, 0], 0.95)
        covered.append([low <= true_gain <= high for low, high in ends])

    refitted, fixed = np.mean(covered, axis=0)
    assert refitted >= 0.9
    assert fixed <= 0.86
    assert "the scale sought anew in each" in row["method"]


def test_equal_drawdowns_are_matched_by_the_book_itself() -> None:
    returns = np.array([0.01, -0.02, 0.01])

    assert delevering_ratio(returns, returns) == pytest.approx(1)


def test_a_book_that_never_falls_has_no_control(daily_of, settings) -> None:
    daily = daily_of(np.full(300, 0.0005), np.tile([0.001, -0.003], 150))

    control = by_variant(return_sacrificed(daily, settings))["delevered_control"]

    assert np.isnan(delevering_ratio(np.full(300, 0.0005), np.tile([0.0015, -0.0025], 150)))
    assert (control["verdict"], control["verdict_reason"]) == ("not_testable", NO_DRAWDOWN)
    assert (control["estimate"], control["ci_lo"]) == (None, None)


def test_one_day_is_not_testable(daily_of, settings) -> None:
    rows = return_sacrificed(daily_of([0.01], 0.0), settings)

    assert {row["verdict"] for row in rows} == {"not_testable"}
