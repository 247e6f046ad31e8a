"""What a growth gap is made of: the opening quotations that a published pair implies, tested on other indices."""

import numpy as np
import polars as pl
import pytest

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.gap import BXM, PUT, gap_rows, implied_openings
from pipelines.benchmarks.monthly import Months, joined_daily, months_of
from pipelines.benchmarks.pricing import CENTRAL, spx_band
from pipelines.benchmarks.replay_spx import openings_between_closes, replay_spx
from pipelines.benchmarks.rules import SPX_RULES
from pipelines.contracts.fct_benchmark_gap import FCT_BENCHMARK_GAP
from pipelines.contracts.promises import unkept_promises
from tests.unit.benchmarks.test_replay_spx import START

RULES = {rule.symbol: rule for rule in SPX_RULES}
SHOCK = 0.004  # the opening quotation stands so far above what lies between the closes, give or take


@pytest.fixture(scope="module")
def market(moments_with, random_walk):
    return moments_with(random_walk, rate=0.03, dividend_yield=0.015)


@pytest.fixture(scope="module")
def true_openings(market, expiries):
    """Openings as they were, which the closes don't tell."""
    between = openings_between_closes(Cycles.of(market.dates, expiries, START), market, CENTRAL)
    shocks = SHOCK + np.random.default_rng(3).normal(0, 0.003, len(between))
    return {day: value + shock for (day, value), shock in zip(between.items(), shocks, strict=True)}


@pytest.fixture(scope="module")
def compared(market, expiries, true_openings):
    """Months of an index that is published with the true openings."""

    def of(symbol: str, *, openings=None) -> Months:
        def replay(pricing=CENTRAL, told=None):
            return replay_spx(RULES[symbol], market, expiries, pricing, START, openings=told)

        truth = replay(told=true_openings)
        published = pl.DataFrame(
            {"index_symbol": symbol, "trade_date": truth.dates, "published_level_pts": truth.levels}
        )
        closes = pl.DataFrame(
            {"trade_date": market.dates, "vix_close_pts": 20.0, "total_return_pts": market.total_return_pts}
        ).with_columns(total_return_source=pl.lit("any"), rate_source=pl.lit("any"))
        variants = [replay(pricing) for pricing in spx_band()]
        return months_of(joined_daily(replay(told=openings), closes, published), variants)

    return of


@pytest.fixture(scope="module")
def implied(compared, market, expiries):
    between = openings_between_closes(Cycles.of(market.dates, expiries, START), market, CENTRAL)
    return implied_openings(compared(PUT), compared(BXM), between)


def test_the_pair_tells_where_options_settled(implied, true_openings) -> None:
    found = np.array([implied[day] for day in implied])

    assert len(implied) >= 11
    assert found == pytest.approx(np.array([true_openings[day] for day in implied]), abs=2e-4)


@pytest.mark.parametrize("symbol", ["BXMD", "CNDR", "BFLY", "CMBO", "PPUT", "CLL"])
def test_what_the_pair_tells_explains_the_other_indices(symbol, implied, compared) -> None:
    months, settled = compared(symbol), compared(symbol, openings=implied)

    row = gap_rows({symbol: months}, {symbol: settled}, implied).row(0, named=True)

    assert abs(row["rest_ratio"]) < 0.1 * abs(row["cagr_gap_ratio"]) + 2e-4
    assert row["cagr_gap_ratio"] == pytest.approx(row["settlement_ratio"] + row["rest_ratio"])
    assert row["settled_tracking_error_vol"] <= row["tracking_error_vol"]
    assert not row["is_implied_from"]


def test_a_seller_of_calls_loses_by_an_opening_above_the_sale(implied, compared) -> None:
    months, settled = compared(BXM), compared(BXM, openings=implied)

    row = gap_rows({BXM: months}, {BXM: settled}, implied).row(0, named=True)

    assert row["settlement_ratio"] > 0.01
    assert row["is_implied_from"]
    assert row["opening_over_sale_error_ratio"] < 0.003


def test_the_rest_is_told_in_units_of_the_level(compared) -> None:
    """Published as if the level were 0.05 higher: that is the rest."""
    months = compared("PUT")
    dear = Months(**{**vars(months), "published": months.variants[1]})
    none = dict.fromkeys(np.arange("2023-01", "2023-06", dtype="datetime64[M]"), 0.0)

    row = gap_rows({"PUT": dear}, {"PUT": dear}, none).row(0, named=True)

    assert row["rest_level_ratio"] == pytest.approx(-0.05, rel=0.02)


def test_without_a_published_pair_nothing_is_implied(compared) -> None:
    months = compared(PUT)
    none = months.where(np.zeros(len(months.ends), dtype=bool))

    assert implied_openings(months, none, {np.datetime64("2023-03-17"): 0.0}) == {}
    row = gap_rows({PUT: months}, {PUT: months}, {}).row(0, named=True)
    assert row["cagr_gap_ratio"] is not None
    assert (row["settlement_ratio"], row["rest_ratio"], row["opening_over_sale_ratio"]) == (None, None, None)
    assert row["null_reason"] == "pair_not_published"


def test_every_figure_is_there_or_has_its_reason(compared, implied) -> None:
    whole = compared("PUT")
    two = whole.where(np.arange(len(whole.ends)) < 2)
    still = Months(**{**vars(whole), "variants": np.vstack([whole.variants[0]] * len(whole.variants))})
    cases = {"PUT": (whole, implied, None), "BXM": (two, implied, "too_few_months"),
             "CNDR": (whole, {}, "pair_not_published"), "CMBO": (still, implied, "no_movement")}  # fmt: skip

    rows = pl.concat([gap_rows({name: each}, {name: each}, told) for name, (each, told, _) in cases.items()])

    assert rows["null_reason"].to_list() == [reason for *_, reason in cases.values()]
    told = FCT_BENCHMARK_GAP.conform(rows.with_columns(is_simulated=pl.lit(value=True)))
    assert unkept_promises(FCT_BENCHMARK_GAP, told) == []
