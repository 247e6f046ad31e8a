"""Late entry: what layers paid, and layers 3 and 4 against the same premium in layer 1, by hand."""

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.late_entry import entries_of, late_entry
from pipelines.claims.late_entry_penalty import ALWAYS_ON, late_entry_penalty, late_entry_rows
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY, FCT_LATE_ENTRY_PENALTY
from pipelines.contracts.promises import unkept_promises
from pipelines.quant.vix_smile import vix_call_price

DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(400)]
EXPIRY = date(2021, 6, 16)
DEAR = DAYS[300]
SETTINGS = ClaimSettings(1e6, 7, piece_draws=500)


def trade(preset, layer, day, contracts, cash, *, strike=30.0, action="open", mid=1.0, expiry=EXPIRY):
    return {
        "preset": preset, "layer": layer, "lot": 1, "expiry_date": expiry, "strike_pts": strike, "book": "hedge",
        "fill_date": day, "action": action, "contracts": contracts, "mid_pts": mid, "cash_usd": cash,
        "is_simulated": False,
    }  # fmt: skip


@pytest.fixture
def signals() -> pl.DataFrame:
    """VVIX 90 on all days but one."""
    return pl.DataFrame(
        {
            "trade_date": DAYS,
            "vix_close_pts": [31.0 if day == DEAR else 17.0 for day in DAYS],
            "vvix_close_pts": [135.0 if day == DEAR else 90.0 for day in DAYS],
            "risk_free_rate_ratio": 0.01,
        }
    )


@pytest.fixture
def curve() -> pl.DataFrame:
    return pl.DataFrame({"trade_date": DAYS, "expiry_date": EXPIRY, "settle_pts": 24.0})


def states_of(*rows) -> pl.DataFrame:
    """Marks of held calls; every layer 1 to 4 exists."""
    empty = [
        {"preset": "p", "layer": layer, "lot": 1, "trade_date": DAYS[-1], "held_contracts": 0} for layer in (1, 2, 3, 4)
    ]
    dates = {"trade_date": pl.Date, "held_contracts": pl.Int64, "held_expiry_date": pl.Date}
    keys = {"preset": pl.String, "layer": pl.Int32, "lot": pl.Int32}
    schema = {**keys, **dates, "held_strike_pts": pl.Float64, "held_mark_pts": pl.Float64}
    return pl.DataFrame([*empty, *rows], schema=schema).with_columns(is_simulated=pl.lit(value=False))


def held(layer, day, mark, contracts=5, strike=30.0):
    return {"preset": "p", "layer": layer, "lot": 1, "trade_date": day, "held_contracts": contracts,
            "held_expiry_date": EXPIRY, "held_strike_pts": strike, "held_mark_pts": mark}  # fmt: skip


def test_a_layer_that_bought_dear_says_so(signals, curve) -> None:
    trades = pl.DataFrame(
        [trade("p", 4, DEAR, 10, -1100.0, mid=1.0), trade("p", 4, DAYS[350], -10, 400.0, action="settle")],
        schema_overrides={"layer": pl.Int32, "lot": pl.Int32},
    )
    states = states_of(held(4, DEAR, 1.0, 10))

    rows = late_entry(entries_of(trades, states, signals, curve), states)

    assert unkept_promises(FCT_LATE_ENTRY, rows) == []
    assert rows["layer"].to_list() == [1, 2, 3, 4]
    assert rows["calls"].to_list() == [0, 0, 0, 1]
    assert rows["mean_vvix_pts"][0] is None
    last = rows.row(3, named=True)
    days = (EXPIRY - DEAR).days
    usual = float(vix_call_price(90.0, days, 30.0, 24.0, rate_ratio=0.01))
    assert (last["mean_vvix_pts"], last["mean_vix_pts"]) == (135.0, 31.0)
    assert last["mean_ask_pts"] == pytest.approx(1.0 + 0.15 / 2)
    assert last["mean_ask_to_usual_ratio"] == pytest.approx(1.075 / usual)
    assert (last["premium_usd"], last["pnl_usd"]) == (1100.0, -700.0)
    assert (last["in_the_money_calls"], last["mean_ask_to_intrinsic_ratio"]) == (0, None)


