"""C1 and C3: drags of known size come back; what can't be measured says why."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest

from pipelines.claims.drag_at_vix_18 import drag_at_vix_18
from pipelines.claims.drag_calm_years import drag_calm_years

ACCOUNT_USD = 1_000_000.0


def by_variant(rows: list[dict]) -> dict[str, dict]:
    return {row["variant"]: row for row in rows}


def test_drag_at_18_is_the_yearly_loss_of_days_after_a_close_in_the_bucket(daily_of, settings) -> None:
    vix = np.tile([18.0, 30.0], 400)
    hedge = np.where(np.arange(800) % 2 == 1, -0.00006, 0.01)  # odd days follow a close at 18

    rows = by_variant(drag_at_vix_18(daily_of(np.zeros(800), hedge, vix=vix, cost_usd=10.0), settings))

    assert rows["headline"]["estimate"] == pytest.approx(0.00006 * 252)
    assert rows["gross"]["estimate"] == pytest.approx(0.00005 * 252)
    assert rows["headline"]["verdict"] == "supported"
    assert rows["headline"]["n_effective"] == 13


@pytest.mark.parametrize(("vix", "is_inside"), [(16.99, False), (17.0, True), (19.0, True), (19.01, False)])
def test_bucket_is_17_to_19_with_both_ends(daily_of, settings, vix, is_inside) -> None:
    row = drag_at_vix_18(daily_of(np.zeros(400), -0.0001, vix=vix), settings)[0]

    assert (row["estimate"] is not None) == is_inside
    assert (row["verdict"] == "not_testable") != is_inside


def test_first_day_has_no_close_before_it(daily_of, settings) -> None:
    hedge = np.full(400, -0.0001)
    hedge[0] = -0.5

    assert drag_at_vix_18(daily_of(np.zeros(400), hedge), settings)[0]["estimate"] == pytest.approx(0.0252)


def test_too_few_pieces_give_no_verdict(daily_of, settings) -> None:
    row = drag_at_vix_18(daily_of(np.zeros(200), -0.0001), settings)[0]

    assert (row["n_effective"], row["verdict"]) == (4, "not_testable")
    assert "at least 5" in row["verdict_reason"]


def yearly(daily_of, years: int, **changes) -> pl.DataFrame:
    return daily_of(np.zeros(261 * years), -0.01 / 261, start="2012-01-02", cost_usd=2000 / 261, **changes)


def test_calm_year_drag_is_the_mean_yearly_loss(daily_of, settings) -> None:
    rows = by_variant(drag_calm_years(yearly(daily_of, 8), settings))

    assert rows["headline"]["estimate"] == pytest.approx(0.01, rel=0.01)
    assert rows["gross"]["estimate"] == pytest.approx(0.008, rel=0.01)
    assert rows["headline"]["verdict"] == "supported"
    assert rows["headline"]["n_effective"] == 8


def test_year_with_five_closes_above_30_is_a_crisis_and_with_four_is_not(daily_of, settings) -> None:
    def calm_years(closes: int) -> int:
        vix = np.full(261 * 7, 15.0)
        vix[300 : 300 + closes] = 31.0
        return drag_calm_years(yearly(daily_of, 7, vix=vix), settings)[0]["n_effective"]

    assert calm_years(4) - calm_years(5) == 1


def test_year_with_a_deep_spx_fall_is_a_crisis(daily_of, settings) -> None:
    spx = np.full(261 * 7, 3000.0)
    spx[300:330] = 2500.0
    crisis = drag_calm_years(yearly(daily_of, 7, spx=spx), settings)[0]["n_effective"]

    assert drag_calm_years(yearly(daily_of, 7), settings)[0]["n_effective"] - crisis == 1


def test_year_cut_off_by_the_window_is_left_out(daily_of, settings) -> None:
    rows = drag_calm_years(yearly(daily_of, 1).head(200), settings)

    assert {row["verdict_reason"] for row in rows} == {"no whole non-crisis year in the window"}


def test_another_account_scales_the_drag(daily_of, settings) -> None:
    daily = yearly(daily_of, 8)
    half = drag_calm_years(daily, replace(settings, account_usd=2 * ACCOUNT_USD))[0]["estimate"]

    assert half == pytest.approx(drag_calm_years(daily, settings)[0]["estimate"] / 2)
