"""C4: steward against promoter in months of hot inflation, and why it often can't be said."""

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.steward_promoter import steward_promoter
from pipelines.claims.verdicts import claim_verdicts
from pipelines.condor.policy import load_policies

DAYS = 1000
STEWARD, PROMOTER, PROXY = "vs_45d_16d", "vs_45d_16d_promoter", "vs_45d_16d_promoter_equity"


@pytest.fixture
def market(daily_of):
    """Books whose promoter loses `lost` a day in hot months and earns as much in cold ones, six months each."""

    def build(lost=0.0004, *, is_hot_always=False, carry=True, seed=2):
        rng = np.random.default_rng(seed)
        steward = daily_of(rng.normal(0.0002, 0.0005, DAYS), 0.0)
        months = steward["trade_date"].dt.year() * 12 + steward["trade_date"].dt.month()
        is_hot = np.full(DAYS, True) if is_hot_always else (months.to_numpy() // 6) % 2 == 0
        shift = np.where(is_hot, -lost, lost) + rng.normal(0, 0.00005, DAYS) * bool(lost)
        promoted = daily_of(steward["unhedged_return_ratio"].to_numpy() + shift, 0.0)
        books = pl.concat(
            book.with_columns(baseline=pl.lit(name))
            for name, book in ((STEWARD, steward), (PROMOTER, promoted), (PROXY, steward))
        )
        # the flag is the month's own from the close before it begins
        known = pl.Series(is_hot).shift(-1).fill_null(bool(is_hot[-1]))
        signals = steward.select("trade_date").with_columns(
            is_inflation_hot=known,
            is_carry_low=pl.lit(carry, dtype=pl.Boolean),
            carry_null_reason=pl.lit(None if carry is not None else "not_published", dtype=pl.String),
            is_equity_cost_low=pl.lit(None, dtype=pl.Boolean),
            equity_cost_null_reason=pl.lit("warm_up"),
        )
        return books, signals

    return build


def rows_of(market, settings: ClaimSettings) -> dict[str, dict]:
    return {row["variant"]: row for row in steward_promoter(*market, load_policies(), STEWARD, settings)}


def test_difference_between_hot_and_cold_months_is_found(market, settings) -> None:
    rows = rows_of(market(), settings)
    found, mean = rows["headline"], rows["in_hot_months"]

    assert found["estimate"] == pytest.approx(2 * 0.0004 * 21.7 * 12, rel=0.1)
    assert found["ci_lo"] < found["estimate"] < found["ci_hi"]
    assert mean["estimate"] == pytest.approx(found["estimate"] / 2, rel=0.1)
    assert (found["verdict"], mean["verdict"]) == ("supported", "supported")
    assert found["n_effective"] == 8  # two in every half year: a condor of 45 days reaches across three months


def test_both_condors_prices_are_named_and_no_quote_of_the_hedge(market, settings) -> None:
    books, signals = market()
    is_promoter = pl.col("baseline") == PROMOTER
    of_condor = pl.when(is_promoter).then(pl.lit("mixed")).otherwise("condor_price_source")
    hedged = books.with_columns(price_source=pl.lit("mixed"), hedge_price_source=pl.lit("mixed"))

    alone = rows_of((hedged, signals), settings)["headline"]
    promoted = rows_of((books.with_columns(condor_price_source=of_condor), signals), settings)["headline"]
    assert (alone["pricing_source"], promoted["pricing_source"]) == ("model", "model+quote")
    assert (promoted["baseline"], alone["baseline"]) == (STEWARD, STEWARD)


def test_condors_that_reach_across_more_months_leave_fewer_pieces_and_more_lags(market, settings) -> None:
    long = [policy.model_copy(update={"dte_days": 170}) for policy in load_policies()]

    rows = {row["variant"]: row for row in steward_promoter(*market(), long, STEWARD, settings)}
    usual = rows_of(market(), settings)["headline"]
    assert "Newey-West, 3 lags" in usual["method"]
    assert "Newey-West, 7 lags" in rows["headline"]["method"]
    assert rows["headline"]["n_effective"] == 4  # one in every half year of hot inflation
    assert (rows["headline"]["verdict"], rows["headline"]["ci_lo"]) == ("not_testable", None)


def test_hot_months_in_which_the_promoter_did_nothing_else_are_no_pieces(market, settings) -> None:
    books, signals = market()
    cut = books["trade_date"].unique().sort()[DAYS // 2]
    own, other = (books.filter(pl.col("baseline") == name) for name in (STEWARD, PROMOTER))
    later = other.filter(pl.col("trade_date") >= cut)
    idle = own.filter(pl.col("trade_date") < cut).with_columns(baseline=pl.lit(PROMOTER))

    rows = rows_of((pl.concat([own, idle, later]), signals), settings)
    assert rows["in_hot_months"]["n_effective"] == 4  # of 8


def test_promoter_that_does_better_contradicts_the_claim(market, settings) -> None:
    assert rows_of(market(-0.0004), settings)["headline"]["verdict"] == "contradicted"


@pytest.mark.parametrize(
    ("case", "reason"),
    [
        ({"carry": None}, "carry is not known on any day (is_carry_low: not_published)"),
        ({"is_hot_always": True}, "hot in every month"),
        ({"lost": 0.0}, "never differed"),
    ],
)
def test_what_cannot_be_known_is_no_figure(market, settings, case, reason) -> None:
    for variant in ("headline", "in_hot_months"):
        row = rows_of(market(**case), settings)[variant]
        assert (row["verdict"], row["estimate"], row["ci_lo"]) == ("not_testable", None, None)
        assert reason in row["verdict_reason"]


def test_proxy_speaks_for_itself(market, settings) -> None:
    row = rows_of(market(), settings)[f"{PROXY}_hot_minus_cold"]

    assert "is_equity_cost_low: warm_up" in row["verdict_reason"]


def test_condor_without_a_promoter_says_so(market, settings) -> None:
    books, signals = market()
    lone = [policy for policy in load_policies() if policy.promoter is None]

    (row,) = steward_promoter(books, signals, lone, STEWARD, settings)
    assert (row["verdict"], row["verdict_reason"]) == (
        "not_testable",
        f"no promoter baseline sells the condor of {STEWARD}",
    )


def test_months_to_come_change_no_month_before(market, settings) -> None:
    books, signals = market()
    cut = books["trade_date"].unique().sort()[700]
    noise = np.random.default_rng(9).normal(0, 0.01, books.height)
    later = pl.col("trade_date") > cut
    scrambled = books.with_columns(
        unhedged_return_ratio=pl.when(later).then(pl.Series(noise)).otherwise("unhedged_return_ratio")
    )

    before, after = (
        steward_promoter(book.filter(~later), signals, load_policies(), STEWARD, settings)
        for book in (books, scrambled)
    )
    assert before == after


def test_rows_join_the_table_of_verdicts(market, settings) -> None:
    books, signals = market()
    own = books.filter(pl.col("baseline") == STEWARD)
    schema = {"reduction_ratio": pl.Float64, "hedged_max_drawdown_ratio": pl.Float64}
    episodes = pl.DataFrame(
        schema=schema | {"unhedged_max_drawdown_ratio": pl.Float64, "is_counted": pl.Boolean, "start_date": pl.Date}
    )

    table = claim_verdicts(
        own, episodes, settings, steward_promoter(books, signals, load_policies(), STEWARD, settings)
    )
    assert table.filter(pl.col("claim_id") == "C4").height == 4