def test_intrinsic_value_counts_only_in_the_money(signals, curve) -> None:
    trades = pl.DataFrame(
        [trade("p", 3, DEAR, 1, -600.0, strike=20.0, mid=5.0)], schema_overrides={"layer": pl.Int32, "lot": pl.Int32}
    )
    states = states_of()

    row = late_entry(entries_of(trades, states, signals, curve), states).row(2, named=True)
    assert row["in_the_money_calls"] == 1
    assert row["mean_ask_to_intrinsic_ratio"] == pytest.approx((5.0 + 0.4 / 2) / 4.0)


def test_a_call_still_held_counts_at_its_mark(signals, curve) -> None:
    trades = pl.DataFrame([trade("p", 3, DEAR, 5, -500.0)], schema_overrides={"layer": pl.Int32, "lot": pl.Int32})
    states = states_of(held(3, DEAR, 1.0), held(3, DAYS[-1], 3.0))

    entry = entries_of(trades, states.filter(pl.col("layer") == 3, pl.col("held_contracts") > 0), signals, curve)
    assert entry["open_mark_usd"].to_list() == [1500.0]
    assert entry["pnl_usd"].to_list() == [1000.0]
    assert entry["peak_mark_pts"].to_list() == [3.0]


def months_of(preset, layer, gain, months=12, luck=(0.05, -0.05), life_days=20, copies=1):
    """One call a month bought for 1000, given back for 1000 × (1 + gain + luck), the luck of months in turn."""
    rows = []
    for n in range(months):
        day, expiry = DAYS[n * 31], DAYS[n * 31] + timedelta(days=life_days)
        back = 1000 * (1 + gain + luck[n % len(luck)])
        for copy in range(copies):
            call = {"strike": 25.0 + copy, "expiry": expiry}
            rows += [
                trade(preset, layer, day, 1, -1000.0, **call),
                trade(preset, layer, expiry, -1, back, action="settle", **call),
            ]
    return rows


def penalties(signals, curve, *rows, settings=SETTINGS) -> dict[tuple[str, str], dict]:
    trades = pl.DataFrame([row for part in rows for row in part], schema_overrides={"layer": pl.Int32, "lot": pl.Int32})
    entries = entries_of(trades, states_of(), signals, curve)
    presets = pl.DataFrame({"preset": ["p", "none"], "is_simulated": False})
    table = late_entry_penalty(entries, presets, settings)
    assert unkept_promises(FCT_LATE_ENTRY_PENALTY, table) == []
    return {(row["preset"], row["reference"]): row for row in table.iter_rows(named=True)}


def test_penalty_is_what_the_same_premium_would_have_made_early(signals, curve) -> None:
    late = [months_of("p", layer, gain, luck=(0.1, 0.0, -0.1)) for layer, gain in ((3, -0.5), (4, -0.7))]
    row = penalties(signals, curve, months_of("p", 1, -0.2), *late)["p", "own"]

    assert row["late_premium_usd"] == pytest.approx(24_000)
    assert row["late_pnl_usd"] == pytest.approx(-0.6 * 24_000)
    assert row["same_premium_pnl_usd"] == pytest.approx(-0.2 * 24_000)
    assert (row["penalty_usd"], row["penalty_ratio"]) == (pytest.approx(0.4 * 24_000), pytest.approx(0.4))
    assert 0.3 < row["ci_lo"] < 0.4 < row["ci_hi"] < 0.5
    assert (row["late_months"], row["early_months"], row["n_effective"]) == (12, 12, 12)
    assert row["null_reason"] is None


