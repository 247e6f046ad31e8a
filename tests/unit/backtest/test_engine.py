"""The backtest: fills and cash by hand, P&L counted a second way, refusals, causality."""

from datetime import date

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.backtest.engine import Backtest, Tables, backtest
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_trade import FCT_TRADE
from pipelines.contracts.promises import unkept_promises
from pipelines.quant.costs import CostModel

ACCOUNT_USD = 10_000_000.0


@pytest.fixture(scope="module")
def run(tables) -> Backtest:
    return backtest(tables, ["hedge"], ["condor"], ACCOUNT_USD)


def trade_of(run: Backtest, **where: object) -> dict:
    return run.trades.row(
        by_predicate=pl.all_horizontal(pl.col(name) == value for name, value in where.items()), named=True
    )


def test_tables_keep_their_contracts(run) -> None:
    assert unkept_promises(FCT_TRADE, run.trades) == []
    assert unkept_promises(FCT_BACKTEST_DAILY, run.daily) == []


def test_each_fill_and_settlement_is_one_row_per_leg(run) -> None:
    counts = run.trades.group_by("book", "action").len().sort("book", "action")

    assert counts.rows() == [
        ("condor", "open", 4),
        ("condor", "settle", 4),
        ("hedge", "open", 2),
        ("hedge", "resize", 1),
        ("hedge", "roll", 2),
        ("hedge", "settle", 1),
    ]


def test_single_call_pays_three_quarters_of_its_spread(run) -> None:
    bought = trade_of(run, layer=1, action="open")

    # Mid 1.00, spread 0.15: fill 1.0375; ten calls at 100 USD a point, 0.90 USD each.
    assert bought["fill_pts"] == pytest.approx(1.0375)
    assert bought["slippage_usd"] == pytest.approx(37.5)
    assert bought["fee_usd"] == pytest.approx(9.0)
    assert bought["cash_usd"] == pytest.approx(-1046.5)
    assert (bought["decision_date"], bought["fill_date"]) == (date(2020, 3, 3), date(2020, 3, 4))
    assert bought["trade_id"] == "hedge:layer1:1:2020-03-04:open:buy:long_call"


def test_roll_is_one_order_of_two_legs(run) -> None:
    sold, bought = (trade_of(run, action="roll", contracts=contracts) for contracts in (-8, 7))

    assert sold["fill_pts"] == pytest.approx(3.0 - 0.16 * 0.24)  # 8 % of 3.00, 66 % of it crossed
    assert bought["fill_pts"] == pytest.approx(2.5 + 0.16 * 0.20)
    assert (sold["strike_pts"], bought["strike_pts"]) == (32.0, 34.0)


def test_condor_leg_fills_wider_when_vix_is_high(run) -> None:
    short_put = trade_of(run, leg="short_put", action="open")

    spread = 0.023 * 10.0 * (31 / 20) ** 1.4
    assert short_put["fill_pts"] == pytest.approx(10.0 - 0.06 * spread)
    assert short_put["contracts"] == -30
    assert short_put["cash_usd"] == pytest.approx(3000 * short_put["fill_pts"] - 30 * 1.10)


def test_settlement_is_intrinsic_value_without_cost(run) -> None:
    vix_call, short_put = trade_of(run, layer=1, action="settle"), trade_of(run, leg="short_put", action="settle")

    assert (vix_call["cash_usd"], vix_call["settlement_source"]) == (pytest.approx(6 * 550.0), "soq")
    assert (short_put["cash_usd"], short_put["settlement_source"]) == (pytest.approx(-3000 * 50.0), "spx_close")
    assert trade_of(run, leg="long_put", action="settle")["cash_usd"] == 0


def test_pnl_counted_leg_by_leg_is_the_same(run) -> None:
    """Second count: money of closed lots alone, and the open lot valued at its last mark."""
    cash = {key: rows["cash_usd"].sum() for (key,), rows in run.trades.group_by("layer")}
    total = run.daily.select(pl.col("^(condor|layer\\d)_pnl_usd$").sum()).row(0, named=True)

    assert total["condor_pnl_usd"] == pytest.approx(cash[None], abs=1e-6)
    assert total["layer1_pnl_usd"] == pytest.approx(cash[1], abs=1e-6)
    assert total["layer2_pnl_usd"] == pytest.approx(cash[2] + 7 * 100 * 2.0, abs=1e-6)


