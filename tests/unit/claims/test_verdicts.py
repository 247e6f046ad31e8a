"""The verdict table as a whole, and the answer made from it."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.claims.answer import answer_lines
from pipelines.claims.claim import Claim, measured_within, verdict_row
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.verdict import StatedRange
from pipelines.claims.verdicts import claim_verdicts
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.promises import unkept_promises


@pytest.fixture(scope="module")
def verdicts(four_years, settings) -> pl.DataFrame:
    return claim_verdicts(four_years, drawdown_episodes(four_years), settings)


def test_table_keeps_its_contract_and_has_every_variant_once(verdicts) -> None:
    assert unkept_promises(FCT_CLAIM_VERDICT, verdicts) == []
    assert verdicts.select("claim_id", "variant").rows() == [
        ("C1", "headline"),
        ("C1", "gross"),
        ("C3", "headline"),
        ("C3", "gross"),
        ("C6", "headline"),
        ("C6", "mean"),
        ("C6", "pooled"),
        ("C6", "largest5"),
        ("C7", "headline"),
        ("C7", "at_most"),
        ("C7", "delevered_control"),
    ]


def test_same_seed_gives_the_same_table_and_another_moves_the_intervals(four_years, settings, verdicts) -> None:
    episodes = drawdown_episodes(four_years)

    assert_frame_equal(claim_verdicts(four_years, episodes, settings), verdicts, check_exact=True)
    other = claim_verdicts(four_years, episodes, replace(settings, seed=8))
    assert other["estimate"].equals(verdicts["estimate"])
    assert not other["ci_lo"].equals(verdicts["ci_lo"])


def test_days_before_the_window_do_not_count(daily_of, four_years, settings, verdicts) -> None:
    earlier = daily_of(np.full(100, -0.003), -0.003, start="2011-08-01").filter(pl.col("trade_date") < date(2012, 1, 3))

    more = claim_verdicts(pl.concat([earlier, four_years]), drawdown_episodes(four_years), settings)

    assert_frame_equal(more, verdicts, check_exact=True)
    assert set(verdicts["window_start"]) == {date(2012, 1, 3)}


def test_where_vix3m_ended_the_days_up_to_then_are_judged_too(four_years, settings, verdicts) -> None:
    end, episodes = date(2014, 6, 30), drawdown_episodes(four_years)

    found = claim_verdicts(four_years, episodes, replace(settings, vix3m_end=end))

    early = four_years.filter(pl.col("trade_date") <= end)
    until = claim_verdicts(early, episodes.filter(pl.col("window_end_date") <= end), settings)
    names = ["headline", "headline", "headline", "headline", "delevered_control"]
    assert_frame_equal(found.head(verdicts.height), verdicts, check_exact=True)
    added = found.tail(5)
    assert added["variant"].to_list() == [f"{name}_with_vix3m" for name in names]
    assert set(added["window_end"]) == {end}
    expected = until.filter(pl.col("variant").is_in(names))
    assert_frame_equal(added.drop("variant"), expected.drop("variant"), check_exact=True)
    assert added["n_effective"][2] < verdicts.filter(pl.col("claim_id") == "C6")["n_effective"][0]


def test_empty_window_and_two_books_are_refused(four_years, settings) -> None:
    episodes = drawdown_episodes(four_years)
    two = pl.concat([four_years, four_years.with_columns(preset=pl.lit("other"))])

    with pytest.raises(ValueError, match="no backtest day"):
        claim_verdicts(four_years, episodes, replace(settings, window_start=date(2030, 1, 1)))
    with pytest.raises(ValueError, match="one preset"):
        claim_verdicts(two, episodes, settings)


def test_answer_has_three_lines_and_says_the_market_is_simulated(verdicts, four_years) -> None:
    worth, cost, drawdown = answer_lines(verdicts, four_years)

    assert worth.startswith("Simulated market, not evidence about the real one. Worth it? ")
    assert cost.startswith("Cost: with VIX near 18 the hedge loses ")
    assert drawdown.startswith("Drawdown: in VIX spikes above 25 it shrinks by ")


def test_answer_says_on_how_many_days_the_book_is_marked_at_quotes(verdicts, four_years) -> None:
    source = pl.when(pl.int_range(pl.len()) < 3).then(pl.lit("mixed")).otherwise("price_source")
    worth = answer_lines(verdicts, four_years.with_columns(price_source=source))[0]

    assert ", model prices, quotes on the 3 days with a chain of what was held, no interest on cash)" in worth
    assert ", model prices, no interest on cash)" in answer_lines(verdicts, four_years)[0]


def test_answer_tells_the_interval_with_the_band_where_there_is_one(verdicts, four_years) -> None:
    banded = verdicts.with_columns(ci_band_lo=pl.lit(-0.1234), ci_band_hi=pl.lit(0.4321))

    assert "(95 % interval, prices' error band included, -12.34 % to 43.21 %)" in answer_lines(banded, four_years)[1]
    assert "error band" not in answer_lines(verdicts, four_years)[1]


def test_answer_on_real_days_does_not_mention_simulation(verdicts, four_years) -> None:
    assert answer_lines(verdicts, four_years.with_columns(is_simulated=False))[0].startswith("Worth it? ")


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("supported", "Worth it? Yes: it beats"),
        ("inconclusive", "Worth it? Not shown: the data can't tell"),
        ("contradicted", "Worth it? No: the condor alone"),
    ],
)
def test_answer_follows_the_control(verdicts, four_years, verdict, words) -> None:
    is_control = pl.col("variant") == "delevered_control"
    changed = verdicts.with_columns(verdict=pl.when(is_control).then(pl.lit(verdict)).otherwise("verdict"))

    assert words in answer_lines(changed, four_years)[0]


def test_answer_quotes_the_numbers_of_the_table(verdicts, four_years) -> None:
    changed = verdicts.with_columns(
        pl.when(pl.col("claim_id") == "C6").then(0.1234).otherwise("estimate").alias("estimate"),
        verdict=pl.when(pl.col("claim_id") == "C6").then(pl.lit("contradicted")).otherwise("verdict"),
    )

    assert "shrinks by 12.34 %" in answer_lines(changed, four_years)[2]
    assert "the seed says 35–42 %: contradicted" in answer_lines(changed, four_years)[2]


def test_answer_says_why_a_figure_has_no_interval(verdicts, four_years) -> None:
    is_c6 = pl.col("claim_id") == "C6"
    few = verdicts.with_columns(
        pl.when(~is_c6).then(name).alias(name) for name in ("ci_lo", "ci_hi")
    ).with_columns(
        estimate=pl.when(is_c6).then(0.1234).otherwise("estimate"),
        verdict_reason=pl.when(is_c6).then(pl.lit("only 4 pieces")).otherwise("verdict_reason"),
    )  # fmt: skip

    assert "shrinks by 12.34 % (no interval: only 4 pieces), median" in answer_lines(few, four_years)[2]


def test_a_layer_that_never_traded_is_named(verdicts, four_years) -> None:
    idle = four_years.with_columns(layer1_pnl_usd=0.0, layer3_pnl_usd=1.0)

    assert "Layer 1" in answer_lines(verdicts, idle)[0]
    assert "Layer 3" not in answer_lines(verdicts, idle)[0]


def test_answer_on_a_condor_that_never_falls_is_not_shown(daily_of, settings) -> None:
    daily = daily_of(np.full(800, 0.001), np.tile([-0.0001, -0.003], 400))

    worth, _, drawdown = answer_lines(claim_verdicts(daily, drawdown_episodes(daily), settings), daily)

    assert "Worth it? Not shown: a book without a drawdown" in worth
    assert "not measured (no complete VIX spike with a drawdown to compare)" in drawdown


def test_answer_without_a_needed_verdict_is_refused(verdicts, four_years) -> None:
    with pytest.raises(ValueError, match="C6 headline"):
        answer_lines(verdicts.filter(pl.col("claim_id") != "C6"), four_years)


def test_book_whose_prices_are_no_evidence_gets_no_verdict_on_them(four_years, settings) -> None:
    doubtful = replace(settings, caveat="no evidence: made up")
    sure, unsure = (
        claim_verdicts(four_years, drawdown_episodes(four_years), chosen) for chosen in (settings, doubtful)
    )

    assert set(unsure["verdict"]) == {"not_testable"}
    assert set(unsure["verdict_reason"]) == {"no evidence: made up"}
    assert unsure["estimate"].equals(sure["estimate"])


def test_claim_that_rests_on_no_option_price_keeps_its_verdict(four_years, settings) -> None:
    claim = Claim(
        "S21", "headline", "text", "metric", "ratio", StatedRange(lo=0.0), "method", "formula", "index closes"
    )

    row = verdict_row(claim, measured_within(0.5, (0.4, 0.6), 9), four_years, replace(settings, caveat="no evidence"))
    assert (row["verdict"], row["pricing_source"]) == ("supported", "index closes")
