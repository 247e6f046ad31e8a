"""What a whole chain looks like: a sound one keeps every limit, and each limit is broken once."""

from datetime import date

import numpy as np
import polars as pl
import pytest

from pipelines.contracts.chain_profile import CHAIN, LIMITS, chain_shares, with_chains
from pipelines.contracts.option_quotes import RAW_CBOE__SPX_OPTION_QUOTES as CONTRACT
from pipelines.contracts.scorecard import promise_breaks, scorecard
from pipelines.contracts.scorecard_validation import broken_scores, confirm_scores
from pipelines.contracts.validation import broken_promises
from pipelines.quant.black76 import black76_price
from tests.fixtures.raw_rows import CASES

BID, ASK, STRIKE, IS_CALL = pl.col("bid_pts"), pl.col("ask_pts"), pl.col("strike_pts"), pl.col("option_type") == "C"


def chain() -> pl.DataFrame:
    """One expiry of 80 strikes around a forward of 4700, priced at 18 %."""
    strikes = np.arange(4300.0, 5100.0, 10.0)
    sides = []
    for kind in "CP":
        price = black76_price(4700.0, strikes, 30 / 365, 0.18, 0.05, kind == "C")
        sides.append(pl.DataFrame({"strike_pts": strikes, "price": price}).with_columns(option_type=pl.lit(kind)))
    return pl.concat(sides).sort("strike_pts", "option_type").select(
        pl.lit("cafe").alias("source_sha256"), pl.lit(date(2024, 1, 3)).alias("quote_date"),
        pl.lit("SPXW").alias("root"), pl.lit(date(2024, 2, 2)).alias("expiry_date"), "option_type", "strike_pts",
        (pl.col("price") * 0.98).alias("bid_pts"), (pl.col("price") * 1.02).alias("ask_pts"),
        pl.lit(0.18).alias("vendor_iv_vol"),
    )  # fmt: skip


def broken(rows: pl.DataFrame) -> set[str]:
    shares = chain_shares(with_chains(rows)).drop("chain")
    limits = {limit.name: limit.maximum_ratio for limit in LIMITS}
    confirm_scores("chains", shares, limits)
    return set(broken_scores(shares, limits)["promise"])


def test_a_sound_chain_keeps_every_limit() -> None:
    assert broken(chain()) == set()


@pytest.mark.parametrize(
    ("limit", "change"),
    [
        ("sentinel_iv_ratio", {"vendor_iv_vol": pl.when(STRIKE > 4600).then(0.0).otherwise(0.18)}),
        ("no_offer_ratio", {"ask_pts": pl.when(STRIKE > 4900).then(0.0).otherwise(ASK)}),
        # every tenth strike of an hour before, when everything cost half as much again
        ("convexity_break_ratio", {"bid_pts": pl.when(STRIKE % 100 == 0).then(BID * 1.5).otherwise(BID),
                                   "ask_pts": pl.when(STRIKE % 100 == 0).then(ASK * 1.5).otherwise(ASK)}),
        # calls above 4750 of an instant when the index stood 15 points higher
        ("parity_break_ratio", {"bid_pts": BID + pl.when(IS_CALL & (STRIKE > 4750)).then(15.0).otherwise(0.0),
                                "ask_pts": ASK + pl.when(IS_CALL & (STRIKE > 4750)).then(15.0).otherwise(0.0)}),
    ],
)  # fmt: skip
def test_each_limit_is_broken_by_its_defect(limit: str, change: dict[str, pl.Expr]) -> None:
    assert limit in broken(chain().with_columns(**change))


def test_every_limit_has_a_defect_above() -> None:
    assert {limit.name for limit in LIMITS} == {
        "sentinel_iv_ratio", "no_offer_ratio", "convexity_break_ratio", "parity_break_ratio",
    }  # fmt: skip


def test_a_handful_of_quotes_is_not_judged() -> None:
    shares = chain_shares(with_chains(chain().head(3).with_columns(vendor_iv_vol=pl.lit(0.0))))

    assert shares.drop("chain").row(0) == (None, None, None, None)


def test_chains_are_told_apart() -> None:
    other = chain().with_columns(source_sha256=pl.lit("beef"), vendor_iv_vol=pl.lit(0.0))
    next_day = other.with_columns(quote_date=pl.lit(date(2024, 1, 4)), ask_pts=pl.lit(0.0))
    numbered = with_chains(pl.concat([chain(), other, next_day]))

    assert numbered.group_by("chain", maintain_order=True).len().rows() == [(0, 160), (1, 160), (2, 160)]
    assert chain_shares(numbered)["sentinel_iv_ratio"].to_list() == [0.0, 1.0, 1.0]
    assert chain_shares(numbered)["no_offer_ratio"].to_list() == [0.0, 0.0, 1.0]


def test_scorecard_counts_what_great_expectations_finds_row_by_row() -> None:
    (case,) = (case for case in CASES if case.contract is CONTRACT)
    nulls = {column.name: None for column in CONTRACT.columns if not column.nullable and column.name not in CHAIN}
    ranges = {"bid_pts": -1.0, "ask_pts": 1e6, "vendor_delta_ratio": 2.0, "strike_pts": 0.0}
    changes = [*case.breaks.values(), *({name: value} for name, value in (nulls | ranges).items()),
               {"root": "SPY"}, {"option_type": "X"}, {"source_layout": "paper"}]  # fmt: skip
    rows = [case.row(0), *(case.row(number, **change) for number, change in enumerate(changes, 1))]
    frame = pl.DataFrame(rows, schema=CONTRACT.polars_schema)

    counts = scorecard(CONTRACT, frame, CHAIN).select(list(promise_breaks(CONTRACT))).row(0, named=True)

    found = {promise.promise: len(promise.rows) for promise in broken_promises(CONTRACT, frame)}
    assert {name: count for name, count in counts.items() if count} == found
    assert len(found) >= 18
