"""What the page says about today: layers, signals, condor."""

from datetime import date

import polars as pl
import pytest

from pipelines.layers.preset_file import load_preset
from pipelines.report.condor_position import condor_position, filled_credit_pts
from pipelines.report.condor_today import condor_today
from pipelines.report.ladder import rule_text
from pipelines.report.layer_history import reason_rows
from pipelines.report.layers_today import Gate, hedge_text, layers_today, order_text
from pipelines.report.signals_today import missing_contracts, missing_text, signals_today

SEED = load_preset("seed_4422_window")


@pytest.fixture
def held_today(states) -> pl.DataFrame:
    """The states as of a session on which layer 2 holds."""
    return states.filter(pl.col("trade_date") <= date(2024, 7, 31))


def test_cards_show_the_newest_session_of_every_layer(states):
    cards = layers_today(states, SEED)
    assert [card.title for card in cards] == ["Layer 1", "Layer 2", "Layer 3", "Layer 4"]
    assert [card.state for card in cards] == ["ARMED", "IDLE", "IDLE", "IDLE"]


def test_order_names_contract_strike_expiry_and_money(states):
    card = layers_today(states, SEED)[0]
    assert card.has_order
    assert card.order == "Buy 5 VIX calls 16 Oct 2024, strike 27.5 (model mid 0.90, $450)"
    assert card.reason == "all gates open: order to buy sent for the next session"


def test_roll_and_resize_name_what_is_held(states):
    row = states.filter(pl.col("target_contracts").is_not_null()).row(-1, named=True) | {"held_contracts": 9}
    assert order_text(row | {"action": "roll"}).startswith("Sell the 9 held and buy 5 VIX calls")
    assert order_text(row | {"action": "resize"}).startswith("Change 9 to 5 VIX calls")
    assert order_text(row | {"action": "settle"}) == "No order"


def test_holding_shows_mark_price_source_and_forward(held_today):
    card = layers_today(held_today, SEED)[1]
    assert card.holding == "7 VIX calls 16 Oct 2024, strike 27, 77 days left"
    assert card.mark.startswith("0.80 each, $560 in all (model price; VX 18.00, today's settlement;")
    assert card.mark.endswith("paid $700")


def test_carried_forward_is_not_called_todays(held_today):
    stale = held_today.with_columns(forward_source=pl.lit("vx_carried"))
    assert "its last known settlement" in layers_today(stale, SEED)[1].mark
    gone = held_today.with_columns(forward_source=pl.lit("vx_missing"), held_forward_pts=pl.lit(None, pl.Float64))
    assert "(model price; VX –, no settlement for more than a week;" in layers_today(gone, SEED)[1].mark


def test_settlement_of_today_is_told(states):
    on_day = states.filter(pl.col("trade_date") <= states.filter(pl.col("action") == "settle")["trade_date"][0])
    assert layers_today(on_day, SEED)[1].happened == "settled 7 calls at 30.00 (opening quotation), 3.00 each"


def test_gates_are_those_of_the_layers_own_rule(states):
    texts = {int(card.title[-1]): " ".join(gate.text for gate in card.gates) for card in layers_today(states, SEED)}
    assert "S17" in texts[1]
    assert "S15" not in texts[1]
    assert "S20" in texts[2]
    assert "S34" in texts[3]


def test_unknown_preset_shows_every_gate(states):
    texts = " ".join(gate.text for gate in layers_today(states, None)[0].gates)
    assert all(rule in texts for rule in ("S14", "S15", "S17", "S20", "S34"))


def test_gate_that_cannot_be_judged_is_neither_met_nor_unmet(states):
    unknown = states.with_columns(vx_rsi_14_pct=pl.lit(None, pl.Float64))
    gates = layers_today(unknown, SEED)[1].gates
    assert Gate("to roll: RSI of the VX future –, above 60 (S20)", None) in gates


def test_whole_hedge_is_summed_over_layers(held_today, daily):
    day = daily.row(-1, named=True) | {"open_premium_ratio": 0.0007, "hedge_intensity_ratio": 0.25}
    assert hedge_text(held_today, day).replace("\xa0", " ") == (
        "The whole hedge: 7 VIX calls worth $560; premium paid for them 0.07 % of the account (S05); "
        "25 % of the notional its weights ask for (S42)."
    )