def test_early_and_late_calls_of_a_month_are_drawn_together(signals, curve) -> None:
    luck, unlucky = (0.3, -0.3, 0.1, -0.1), (-0.3, 0.3, -0.1, 0.1)
    early = months_of("p", 1, -0.2, luck=luck)
    widths = []
    for fate in (luck, unlucky):
        row = penalties(signals, curve, early, months_of("p", 3, -0.5, luck=fate))["p", "own"]
        widths.append(row["ci_hi"] - row["ci_lo"])

    assert widths[0] == pytest.approx(0, abs=1e-9)  # both sides are lucky in the same months: the gap never moves
    assert widths[1] > 0.2


def test_calls_that_live_at_the_same_time_are_one_piece(signals, curve) -> None:
    luck = (0.3, 0.2, -0.3, -0.1, 0.0)
    one, five, long = (
        penalties(signals, curve, months_of("p", 1, -0.2), months_of("p", 3, -0.5, luck=luck, **more))["p", "own"]
        for more in ({}, {"copies": 5}, {"life_days": 140})
    )

    assert (five["ci_lo"], five["ci_hi"]) == pytest.approx((one["ci_lo"], one["ci_hi"]))
    assert (one["n_effective"], five["n_effective"]) == (12, 12)
    assert (long["n_effective"], long["late_months"]) == (3, 12)
    assert (long["ci_lo"], long["null_reason"]) == (None, "only 3 independent pieces, at least 5 are needed")


def test_luck_that_lasts_for_months_widens_the_interval(signals, curve) -> None:
    calls = months_of("p", 1, -0.2), months_of("p", 3, -0.5, luck=(*[0.3] * 6, *[-0.3] * 6))
    widths = []
    for months in (1, 3):
        found = penalties(signals, curve, *calls, settings=replace(SETTINGS, mean_block_months=months))["p", "own"]
        widths.append(found["ci_hi"] - found["ci_lo"])

    assert widths[1] > 1.2 * widths[0]


def test_draws_that_often_miss_the_late_calls_give_no_interval(signals, curve) -> None:
    rare = [*months_of("p", 3, -0.5, months=1, copies=9)]
    row = penalties(signals, curve, months_of("p", 1, -0.2), rare)["p", "own"]

    assert (row["penalty_ratio"], row["ci_lo"]) == (pytest.approx(0.35, abs=0.1), None)


def test_layer_1_that_never_bought_leaves_the_ladder_without_gates(signals, curve) -> None:
    found = penalties(signals, curve, months_of(ALWAYS_ON, 1, -0.4), months_of("p", 3, -0.1))

    assert found["p", "own"]["null_reason"] == "its own layer 1 never bought"
    assert found["p", "own"]["penalty_ratio"] is None
    assert found["p", "always_on"]["penalty_ratio"] == pytest.approx(-0.3)
    assert found["none", "own"]["null_reason"] == "layers 3 and 4 never bought"


def test_few_months_give_a_figure_and_no_interval(signals, curve) -> None:
    row = penalties(signals, curve, months_of("p", 1, -0.2), months_of("p", 3, -0.5, months=4))["p", "own"]

    assert row["penalty_ratio"] == pytest.approx(0.3)
    assert (row["ci_lo"], row["ci_hi"]) == (None, None)
    assert "only 4 independent pieces" in row["null_reason"]


def test_claim_is_contradicted_where_late_calls_lose_more(signals, curve, daily_of) -> None:
    trades = pl.DataFrame(
        months_of("p", 1, -0.2) + months_of("p", 3, -0.6), schema_overrides={"layer": pl.Int32, "lot": pl.Int32}
    )  # fmt: skip
    entries = entries_of(trades, states_of(), signals, curve)
    daily = daily_of(np.zeros(10), 0.0)

    own, without_gates = late_entry_rows(entries, daily, "p", SETTINGS)
    assert (own["claim_id"], own["variant"], own["verdict"]) == ("A2", "headline", "contradicted")
    assert own["estimate"] == pytest.approx(-0.4)
    assert (without_gates["variant"], without_gates["verdict"]) == ("always_on", "not_testable")
