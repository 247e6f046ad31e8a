"""Attribution: it adds up to the P&L that the book counted, and its parts are the greeks' own."""

from datetime import date
from functools import cache

import polars as pl
import pytest

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.book import Terms
from pipelines.backtest.call_moves import call_moves
from pipelines.backtest.moves import MOVES
from pipelines.backtest.quoted import NO_QUOTES, quoted_layers
from pipelines.backtest.side import hedge_side
from pipelines.backtest.variant import traded_variant
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_attribution_daily import FCT_ATTRIBUTION_DAILY
from pipelines.contracts.promises import unkept_promises
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.quant.black76 import black76_price
from tests.fixtures.engine_random import random_case
from tests.fixtures.moves import moves_of

TERMS = Terms(10_000_000.0)


@cache
def attributed(preset_name: str, baseline: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Attribution on a random market, and the P&L of the parts that the book counted."""
    case, preset, policy = random_case(8), load_preset(preset_name), load_policy(baseline)
    condors = condor_signal_daily(case.signals, case.sessions, [policy], TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors), [preset], TERMS.account_usd)
    book = traded_variant(states, case.signals, case.sessions, policy, TERMS, preset=preset_name, start=case.start)
    rows = attribution_daily(
        moves_of(case, policy, condors, states, NO_QUOTES),
        pl.concat([book.condor.trades, book.hedge.trades], how="diagonal_relaxed"),
        case.signals.select("trade_date", "is_simulated"),
        preset=preset_name,
        baseline=baseline,
    )
    return rows, pl.concat([book.condor.parts, book.hedge.parts])


@pytest.mark.parametrize(
    ("preset", "baseline"),
    [
        ("seed_4422_window", "vs_45d_16d"),
        ("seed_4422_monetise", "vs_45d_16d_exit"),
        ("vs_weights_404020", "weekly_ladder"),
        ("seed_always_on", "cndr"),
    ],
)
def test_net_of_all_lots_is_the_books_own_profit(preset: str, baseline: str) -> None:
    rows, parts = attributed(preset, baseline)
    counted = parts.with_columns(pl.col("pnl_usd", "cost_usd").fill_nan(None))
    summed = rows.group_by("part", "trade_date").agg(pl.col("net_pnl_usd", "cost_usd").sum())
    both = counted.join(summed, on=["part", "trade_date"], how="left", suffix="_here").with_columns(
        pl.col("net_pnl_usd", "cost_usd_here").fill_null(0.0)
    )
    scale = 1.0 + both["pnl_usd"].abs().max()

    assert both["pnl_usd"].abs().sum() > 1e6
    assert (both["pnl_usd"] - both["net_pnl_usd"]).abs().max() < 1e-9 * scale
    assert (both["cost_usd"] - both["cost_usd_here"]).abs().max() < 1e-9 * scale
    assert unkept_promises(FCT_ATTRIBUTION_DAILY, rows) == []


def test_components_and_residual_are_the_gross_profit() -> None:
    rows, _ = attributed("seed_always_on", "cndr")
    assert set(rows["price_source"]) == {"model"}
    parts = pl.sum_horizontal("delta_usd", "gamma_usd", "vega_usd", "theta_usd", "residual_usd")

    gap = rows.select((parts - pl.col("gross_pnl_usd")).abs().max()).item()
    assert gap < 1e-9 * (1 + rows["gross_pnl_usd"].abs().max())
    assert rows.filter(pl.col("part") == "layer1")["gamma_usd"].min() >= 0  # and gain from movement


def one_move(**changes: float) -> pl.DataFrame:
    """One long call over a day on which nothing happened but `changes`."""
    still = {"last_forward_pts": 22.0, "forward_pts": 22.0, "last_vol": 0.9, "vol": 0.9, "held_days": 0.0}
    option = {"leg": 0, "dte_days": 40.0, "contracts": 1.0, "is_call": True, "strike_pts": 25.0, "rate_ratio": 0.02}
    option["is_quoted"] = False
    row = {"part": "layer1", "lot": 1, "trade_date": date(2020, 3, 3)} | option | still | changes
    marks = [
        float(black76_price(row[f], 25.0, (40.0 - held) / 365, row[v], 0.02, True))
        for f, v, held in (("last_forward_pts", "last_vol", 0.0), ("forward_pts", "vol", row["held_days"]))
    ]
    return pl.DataFrame([row | {"last_mark_pts": marks[0], "mark_pts": marks[1]}], schema=MOVES)


def test_a_condor_that_was_never_sold_leaves_the_hedges_attribution() -> None:
    case, preset, policy = random_case(8), load_preset("seed_always_on"), load_policy("cndr")
    condors = condor_signal_daily(case.signals, case.sessions, [policy], TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors), [preset], TERMS.account_usd)
    moves = moves_of(case, policy, condors.with_columns(held_contracts=0), states, NO_QUOTES)
    trades = hedge_side(preset.name, states, TERMS.costs).trades
    flags = case.signals.select("trade_date", "is_simulated")

    rows = attribution_daily(moves, trades, flags, preset=preset.name, baseline=policy.name)

    assert set(rows["part"]) == {"layer1", "layer2", "layer3", "layer4"}


@pytest.mark.parametrize(
    ("changes", "component"),
    [
        ({"forward_pts": 22.05}, "delta_usd"),
        ({"vol": 0.905}, "vega_usd"),
        ({"held_days": 0.1}, "theta_usd"),
    ],
)
def test_a_small_move_of_one_kind_is_that_kinds(changes: dict, component: str) -> None:
    no_trades = pl.DataFrame(
        schema={"layer": pl.Int32, "lot": pl.Int32, "fill_date": pl.Date, "slippage_usd": pl.Float64,
                "fee_usd": pl.Float64, "price_source": pl.String}
    )  # fmt: skip
    flags = pl.DataFrame({"trade_date": [date(2020, 3, 3)], "is_simulated": [True]})
    row = attribution_daily(one_move(**changes), no_trades, flags, preset="some", baseline="other").row(0, named=True)

    assert row[component] == pytest.approx(row["gross_pnl_usd"], rel=0.02)
    assert abs(row["residual_usd"]) < 0.02 * abs(row["gross_pnl_usd"])


def test_calls_that_keep_their_last_price_keep_its_volatility() -> None:
    case = random_case(8)
    states = layer_states(case.layers(), [load_preset("seed_always_on")], TERMS.account_usd)
    stale = states.filter(pl.col("price_source") == "stale").select(
        "lot", "trade_date", part=pl.format("layer{}", "layer")
    )

    every = call_moves(quoted_layers(states, NO_QUOTES), case.signals, case.curve)
    moves = every.join(stale, on=["part", "lot", "trade_date"])

    assert states.filter(pl.col("forward_source") == "vx_missing").height > 10
    assert not every["last_forward_pts"].has_nulls()
    assert not every["forward_pts"].has_nulls()
    assert moves.height == stale.height > 10
    assert (moves["vol"] == moves["last_vol"]).all()
