"""The daily table on random markets: the contract, fills, marks, what is missing."""

from datetime import timedelta

import polars as pl
import pytest

from pipelines.contracts.fct_layer_state_daily import FCT_LAYER_STATE_DAILY
from pipelines.layers.daily import layer_states
from pipelines.layers.market import prepared_signals
from pipelines.layers.preset_file import load_preset
from pipelines.quant.vix_smile import vix_call_price
from tests.unit.layers.random_market import START, WINDOW, random_curve, random_signals, run, shared

random_markets = pytest.mark.parametrize("seed", range(6))


@random_markets
def test_every_promise_of_the_contract_is_kept(seed) -> None:
    states = run(random_signals(seed), random_curve(seed))

    assert states.schema == FCT_LAYER_STATE_DAILY.polars_schema
    assert states.height == 4 * len(WINDOW[WINDOW.astype(object) >= START])
    assert not states.select(FCT_LAYER_STATE_DAILY.key).is_duplicated().any()
    for rule in FCT_LAYER_STATE_DAILY.rules:
        assert states.select(rule.expression.fill_null(value=True).all()).item(), rule.name
    for column in FCT_LAYER_STATE_DAILY.columns:
        values = states[column.name]
        assert column.nullable or not values.has_nulls(), column.name
        assert column.minimum is None or (values.drop_nulls() >= column.minimum).all(), column.name
        assert not column.allowed or values.drop_nulls().is_in(column.allowed).all(), column.name


@random_markets
def test_contracts_are_bought_sold_and_settled_and_none_is_lost(seed) -> None:
    states = run(random_signals(seed), random_curve(seed))
    flows = pl.col("bought_contracts") - pl.col("sold_contracts") - pl.col("settlement_contracts")
    held = states.with_columns(expected=flows.cum_sum().over("layer", order_by="trade_date"))

    assert (held["held_contracts"] == held["expected"]).all()
    assert states["settlement_contracts"].sum() > 0
    assert states["sold_contracts"].sum() > 0


@random_markets
def test_every_order_fills_one_session_later_as_decided(seed) -> None:
    states = run(random_signals(seed), random_curve(seed)).sort("layer", "trade_date")
    yesterday = states.select(
        pl.col("action", "target_contracts", "target_expiry_date", "target_strike_pts").shift(1).over("layer")
    )
    orders = states.with_columns(yesterday.rename(lambda name: f"sent_{name}")).filter(
        pl.col("sent_action").is_in(["open", "roll", "resize"])
    )

    assert orders.height > 20
    assert (orders["filled_action"] == orders["sent_action"]).all()
    assert (orders["held_contracts"] == orders["sent_target_contracts"]).all()
    assert (orders["held_expiry_date"] == orders["sent_target_expiry_date"]).all()
    assert (orders["held_strike_pts"] == orders["sent_target_strike_pts"]).all()


@random_markets
def test_new_positions_obey_window_distance_and_weight(seed) -> None:
    opens = run(random_signals(seed), random_curve(seed)).filter(pl.col("action") == "open")
    layers = load_preset("seed_4422_window").layers
    curve = random_curve(seed).rename({"expiry_date": "target_expiry_date"})
    forward = opens.join(curve, on=["trade_date", "target_expiry_date"], how="left")

    assert forward.height == opens.height > 5
    for order in forward.iter_rows(named=True):
        layer, dte = layers[order["layer"] - 1], order["target_expiry_date"] - order["trade_date"]
        assert timedelta(layer.dte.lo_days) <= dte <= timedelta(layer.dte.hi_days)
        assert 8 <= round(order["target_strike_pts"] - order["settle_pts"], 9) <= 10
        notional = order["target_contracts"] * 100 * order["settle_pts"]
        weight_usd = layer.weight_ratio * 10_000_000
        assert weight_usd - 100 * order["settle_pts"] < notional <= weight_usd + 1e-6


