"""Charts draw what their tables hold: every session, nothing smoothed, gaps as gaps."""

import json
from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.report.charts import charts_of
from pipelines.report.condor_position import condor_position
from pipelines.report.figures.book import drawdown_chart, equity_chart, layer_pnl_chart
from pipelines.report.figures.chart import LAYER_COLOURS, watermark
from pipelines.report.figures.condor import payoff_chart, payoff_usd
from pipelines.report.figures.episodes import reduction_chart
from pipelines.report.figures.layers import layer_timeline, state_runs
from pipelines.report.figures.vix import vix_chart
from pipelines.report.figures.vx_curve import contango_chart, inverted_shares, term_structure_chart


def trace(chart, name):
    return next(trace for trace in chart.figure.data if trace.name == name)


def rectangles(chart):
    return [(shape.x0, shape.x1) for shape in chart.figure.layout.shapes if shape.type == "rect"]


@pytest.fixture(scope="module")
def position(condor_signals, trades):
    return condor_position(condor_signals.row(-1, named=True), trades, 5500.0)


def test_equity_draws_both_books_at_every_session(daily, episodes):
    chart = equity_chart(daily, episodes)
    for name, column in (("condor alone", "unhedged_nav_usd"), ("condor with hedge", "hedged_nav_usd")):
        line = trace(chart, name)
        assert list(line.x) == [day.isoformat() for day in daily["trade_date"]]
        np.testing.assert_array_equal(line.y, daily[column].to_numpy())


def test_drawdown_is_drawn_below_zero_in_percent(daily, episodes):
    line = trace(drawdown_chart(daily, episodes), "condor with hedge")
    np.testing.assert_allclose(line.y, -100 * daily["hedged_drawdown_ratio"].to_numpy())


def test_layer_profits_add_up_to_the_hedge(daily, episodes):
    chart = layer_pnl_chart(daily, episodes)
    layers = sum(np.asarray(trace(chart, f"layer {layer}").y) for layer in LAYER_COLOURS)
    np.testing.assert_allclose(layers, trace(chart, "whole hedge").y)
    np.testing.assert_allclose(layers[-1], daily["hedge_pnl_usd"].sum())


@pytest.mark.parametrize("make", [equity_chart, drawdown_chart, layer_pnl_chart])
def test_spells_are_shaded_from_first_to_last_day(make, daily, episodes):
    expected = [(row[0].isoformat(), row[1].isoformat()) for row in episodes.select("start_date", "end_date").rows()]
    chart = make(daily, episodes)
    assert rectangles(chart) == expected
    assert [shape.showlegend for shape in chart.figure.layout.shapes] == [True, False]


def test_titles_say_what_to_see(daily, episodes):
    assert equity_chart(daily, episodes).title == "Value of the book: $1.00\xa0m with the hedge, $997,459 without"
    assert layer_pnl_chart(daily, episodes).title == "What each layer earned: the whole hedge made $4,000"


def test_runs_of_a_state_cover_every_session_once(states):
    runs = state_runs(states)
    assert runs["sessions_tdays"].sum() == len(states)
    layer_2 = runs.filter(pl.col("layer") == 2)
    assert layer_2["state"].to_list() == ["IDLE", "ARMED", "OPEN", "EXPIRE", "IDLE"]
    assert layer_2["until_date"].to_list()[:-1] == layer_2["first_date"].to_list()[1:]
    assert layer_2["reasons"][2] == "23 × hold<br>1 × filled"


def test_runs_of_neighbouring_layers_stay_apart(states):
    same = states.with_columns(state=pl.lit("IDLE"))
    assert state_runs(same)["layer"].to_list() == [1, 2, 3, 4]


def test_timeline_has_a_strip_per_run_and_a_mark_per_event(states):
    chart = layer_timeline(states)
    runs = state_runs(states)
    for state in ("IDLE", "ARMED", "OPEN", "EXPIRE"):
        assert len(trace(chart, state).y) == len(runs.filter(pl.col("state") == state))
    assert list(trace(chart, "bought").y) == ["L2"]
    assert list(trace(chart, "settled").x) == [states.filter(pl.col("action") == "settle")["trade_date"][0].isoformat()]
    assert "7 calls at 30.00 (opening quotation), 3.00 each" in trace(chart, "settled").customdata[0]
    assert chart.title == "When the layers were open: at least one on 60\xa0% of sessions"


