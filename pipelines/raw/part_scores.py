"""Scores of a batch of files, chain by chain: what is counted, how high it may be, and what to say if it is higher."""

import polars as pl

from pipelines.contracts.chain_profile import CHAIN, with_chains
from pipelines.contracts.scorecard import promise_breaks, scorecard
from pipelines.contracts.scorecard_validation import broken_scores
from pipelines.raw.parts import StreamedDataset

REPEAT = "key_is_unique"
_ADVICE = "compare the row with the provider's file"


def highest_scores(dataset: StreamedDataset) -> dict[str, float]:
    """Largest value of each column of a scorecard: no row may break a promise, no share its limit."""
    counted = dict.fromkeys([*promise_breaks(dataset.contract), REPEAT], 0.0)
    return counted | {limit.name: limit.maximum_ratio for limit in dataset.limits}


def failing_of(dataset: StreamedDataset, card: pl.DataFrame) -> dict[str, dict[str, str]]:
    """By file, the promises that a scorecard shows broken, and what to say of each."""
    limits = {limit.name: limit for limit in dataset.limits}
    advice = {rule.name: rule.advice for rule in dataset.contract.rules}
    found: dict[str, dict[str, str]] = {}
    for at, name, share in broken_scores(card, highest_scores(dataset))["chain", "promise", "measured"].iter_rows():
        said = advice.get(name, _ADVICE)
        if name in limits:
            limit, day = limits[name], card["quote_date"][at]
            said = f"{share:.3f} of the chain of {day}, at most {limit.maximum_ratio}: {limit.advice}"
        found.setdefault(card["source_sha256"][at], {})[name] = said
    return found


def card_of(dataset: StreamedDataset, rows: pl.DataFrame, *, has_repeats: bool) -> pl.DataFrame:
    """Scorecard of a batch: one row per chain, a count per promise about a row, a share per limit."""
    numbered = with_chains(rows)
    repeats = pl.lit(0, pl.Int64)
    if has_repeats:
        repeats = (~pl.struct("source_sha256", *dataset.contract.key).is_first_distinct()).cast(pl.Int64)
    card = numbered.with_columns(repeats.alias(REPEAT)).group_by("chain", maintain_order=True).agg(
        pl.col(*CHAIN).first(), pl.col(REPEAT).sum(), pl.col("is_off_close").any()
    )  # fmt: skip
    for scores in (scorecard(dataset.contract, numbered, ["chain"]), dataset.shares(numbered)):
        card = card.join(scores, on="chain", maintain_order="left")
    return card.drop("chain")