def test_marks_use_todays_forward_and_the_last_published_vvix() -> None:
    signals, curve = random_signals(3), random_curve(3)
    states = run(signals, curve).filter(pl.col("held_contracts") > 0)
    known = prepared_signals(signals)
    row = states.join(
        known.select("trade_date", "vvix_close_pts", "vvix_known_pts", "rate_known_ratio"), on="trade_date"
    )
    row = row.filter(pl.col("vvix_close_pts").is_null()).row(0, named=True)
    days = (row["held_expiry_date"] - row["trade_date"]).days

    price = vix_call_price(
        row["vvix_known_pts"],
        days,
        row["held_strike_pts"],
        row["held_forward_pts"],
        rate_ratio=row["rate_known_ratio"],
    )

    assert row["held_mark_pts"] == pytest.approx(float(price))
    assert row["held_mark_usd"] == pytest.approx(row["held_contracts"] * 100 * float(price))
    assert row["price_source"] == "model"
    last_before = known.filter(pl.col("trade_date") < row["trade_date"])["vvix_close_pts"].drop_nulls()[-1]
    assert row["vvix_known_pts"] == last_before


def test_carried_forward_is_the_last_settlement_of_the_same_contract() -> None:
    curve = random_curve(4)
    carried = run(random_signals(4), curve).filter(pl.col("forward_source") == "vx_carried")

    assert carried.height > 5
    for row in carried.iter_rows(named=True):
        same = curve.filter(pl.col("expiry_date") == row["held_expiry_date"]).sort("trade_date")
        assert same.filter(pl.col("trade_date") == row["trade_date"]).is_empty()
        assert same.filter(pl.col("trade_date") < row["trade_date"])["settle_pts"][-1] == row["held_forward_pts"]


def test_layers_start_flat_on_the_start_date_with_vvix_known_from_before() -> None:
    signals, curve = random_signals(5), random_curve(5)
    silent = signals.with_columns(
        vvix_close_pts=pl.when(~pl.col("trade_date").is_between(START, START + timedelta(6))).then(pl.lit(90.0))
    )
    states = run(silent, curve, "seed_always_on")

    assert states["trade_date"].min() == START
    assert (states.filter(pl.col("trade_date") == START)["held_contracts"] == 0).all()
    in_the_silence = states.filter(pl.col("trade_date") < START + timedelta(6))
    assert (in_the_silence["held_contracts"] > 0).any()
    assert not states.filter(pl.col("held_contracts") > 0)["held_mark_pts"].has_nulls()


def test_without_any_vvix_nothing_is_bought() -> None:
    signals = random_signals(5).with_columns(vvix_close_pts=pl.lit(None, dtype=pl.Float64))
    states = run(signals, random_curve(5))

    assert (states["held_contracts"] == 0).all()
    assert (states["reason"] == "vvix_missing").any()


def test_preset_without_layers_gives_an_empty_table_of_the_right_shape() -> None:
    states = run(random_signals(1), random_curve(1), "none")

    assert states.is_empty()
    assert states.schema == FCT_LAYER_STATE_DAILY.polars_schema


def test_band_shown_is_the_one_in_force() -> None:
    signals = random_signals(1).with_columns(vix_close_pts=pl.lit(27.0), is_cash_press=pl.lit(value=True))
    last = run(signals, random_curve(1)).filter(pl.col("layer") == 4).row(-1, named=True)

    assert (last["band_lo_pts"], last["band_hi_pts"], last["is_band_armed"]) == (25.0, None, True)


@pytest.mark.parametrize("is_rebalanced", [True, False])
def test_preset_decides_whether_layers_are_rebalanced(is_rebalanced) -> None:
    preset = load_preset("seed_4422_window").model_copy(update={"is_rebalanced": is_rebalanced})
    states = layer_states(shared(random_signals(2), random_curve(2)), [preset], 10_000_000.0)

    assert (states["action"] == "resize").any() is is_rebalanced


def test_nan_signals_count_as_missing() -> None:
    signals = random_signals(1).with_columns(vix_close_pts=pl.lit(float("nan")))

    assert set(run(signals, random_curve(1))["reason"]) == {"vix_missing"}


def test_settlements_of_nothing_are_no_settlements() -> None:
    curve = random_curve(1)
    for nothing in (0.0, float("nan"), None):
        empty = curve.with_columns(settle_pts=pl.lit(nothing, dtype=pl.Float64))
        states = run(random_signals(1), empty)
        assert (states["held_contracts"] == 0).all()
        assert (states["reason"] == "contract_missing").any()
