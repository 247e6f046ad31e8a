"""A streamed load looked at as a whole: promises about the table, and great-expectations' results of its chains."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.contracts.headed_table import HEADING_ID, headings_table, rows_table
from pipelines.contracts.scorecard_validation import scorecard_results
from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import broken_profile, keep_results
from pipelines.raw.admission import flags_of
from pipelines.raw.part_flags import Connection, replace_whole_flags
from pipelines.raw.part_scores import highest_scores
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.session_clock import load_clock
from pipelines.settings import Settings
from pipelines.sources.landing import LandedFile


def judge_whole(
    dataset: StreamedDataset, connection: Connection, settings: Settings, *, files: list[LandedFile],
    cards: Sequence[pl.DataFrame],
) -> int:  # fmt: skip
    """Flag what is odd about the table as a whole, and keep for its data docs what was judged.

    Args:
        dataset: Contract and limits; a table that is written piece by piece is flagged as a whole, never refused.
        connection: Of the warehouse, no transaction begun.
        settings: Say where results are kept, and whether files are live.
        files: Every file of it.
        cards: Scorecards of the files that were read this time.

    Returns:
        Flags of the table, those of its rows included.
    """
    contract = dataset.contract
    rows = _days(connection, contract)
    clock = load_clock(contract, rows, files, is_live=settings.origin == "live")
    broken, results = broken_profile(contract, rows, clock)
    keep_results(settings.validations_dir / f"{contract.name}.json", results)
    if judged := [card for card in cards if card.height]:
        pl.concat(judged).write_parquet(_scores_file(dataset, settings))
    return replace_whole_flags(connection, contract, flags_of(contract, contract.polars_schema.to_frame(), broken))


def _days(connection: Connection, contract: TableContract) -> pl.DataFrame:
    """The table's days, each beside the values that its rows share: as many rows as there are chains, or a few more."""
    rows, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    days = f"select distinct {contract.observed}, {HEADING_ID} from {rows}"  # noqa: S608 (names of our own)
    found: pl.DataFrame = connection.execute(f"from ({days}) inner join {headings} using ({HEADING_ID})").pl()
    return found


def chain_results(dataset: StreamedDataset, settings: Settings) -> list[Any]:
    """great-expectations' results of every chain that the last load judged, one per promise; none before one did.

    They are asked for when somebody wants to look: what a load commits was judged then (`confirm_scores`).
    """
    path = _scores_file(dataset, settings)
    if not path.exists():
        return []
    card = pl.read_parquet(path)
    highest = {name: most for name, most in highest_scores(dataset).items() if name in card.columns}
    return scorecard_results(dataset.contract, card, highest, {limit.name: limit for limit in dataset.limits})


def _scores_file(dataset: StreamedDataset, settings: Settings) -> Path:
    return settings.validations_dir / f"{dataset.contract.name}.parquet"
