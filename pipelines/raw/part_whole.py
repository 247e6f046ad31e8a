"""A streamed load looked at as a whole: promises about the table, and what great-expectations says of every chain."""

from collections.abc import Sequence
from typing import Any

import polars as pl

from pipelines.contracts.scorecard_validation import scorecard_results
from pipelines.contracts.validation import broken_profile, keep_results
from pipelines.raw.admission import flags_of
from pipelines.raw.part_flags import Connection, replace_whole_flags
from pipelines.raw.part_scores import highest_scores
from pipelines.raw.parts import Part, StreamedDataset
from pipelines.raw.session_clock import load_clock
from pipelines.settings import Settings
from pipelines.sources.landing import LandedFile


def judge_whole(
    dataset: StreamedDataset, connection: Connection, settings: Settings, *, parts: Sequence[Part],
    files: list[LandedFile], cards: Sequence[pl.DataFrame],
) -> int:  # fmt: skip
    """Flag what is odd about the table as a whole, and keep great-expectations' results for its data docs.

    Args:
        dataset: Contract and limits; a table that is written piece by piece is flagged as a whole, never refused.
        connection: Of the warehouse, no transaction begun.
        settings: Say where results are kept, and whether files are live.
        parts: Ledger of the table.
        files: Every file of it.
        cards: Scorecards of the files that were read this time.

    Returns:
        Flags of the table, those of its rows included.
    """
    contract = dataset.contract
    days = [day for part in parts for day in (part.first_quote_date, part.last_quote_date) if day]
    rows = pl.DataFrame({"quote_date": days}, schema={"quote_date": pl.Date})
    clock = load_clock(contract, rows, files, is_live=settings.origin == "live")
    broken, results = broken_profile(contract, rows, clock)
    results += _chain_results(dataset, cards)
    if results:
        keep_results(settings.validations_dir / f"{contract.name}.json", results)
    return replace_whole_flags(connection, contract, flags_of(contract, contract.polars_schema.to_frame(), broken))


def _chain_results(dataset: StreamedDataset, cards: Sequence[pl.DataFrame]) -> list[Any]:
    judged = [card for card in cards if card.height]
    if not judged:
        return []
    limits = {limit.name: limit for limit in dataset.limits}
    return scorecard_results(dataset.contract, pl.concat(judged), highest_scores(dataset), limits)