def test_vix_chart_draws_every_close_the_bands_and_the_entries(signals, states, episodes):
    chart = vix_chart(signals, states, episodes)
    np.testing.assert_array_equal(trace(chart, "VIX").y, signals["vix_close_pts"].to_numpy())
    bands = [(shape.y0, shape.y1) for shape in chart.figure.layout.shapes]
    assert bands == [(18.0, 22.0), (25.0, 28.0), (30.0, 90.0)]
    assert [note.text for note in chart.figure.layout.annotations] == ["L1 L2: 18–22", "L3: 25–28", "L4: above 30"]
    bought = states.filter(pl.col("filled_action") == "open")
    assert list(trace(chart, "L2 bought").y) == bought["vix_close_pts"].to_list()


def test_bands_are_those_of_a_curve_that_is_not_inverted(signals, states, episodes):
    pressed = states.with_columns(
        is_cash_press=pl.col("trade_date") > date(2024, 8, 1),
        band_lo_pts=pl.when(pl.col("trade_date") > date(2024, 8, 1)).then(5.0).otherwise("band_lo_pts"),
    )
    assert vix_chart(signals, pressed, episodes).figure.layout.shapes[0].y0 == 18.0


def test_missing_vix_close_is_a_gap(signals, states, episodes):
    holed = signals.with_columns(
        vix_close_pts=pl.when(pl.int_range(pl.len()) == 3).then(None).otherwise("vix_close_pts")
    )
    assert np.isnan(trace(vix_chart(holed, states, episodes), "VIX").y[3])


def test_missing_contract_leaves_its_tenor_empty_and_is_named(curve, signals):
    chart = term_structure_chart(curve, signals)
    today = trace(chart, "23 Aug 2024")
    assert np.isnan(today.y[1])
    assert [today.y[0], today.y[2]] == [18.0, 20.0]
    assert trace(chart, "VIX").x == (0,)
    assert "Missing from the data: 16 Oct 2024" in chart.note
    assert chart.figure.layout.annotations[0].text == "no contract 2024-10-16"


def test_slope_is_drawn_with_its_gap_and_both_areas_meet_it(term, episodes):
    chart = contango_chart(term, episodes)
    slope = np.asarray(trace(chart, "slope").y)
    assert np.isnan(slope[0])
    np.testing.assert_allclose(slope[1:], (term["m2_m1_ratio"].to_numpy()[1:] - 1) * 100)
    areas = np.asarray(trace(chart, "contango").y) + np.asarray(trace(chart, "backwardation").y)
    np.testing.assert_allclose(areas[1:], slope[1:])
    assert areas[0] == 0


def test_inverted_shares_are_counted_inside_and_outside_the_spells(term, episodes):
    assert inverted_shares(term, episodes.head(1)) == (1.0, 0.0)
    assert inverted_shares(term, episodes) == (5 / 7, 0.0)
    assert inverted_shares(term, episodes.clear()) == (None, 5 / 39)


def test_reductions_are_drawn_for_comparable_spells_with_the_stated_range(episodes):
    chart = reduction_chart(episodes, 0.35, 0.42)
    np.testing.assert_allclose(chart.figure.data[0].y, [40.0])
    band = chart.figure.layout.shapes[0]
    assert (band.y0, band.y1) == (35.0, 42.0)
    assert chart.title == "1 of 1 counted spell reached the stated reduction"


def test_payoff_is_the_credit_between_the_shorts_and_the_wing_beyond(position):
    levels = np.array([4000.0, 4900.0, 5180.5, 5200.0, 5500.0, 5700.0, 5719.5, 5850.0, 9000.0])
    expected = [-280.5, -280.5, 0, 19.5, 19.5, 19.5, 0, -130.5, -130.5]
    np.testing.assert_allclose(payoff_usd(position, levels), np.array(expected) * 300)


def test_payoff_chart_has_a_corner_at_each_strike_and_break_even(position):
    line = payoff_chart(position).figure.data[0]
    assert set(line.x) >= {4900.0, 5180.5, 5200.0, 5700.0, 5719.5, 5850.0}
    assert max(line.y) == 19.5 * 300


def test_payload_is_json_that_cannot_end_its_script(daily, episodes):
    chart = watermark(equity_chart(daily, episodes), "</script>")
    assert "<" not in chart.payload
    assert json.loads(chart.payload)["layout"]["annotations"][0]["text"] == "</script>"


def test_every_chart_has_title_note_axis_and_its_own_name(tables, position):
    charts = charts_of(tables, position, "")
    for name, chart in charts.items():
        assert chart.name == name
        assert chart.title
        assert chart.note
        assert chart.figure.layout.yaxis.title.text


def test_charts_start_with_the_backtest(tables, position):
    late = tables["fct_backtest_daily"].slice(10)
    charts = charts_of({**tables, "fct_backtest_daily": late}, position, "")
    assert trace(charts["vix-entries"], "VIX").x[0] == late["trade_date"][0].isoformat()