def test_rule_of_a_layer_is_read_from_its_preset():
    texts = [rule_text(SEED, layer).replace("\xa0", " ") for layer in SEED.layers]
    assert texts[0].startswith("Buys when VIX is 18–22, on a fresh cross-up of the VIX MACD (S14) and early")
    assert "4 % of the account as underlying notional, 30–45 days to expiry" in texts[0]
    assert "Rolls into 60–90 days when the RSI of the VX future is above 60 (S20)" in texts[1]
    assert "While the curve is inverted: VIX above 25, MACD waived (S34)" in texts[3]


def test_missing_signal_gives_its_reason_and_no_reading(signals):
    lines = {line.name: line for line in signals_today(signals.row(-1, named=True))}
    curve = lines["MACD of ln(30-day / 90-day VX), histogram (S15)"]
    assert (curve.value, curve.reading) == ("–", "a VX contract it needs is missing from the data")
    assert curve.is_on is None


def test_missing_contract_is_named_where_a_reason_speaks_of_one(signals):
    holes = [("VX contract 2024-01-17", date(2024, 1, 17)), ("VX contract 2026-03-18", date(2026, 3, 18)),
             ("signals: warm_up", date(2026, 4, 17))]  # fmt: skip
    health = pl.DataFrame(
        {"topic": ["hole"] * 3, **pl.DataFrame(holes, ["subject", "last_date"], orient="row").to_dict()}
    )
    named = missing_contracts(health)
    row = signals.row(-1, named=True) | {"curve_macd_null_reason": "vx_contract_was_missing"}

    lines = {line.name: line.reading for line in signals_today(row, named)}
    assert named == "2026-03-18"
    assert lines["MACD of ln(30-day / 90-day VX), histogram (S15)"].endswith("was missing from the data: 2026-03-18")
    assert [name for name, reading in lines.items() if "2026-03-18" in reading] == [
        "MACD of ln(30-day / 90-day VX), histogram (S15)"
    ]
    assert missing_contracts(health.clear()) == ""
    assert missing_text(row, "curve_macd", named).endswith(": 2026-03-18")
    assert missing_text(row, "vix_macd", named) == ""


def test_signals_read_as_on_or_off(signals):
    lines = {line.name: line for line in signals_today(signals.row(-1, named=True))}
    assert lines["RSI-14 of the front VX future (S20)"].reading == "above 60: layer 2 may roll"
    assert lines["VIX MACD 12-26-9, histogram (S14)"].reading == "last cross-up 14 sessions ago"
    assert lines["First VX future over the second (S33)"].is_on is False


def test_held_condor_shows_the_credit_it_was_filled_at(condor_signals, trades):
    row = condor_signals.row(-1, named=True)
    position = condor_position(row, trades, 5500.0)
    assert (position.status, position.credit_pts, position.contracts) == ("held", 19.5, 3)
    assert (position.lower_break_even_pts, position.upper_break_even_pts) == (5180.5, 5719.5)
    facts = dict(condor_today(row, position).facts)
    assert facts["Cost to close"] == "18.50 points, −$5,550 in all (model price)"
    assert facts["Break-evens (S46)"] == "5,180.50 and 5,719.50; SPX 5,500.00"


def test_condor_to_open_shows_the_models_credit_and_margin(condor_signals, trades):
    row = condor_signals.row(0, named=True)
    position = condor_position(row, trades.clear(), 5500.0)
    assert (position.status, position.credit_pts) == ("to open", 20.0)
    facts = dict(condor_today(row, position).facts)
    assert facts["Margin (S36)"] == "$84,000"
    assert "VIX alone, VIX3M missing, SKEW missing" in facts["Priced with"]


def test_flat_book_without_an_order_has_no_position(condor_signals, trades):
    row = condor_signals.row(0, named=True) | {"action": "none", "reason": "vix_missing"}
    assert condor_position(row, trades, None) is None
    assert condor_today(row, None).reason == "no order: no VIX close to price with"


def test_credit_without_a_fill_is_unknown(trades):
    assert filled_credit_pts(trades, date(2001, 1, 2)) is None


def test_reasons_are_counted_by_layer_and_cover_every_session(states):
    layers, rows = reason_rows(states)
    assert layers == [1, 2, 3, 4]
    assert sum(sum(row.sessions) for row in rows) == len(states)
    assert rows[0].code == "vix_above_band"
    assert rows[0].shades[2] == 1.0