def test_day_of_a_fill_loses_exactly_its_cost(run) -> None:
    day = run.daily.row(by_predicate=pl.col("trade_date") == date(2020, 3, 4), named=True)

    assert day["layer1_pnl_usd"] == pytest.approx(-37.5 - 9.0)
    assert day["hedge_cost_usd"] == pytest.approx(37.5 + 9.0)


def test_order_of_the_input_rows_does_not_matter(layer_states, condor_signals, signals, run) -> None:
    mixed = (frame.sample(fraction=1.0, shuffle=True, seed=2) for frame in (layer_states, condor_signals, signals))

    again = backtest(Tables(*mixed), ["hedge"], ["condor"], ACCOUNT_USD)

    assert_frame_equal(again.daily, run.daily)
    assert_frame_equal(again.trades, run.trades)


def test_nav_compounds_the_returns_and_drawdown_counts_from_the_account(run) -> None:
    daily = run.daily
    growth = (1 + daily["hedged_return_ratio"]).cum_prod()

    assert daily["hedged_nav_usd"].to_list() == pytest.approx((ACCOUNT_USD * growth).to_list())
    worst_nav = daily["unhedged_nav_usd"].min()
    peak = max(ACCOUNT_USD, daily["unhedged_nav_usd"][: daily["unhedged_nav_usd"].arg_min()].max())
    assert daily["unhedged_drawdown_ratio"].max() == pytest.approx(1 - worst_nav / peak)


def test_hedge_size_is_the_sum_over_the_lots(run) -> None:
    last = run.daily.row(-1, named=True)

    assert last["hedge_intensity_ratio"] == pytest.approx(7 * 100 * 20 / 1_000_000)
    assert last["open_premium_ratio"] == pytest.approx(700 / 10_000_000)


def test_free_trading_leaves_only_the_change_of_prices(tables) -> None:
    free = CostModel(fill_fraction={1: 0.5, 2: 0.5, 4: 0.5}, spx_fee_usd=0.0, vix_fee_usd=0.0)

    daily = backtest(tables, ["hedge"], ["condor"], ACCOUNT_USD, free).daily

    assert daily["hedge_cost_usd"].abs().sum() == 0
    # Layer 1: 4 calls from 1.00 to 1.90, 6 from 1.00 to 5.50.
    assert daily["layer1_pnl_usd"].sum() == pytest.approx(4 * 90 + 6 * 450)


def test_no_hedge_leaves_the_condor_alone(tables) -> None:
    alone = backtest(tables, ["none"], ["condor"], ACCOUNT_USD)

    assert unkept_promises(FCT_BACKTEST_DAILY, alone.daily) == []
    assert alone.daily["hedge_pnl_usd"].abs().sum() == 0
    assert alone.daily["hedged_nav_usd"].equals(alone.daily["unhedged_nav_usd"])


@pytest.mark.parametrize("known", range(1, 12))
def test_past_does_not_change_when_days_are_added(layer_states, condor_signals, signals, run, known) -> None:
    last_day = condor_signals["trade_date"][known - 1]
    cut = [frame.filter(pl.col("trade_date") <= last_day) for frame in (layer_states, condor_signals, signals)]

    past = backtest(Tables(*cut), ["hedge"], ["condor"], ACCOUNT_USD)

    assert_frame_equal(past.daily, run.daily.head(known), check_exact=True)
    assert_frame_equal(past.trades, run.trades.filter(pl.col("fill_date") <= last_day), check_exact=True)


def test_trades_are_there_once_however_many_pairs_are_made(tables, run) -> None:
    paired = backtest(tables, ["hedge", "none"], ["condor"], ACCOUNT_USD)

    assert_frame_equal(paired.trades, run.trades)
    assert paired.daily.height == 2 * run.daily.height
