"""Layers 3 and 4 against the same premium in layer 1, by hand, and how sure that is."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.late_entry_penalty import ALWAYS_ON, late_entry_penalty, late_entry_rows
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY_PENALTY
from pipelines.contracts.promises import unkept_promises

SETTINGS = ClaimSettings(1e6, 7, series_draws=500)


def months_of(preset, layer, gain, months=12, luck=(0.05, -0.05), life_days=20, copies=1):
    """One call a month bought for 1000, given back for 1000 × (1 + gain + luck), the luck of months in turn."""
    rows = []
    for n in range(months):
        day, made = date(2020, 1, 1) + timedelta(days=31 * n), 1000 * (gain + luck[n % len(luck)])
        life = {"fill_date": day, "expiry_date": day + timedelta(days=life_days)}
        rows += [{"preset": preset, "layer": layer, **life, "pnl_usd": made, "premium_usd": 1000.0}] * copies
    return rows


def penalties(*rows, settings=SETTINGS) -> dict[tuple[str, str], dict]:
    entries = pl.DataFrame([row for part in rows for row in part])
    presets = pl.DataFrame({"preset": ["p", "none"], "is_simulated": False})
    table = late_entry_penalty(entries, presets, settings)
    assert unkept_promises(FCT_LATE_ENTRY_PENALTY, table) == []
    return {(row["preset"], row["reference"]): row for row in table.iter_rows(named=True)}


def test_penalty_is_what_the_same_premium_would_have_made_early() -> None:
    late = [months_of("p", layer, gain, luck=(0.1, 0.0, -0.1)) for layer, gain in ((3, -0.5), (4, -0.7))]
    row = penalties(months_of("p", 1, -0.2), *late)["p", "own"]

    assert row["late_premium_usd"] == pytest.approx(24_000)
    assert row["late_pnl_usd"] == pytest.approx(-0.6 * 24_000)
    assert row["same_premium_pnl_usd"] == pytest.approx(-0.2 * 24_000)
    assert (row["penalty_usd"], row["penalty_ratio"]) == (pytest.approx(0.4 * 24_000), pytest.approx(0.4))
    assert 0.3 < row["ci_lo"] < 0.4 < row["ci_hi"] < 0.5
    assert (row["late_months"], row["early_months"], row["n_effective"]) == (12, 12, 12)
    assert row["null_reason"] is None


def test_early_and_late_calls_of_a_month_are_drawn_together() -> None:
    luck, unlucky = (0.3, -0.3, 0.1, -0.1), (-0.3, 0.3, -0.1, 0.1)
    early = months_of("p", 1, -0.2, luck=luck)
    widths = []
    for fate in (luck, unlucky):
        row = penalties(early, months_of("p", 3, -0.5, luck=fate))["p", "own"]
        widths.append(row["ci_hi"] - row["ci_lo"])

    assert widths[0] == pytest.approx(0, abs=1e-9)  # both sides are lucky in the same months: the gap never moves
    assert widths[1] > 0.2


def test_calls_that_live_at_the_same_time_are_one_piece() -> None:
    luck = (0.3, 0.2, -0.3, -0.1, 0.0)
    one, five, long = (
        penalties(months_of("p", 1, -0.2), months_of("p", 3, -0.5, luck=luck, **more))["p", "own"]
        for more in ({}, {"copies": 5}, {"life_days": 140})
    )

    assert (five["ci_lo"], five["ci_hi"]) == pytest.approx((one["ci_lo"], one["ci_hi"]))
    assert (one["n_effective"], five["n_effective"]) == (12, 12)
    assert (long["n_effective"], long["late_months"]) == (3, 12)
    assert (long["ci_lo"], long["null_reason"]) == (None, "only 3 independent pieces, at least 5 are needed")


def test_luck_that_lasts_for_months_widens_the_interval() -> None:
    late = months_of("p", 3, -0.5, months=36, luck=(*[0.3] * 6, *[-0.3] * 6))
    calls = months_of("p", 1, -0.2, months=36), late
    widths = []
    for months in (1, 3):
        found = penalties(*calls, settings=replace(SETTINGS, mean_block_months=months))["p", "own"]
        widths.append(found["ci_hi"] - found["ci_lo"])

    assert widths[1] > 1.3 * widths[0]


def test_draws_that_often_miss_the_late_calls_give_no_interval() -> None:
    rare = [*months_of("p", 3, -0.5, months=1, copies=9)]
    row = penalties(months_of("p", 1, -0.2), rare)["p", "own"]

    assert (row["penalty_ratio"], row["ci_lo"]) == (pytest.approx(0.35, abs=0.1), None)


def test_layer_1_that_never_bought_leaves_the_ladder_without_gates() -> None:
    found = penalties(months_of(ALWAYS_ON, 1, -0.4), months_of("p", 3, -0.1))

    assert found["p", "own"]["null_reason"] == "its own layer 1 never bought"
    assert found["p", "own"]["penalty_ratio"] is None
    assert found["p", "always_on"]["penalty_ratio"] == pytest.approx(-0.3)
    assert found["none", "own"]["null_reason"] == "layers 3 and 4 never bought"


def test_few_months_give_a_figure_and_no_interval() -> None:
    row = penalties(months_of("p", 1, -0.2), months_of("p", 3, -0.5, months=4))["p", "own"]

    assert row["penalty_ratio"] == pytest.approx(0.3)
    assert (row["ci_lo"], row["ci_hi"]) == (None, None)
    assert "only 4 independent pieces" in row["null_reason"]


def test_claim_is_contradicted_where_late_calls_lose_more(daily_of) -> None:
    entries = pl.DataFrame(months_of("p", 1, -0.2) + months_of("p", 3, -0.6))
    daily = daily_of(np.zeros(10), 0.0)
    ladder = daily.with_columns(preset=pl.lit(ALWAYS_ON), hedge_price_source=pl.lit("mixed"))

    own, without_gates = late_entry_rows(entries, daily, ladder, "p", SETTINGS)

    assert (own["pricing_source"], without_gates["pricing_source"]) == ("model", "model+quote")
    assert (own["preset"], without_gates["preset"]) == ("hedge", "hedge")
    assert (own["claim_id"], own["variant"], own["verdict"]) == ("A2", "headline", "contradicted")
    assert own["estimate"] == pytest.approx(-0.4)
    assert (without_gates["variant"], without_gates["verdict"]) == ("always_on", "not_testable")
