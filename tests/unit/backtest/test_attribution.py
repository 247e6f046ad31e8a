"""Attribution: it adds up to the P&L that the book counted, and its parts are the greeks' own."""

from datetime import date
from functools import cache

import polars as pl
import pytest

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.book import Terms
from pipelines.backtest.call_moves import call_moves
from pipelines.backtest.condor_moves import condor_moves
from pipelines.backtest.moves import MOVES
from pipelines.backtest.quoted import quoted_condors, quoted_layers
from pipelines.backtest.side import condor_side, hedge_side
from pipelines.backtest.variant import traded_variant
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_attribution_daily import FCT_ATTRIBUTION_DAILY
from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.contracts.promises import unkept_promises
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from pipelines.quant.black76 import black76_price
from tests.fixtures.engine_random import random_case

TERMS = Terms(10_000_000.0)


@cache
def attributed(preset_name: str, baseline: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Attribution on a random market, and the P&L of the parts that the book counted."""
    case, preset, policy = random_case(8), load_preset(preset_name), load_policy(baseline)
    condors = condor_signal_daily(case.signals, case.sessions, [policy], TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors), [preset], TERMS.account_usd)
    book = traded_variant(states, case.signals, case.sessions, policy, TERMS, preset=preset_name, start=case.start)
    moves = [condor_moves(condors, case.signals, policy), call_moves(states, case.signals, case.curve)]
    rows = attribution_daily(
        pl.concat(moves, how="vertical_relaxed"),
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
    parts = pl.sum_horizontal("delta_usd", "gamma_usd", "vega_usd", "theta_usd", "residual_usd")

    gap = rows.select((parts - pl.col("gross_pnl_usd")).abs().max()).item()
    assert gap < 1e-9 * (1 + rows["gross_pnl_usd"].abs().max())
    assert rows.filter(pl.col("part") == "layer1")["gamma_usd"].min() >= 0  # and gain from movement


def one_move(**changes: float) -> pl.DataFrame:
    """One long call over a day on which nothing happened but `changes`."""
    still = {"last_forward_pts": 22.0, "forward_pts": 22.0, "last_vol": 0.9, "vol": 0.9, "held_days": 0.0}
    option = {"leg": 0, "dte_days": 40.0, "contracts": 1.0, "is_call": True, "strike_pts": 25.0, "rate_ratio": 0.02}
    row = {"part": "layer1", "lot": 1, "trade_date": date(2020, 3, 3)} | option | still | changes
    marks = [
        float(black76_price(row[f], 25.0, (40.0 - held) / 365, row[v], 0.02, True))
        for f, v, held in (("last_forward_pts", "last_vol", 0.0), ("forward_pts", "vol", row["held_days"]))
    ]
    return pl.DataFrame([row | {"last_mark_pts": marks[0], "mark_pts": marks[1]}]).select(MOVES)


def test_a_book_at_quotes_is_split_to_its_own_profit_too() -> None:
    case, preset, policy = random_case(8), load_preset("seed_always_on"), load_policy("cndr")
    condors = condor_signal_daily(case.signals, case.sessions, [policy], TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors), [preset], TERMS.account_usd)
    quotes = all_quoted(condors, states)
    closes = condors.join(case.signals.select("trade_date", "vix_close_pts"), on="trade_date", how="left")
    sides = [
        condor_side(policy.name, closes, TERMS.costs, quotes),
        hedge_side(preset.name, states, TERMS.costs, quotes),
    ]
    moves = [
        condor_moves(quoted_condors(condors, quotes), case.signals, policy),
        call_moves(quoted_layers(states, quotes), case.signals, case.curve),
    ]
    rows = attribution_daily(
        pl.concat(moves, how="vertical_relaxed"),
        pl.concat([side.trades for side in sides], how="diagonal_relaxed"),
        case.signals.select("trade_date", "is_simulated"),
        preset=preset.name,
        baseline=policy.name,
    )

    counted = pl.concat([side.parts for side in sides]).group_by("part", "trade_date").agg(pl.col("pnl_usd").sum())
    gap = counted.join(rows.group_by("part", "trade_date").agg(pl.col("net_pnl_usd").sum()), on=["part", "trade_date"])
    assert gap.height > 200
    assert gap.select((pl.col("pnl_usd") - pl.col("net_pnl_usd")).abs().max()).item() < 1e-9 * 1e7
    assert pl.concat([side.trades for side in sides], how="diagonal_relaxed")["price_source"].is_in(["quote"]).any()


def all_quoted(condors: pl.DataFrame, states: pl.DataFrame) -> pl.DataFrame:
    """A chain on every tenth day, whose mids are the model's and a half more."""
    from_model = {
        "quote_mid_pts": 1.5 * pl.col("mid"),
        "quote_spread_pts": pl.lit(0.2),
        "price_source": pl.lit("quote"),
    }
    legs = [
        condors.filter(pl.col(f"{part}_{leg}_mark_pts").is_not_null()).select(
            pl.lit("condor").alias("book"), pl.col("baseline").alias("owner"), pl.lit(0).alias("layer"),
            pl.col("rung").alias("lot"), pl.lit(part).alias("part"), pl.col("trade_date").alias("quote_date"),
            pl.lit(leg).alias("leg"), pl.col(f"{part}_{leg}_mark_pts").alias("mid"),
        )
        for part in ("held", "closed") for leg in LEGS
    ]  # fmt: skip
    calls = [
        states.filter(pl.col(f"{part}_mark_pts").is_not_null()).select(
            pl.lit("hedge").alias("book"), pl.col("preset").alias("owner"), "layer", "lot",
            pl.lit("held" if part == "held" else "closed").alias("part"), pl.col("trade_date").alias("quote_date"),
            pl.lit("long_call").alias("leg"), pl.col(f"{part}_mark_pts").alias("mid"),
        )
        for part in ("held", "sold")
    ]  # fmt: skip
    rows = pl.concat([*legs, *calls], how="vertical_relaxed").with_columns(**from_model)
    return rows.filter(pl.col("quote_date").dt.ordinal_day() % 10 == 0)


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
                "fee_usd": pl.Float64}
    )  # fmt: skip
    flags = pl.DataFrame({"trade_date": [date(2020, 3, 3)], "is_simulated": [True]})
    moves = one_move(**changes).with_columns(pl.col("lot").cast(pl.Int32))
    row = attribution_daily(moves, no_trades, flags, preset="some", baseline="other").row(0, named=True)

    assert row[component] == pytest.approx(row["gross_pnl_usd"], rel=0.02)
    assert abs(row["residual_usd"]) < 0.02 * abs(row["gross_pnl_usd"])


def test_calls_that_keep_their_last_price_keep_its_volatility() -> None:
    case = random_case(8)
    states = layer_states(case.layers(), [load_preset("seed_always_on")], TERMS.account_usd)
    stale = states.filter(pl.col("price_source") == "stale").select(
        "lot", "trade_date", part=pl.format("layer{}", "layer")
    )

    every = call_moves(states, case.signals, case.curve)
    moves = every.join(stale, on=["part", "lot", "trade_date"])

    assert states.filter(pl.col("forward_source") == "vx_missing").height > 10
    assert not every["last_forward_pts"].has_nulls()
    assert not every["forward_pts"].has_nulls()
    assert moves.height == stale.height > 10
    assert (moves["vol"] == moves["last_vol"]).all()
