"""The daily decision on the page's small market: what it tells, and how it is told."""

import json

import polars as pl
import pytest

from pipelines.contracts.fct_daily_decision import FCT_DAILY_DECISION, SECTIONS
from pipelines.contracts.promises import unkept_promises
from pipelines.report.decision.cards import decision_cards
from pipelines.report.decision.decision import daily_decision
from pipelines.report.today import tell_today
from pipelines.warehouse import Warehouse


def of(decision: pl.DataFrame, section: str) -> list[dict]:
    return decision.filter(pl.col("section") == section).to_dicts()


def test_decision_keeps_its_contract_and_has_its_sections_in_order(decision) -> None:
    assert unkept_promises(FCT_DAILY_DECISION, decision) == []
    told = [section for section, _ in decision.group_by("section", maintain_order=True)]
    assert [name for (name,) in told] == [
        name for name in ("regime", "layer", "condor", "order", "greeks", "break_even", "capital", "warning")
        if name in decision["section"].to_list()
    ]  # fmt: skip
    assert set(decision["section"]) <= set(SECTIONS)


def test_order_names_contract_quantity_and_a_limit_from_the_quote(decision) -> None:
    (order,) = of(decision, "order")

    assert (order["subject"], order["action"], order["contracts"]) == ("layer 1", "open", 5)
    assert (order["strike_pts"], str(order["expiry_date"])) == (27.5, "2024-10-16")
    # Mid 1.00, spread 0.20, three quarters of it paid from the bid: 1.05.
    assert (order["limit_source"], order["limit_pts"]) == ("quote", pytest.approx(1.05))


@pytest.mark.parametrize("rest", [pl.lit(value=False), pl.col("is_off_close")])
def test_without_a_chain_of_the_close_the_limit_is_the_models(tables, chains, signals, rest: pl.Expr) -> None:
    off_close = {name: chain.with_columns(is_off_close=pl.lit(value=True)) for name, chain in chains.items()}
    empty = {name: chain.filter(rest) for name, chain in off_close.items()}
    moving = {"fct_signal_daily": signals.with_columns(front_change_pts=pl.lit(0.1))}

    decided = daily_decision({**tables, **empty, **moving}, ["seed_4422_window"], "vs_45d_16d", 1e6, 0.014)
    (order,) = of(decided, "order")

    # Model mid 0.90, spread 0.15: 0.9375.
    assert (order["limit_source"], order["limit_pts"]) == ("model", pytest.approx(0.9375))


def test_layers_tell_their_state_and_what_changed(decision) -> None:
    layers = {line["subject"]: line for line in of(decision, "layer")}

    assert list(layers) == ["layer 1", "layer 2", "layer 3", "layer 4"]
    assert (layers["layer 1"]["state"], layers["layer 1"]["change"]) == ("ARMED", "IDLE to ARMED")
    assert layers["layer 3"]["change"] is None


def test_condor_tells_that_it_was_sold_today_and_its_break_evens(decision) -> None:
    (condor,) = of(decision, "condor")
    levels = {line["subject"]: line["value"] for line in of(decision, "break_even")}

    assert (condor["state"], condor["change"]) == ("held", "sold today")
    # Short strikes 5,200 and 5,700, filled for 19.5 points.
    assert levels["lower, condor alone"] == pytest.approx(5200 - 19.5)
    assert levels["upper, condor alone"] == pytest.approx(5700 + 19.5)


def test_capital_and_warnings_are_told(decision) -> None:
    capital = {line["subject"]: line for line in of(decision, "capital")}
    warnings = [line["subject"] for line in of(decision, "warning")]

    assert capital["condor margin"]["value"] == pytest.approx((300 - 19.5) * 3 * 100)
    assert set(capital) >= {"premium committed", "hedge intensity"}
    assert "b raw.x" in warnings
    assert "c hole" not in warnings  # holes are the page's own section


def test_calls_at_an_old_forward_are_warned_of(tables, chains, signals) -> None:
    states = tables["fct_layer_state_daily"].with_columns(forward_source=pl.lit("vx_missing"))
    moving = {"fct_layer_state_daily": states, "fct_signal_daily": signals.with_columns(front_change_pts=pl.lit(0.1))}

    decided = daily_decision({**tables, **chains, **moving}, ["seed_4422_window"], "vs_45d_16d", 1e6, 0.014)

    texts = [line["text"] for line in of(decided, "warning") if line["subject"].startswith("layer")]
    assert "kept at its last price: no VX settlement of the last 5 sessions" in texts


def test_first_session_has_nothing_before_it(tables, chains, signals) -> None:
    first = signals["trade_date"][0]
    dated = {
        name: frame.filter(pl.col("trade_date") == first) for name, frame in tables.items()
        if name in ("fct_layer_state_daily", "fct_condor_signal_daily", "fct_backtest_daily")
    }  # fmt: skip
    moving = signals.with_columns(front_change_pts=pl.lit(0.1))

    lines = daily_decision(
        {**tables, **chains, **dated, "fct_signal_daily": moving}, ["seed_4422_window"], "vs_45d_16d", 1e6, 0.014
    )

    assert lines["trade_date"].unique().to_list() == [first]
    assert lines["change"].null_count() == lines.height


def test_baseline_without_a_day_is_refused(tables, chains) -> None:
    with pytest.raises(ValueError, match="no backtest day of 'nothing'"):
        daily_decision({**tables, **chains}, ["seed_4422_window"], "nothing", 1e6, 0.014)


def test_cards_always_answer_what_to_order(decision) -> None:
    none = decision.filter(pl.col("section") != "order")

    (card,) = [card for card in decision_cards(none) if card.section == "order"]
    assert card.lines == ()


@pytest.fixture
def published(tmp_path, decision):
    warehouse = Warehouse(tmp_path / "alvh.duckdb", tmp_path / "published.duckdb")
    warehouse.write(FCT_DAILY_DECISION, decision)
    warehouse.publish()
    return warehouse.published


def test_today_is_told_as_text(published, capsys) -> None:
    assert tell_today(published, "seed_4422_window", as_json=False) == 0

    said = capsys.readouterr().out
    assert said.startswith("seed_4422_window over vs_45d_16d, close of 2024-08-23")
    assert "Orders for the next session\n  layer 1: open: buy 5 VIX calls 16 Oct 2024 strike 27.5, limit 1.05" in said
    assert "layer 1 [ARMED]: nothing held" in said


def test_today_is_told_as_json(published, capsys) -> None:
    assert tell_today(published, "seed_4422_window", as_json=True) == 0

    said = json.loads(capsys.readouterr().out)
    assert (said["preset"], said["trade_date"], said["is_simulated"]) == ("seed_4422_window", "2024-08-23", False)
    (order,) = [line for line in said["lines"] if line["section"] == "order"]
    assert (order["contracts"], order["limit_source"]) == (5, "quote")


def test_preset_that_was_not_published_is_answered_with_those_that_were(published, tmp_path, capsys) -> None:
    assert tell_today(published, "vxth", as_json=False) == 1
    assert "published: seed_4422_window" in capsys.readouterr().err
    assert tell_today(tmp_path / "none.duckdb", "vxth", as_json=False) == 1
    assert "nothing is published yet" in capsys.readouterr().err
