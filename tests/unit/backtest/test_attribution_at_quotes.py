"""Attribution of a book at quotes: it adds up to the book's profit, and each row says whether a quote is in it."""

from typing import NamedTuple

import polars as pl
import pytest

from pipelines.backtest.attribution import attribution_daily
from pipelines.backtest.book import Terms
from pipelines.backtest.side import Side, condor_side, hedge_side
from pipelines.condor.policy import load_policy
from pipelines.condor.signal import condor_signal_daily
from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.layers.daily import layer_states
from pipelines.layers.preset_file import load_preset
from tests.fixtures.engine_random import random_case
from tests.fixtures.moves import moves_of

TERMS = Terms(10_000_000.0)


class Booked(NamedTuple):
    """Attribution, sides of the book, quotes, trading days."""

    rows: pl.DataFrame
    sides: list[Side]
    quotes: pl.DataFrame
    dates: pl.Series


@pytest.fixture(scope="module", params=["cndr", "vs_45d_16d_exit"])
def booked(request: pytest.FixtureRequest) -> Booked:
    case, preset, policy = random_case(8), load_preset("seed_always_on"), load_policy(request.param)
    condors = condor_signal_daily(case.signals, case.sessions, [policy], TERMS.account_usd, start=case.start)
    states = layer_states(case.layers(condors), [preset], TERMS.account_usd)
    quotes = all_quoted(condors, states)
    closes = condors.join(case.signals.select("trade_date", "vix_close_pts"), on="trade_date", how="left")
    sides = [
        condor_side(policy.name, closes, TERMS.costs, quotes),
        hedge_side(preset.name, states, TERMS.costs, quotes),
    ]
    rows = attribution_daily(
        moves_of(case, policy, condors, states, quotes),
        pl.concat([side.trades for side in sides], how="diagonal_relaxed"),
        case.signals.select("trade_date", "is_simulated"),
        preset=preset.name,
        baseline=policy.name,
    )
    return Booked(rows, sides, quotes, case.signals["trade_date"])


def test_it_is_split_to_its_own_profit(booked: Booked) -> None:
    parts, net = pl.concat([side.parts for side in booked.sides]), pl.col("net_pnl_usd").sum()
    counted = parts.group_by("part", "trade_date").agg(pl.col("pnl_usd").sum())
    both = counted.join(booked.rows.group_by("part", "trade_date").agg(net), on=["part", "trade_date"])

    assert both.height > 200
    assert both.select((pl.col("pnl_usd") - pl.col("net_pnl_usd")).abs().max()).item() < 1e-9 * 1e7
    assert all(side.trades["price_source"].is_in(["quote"]).any() for side in booked.sides)


def test_a_row_says_whether_a_quote_is_in_it(booked: Booked) -> None:
    mixed = booked.rows.filter(pl.col("price_source") == "mixed")

    assert keys_of(mixed) == touched_by(booked.quotes, booked.dates)
    assert 0 < len(mixed) < len(booked.rows)


def keys_of(rows: pl.DataFrame) -> set:
    return set(rows.select("part", "lot", "trade_date").iter_rows())


def touched_by(quotes: pl.DataFrame, dates: pl.Series) -> set:
    """Lots and days whose P&L has a quote in it: the day of one, and the day after if it is of a leg then held."""
    part = pl.when(pl.col("book") == "condor").then(pl.lit("condor")).otherwise(pl.format("layer{}", "layer"))
    days = pl.DataFrame({"quote_date": dates, "next": dates.shift(-1)})
    found = quotes.join(days, on="quote_date").select(
        "lot", "quote_date", "next", is_held=pl.col("part") == "held", part=part
    )
    after = found.filter("is_held").drop_nulls("next").with_columns(trade_date="next")
    return keys_of(found.with_columns(trade_date="quote_date")) | keys_of(after)


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
