"""Late entry: what layers paid for their calls, by hand."""

from datetime import date, timedelta

import polars as pl
import pytest

from pipelines.claims.late_entry import entries_of, late_entry
from pipelines.contracts.fct_late_entry import FCT_LATE_ENTRY
from pipelines.contracts.promises import unkept_promises
from pipelines.quant.vix_smile import vix_call_price

DAYS = [date(2020, 1, 1) + timedelta(days=n) for n in range(400)]
EXPIRY = date(2021, 6, 16)
DEAR = DAYS[300]


def trade(preset, layer, day, contracts, cash, *, strike=30.0, action="open", mid=1.0):
    return {
        "preset": preset, "layer": layer, "lot": 1, "expiry_date": EXPIRY, "strike_pts": strike, "book": "hedge",
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
    states = states_of(held(3, DEAR, 5.0, 1, strike=20.0))

    row = late_entry(entries_of(trades, states, signals, curve), states).row(2, named=True)
    assert row["in_the_money_calls"] == 1
    assert row["mean_ask_to_intrinsic_ratio"] == pytest.approx((5.0 + 0.4 / 2) / 4.0)


def test_dear_is_said_by_the_model_alone(signals, curve) -> None:
    states = states_of(held(4, DEAR, 1.0))
    modelled, quoted = (
        pl.DataFrame([trade("p", 4, DEAR, 5, -600.0, mid=mid)], schema_overrides={"layer": pl.Int32, "lot": pl.Int32})
        for mid in (1.0, 1.4)
    )

    assert entries_of(quoted, states, signals, curve).equals(entries_of(modelled, states, signals, curve))
    assert entries_of(quoted, states, signals, curve)["ask_pts"].to_list() == [1.075]


def test_a_usual_vvix_of_long_ago_is_none(signals, curve) -> None:
    gone = signals.with_columns(vvix_close_pts=pl.when(pl.col("trade_date") < DAYS[170]).then("vvix_close_pts"))
    trades = pl.DataFrame(
        [trade("p", 3, DAYS[290], 1, -100.0), trade("p", 4, DAYS[310], 1, -100.0)],
        schema_overrides={"layer": pl.Int32, "lot": pl.Int32},
    )

    states = states_of(held(3, DAYS[290], 1.0), held(4, DAYS[310], 1.0))
    rows = late_entry(entries_of(trades, states, gone, curve), states)

    ratios = rows["mean_ask_to_usual_ratio"].to_list()  # 131 and 111 closes of VVIX among 252 sessions
    assert ratios[2] is not None
    assert ratios[3] is None


def test_a_call_still_held_counts_at_its_mark(signals, curve) -> None:
    trades = pl.DataFrame([trade("p", 3, DEAR, 5, -500.0)], schema_overrides={"layer": pl.Int32, "lot": pl.Int32})
    states = states_of(held(3, DEAR, 1.0), held(3, DAYS[-1], 3.0))

    entry = entries_of(trades, states.filter(pl.col("layer") == 3, pl.col("held_contracts") > 0), signals, curve)
    assert entry["open_mark_usd"].to_list() == [1500.0]
    assert entry["pnl_usd"].to_list() == [1000.0]
    assert entry["peak_mark_pts"].to_list() == [3.0]
