"""Files of a streamed table, read and judged a few at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import polars as pl

from pipelines.raw.admission import Waivers
from pipelines.raw.ahead import mapped_ahead
from pipelines.raw.part_judgement import Judgement, judge
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.quarantine import keep_rejected
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import LandedFile
from pipelines.sources.option_files import FileQuotes

_BATCH_ROWS = 128_000  # some 40 MB when judged; two batches and four files are held, however many files there are

_READ_AT_ONCE, _FILES_AHEAD = 2, 3  # while those before are judged


@dataclass(frozen=True)
class Batch:
    """Files that were read and judged together, and by their hash those that could not be read, with the reason."""

    files: list[LandedFile]
    judgement: Judgement
    unread: dict[str, tuple[LandedFile, str]]


def judged_batches(
    dataset: StreamedDataset, files: Sequence[LandedFile], waivers: Waivers, quarantine_dir: Path, *,
    is_simulated: bool,
) -> Iterator[Batch]:  # fmt: skip
    """Files as many as are written at a time; nothing but quarantine is written, so that it may run ahead.

    Args:
        dataset: How they are read, and what they promise.
        files: In the order in which they are to be written.
        waivers: Rows that were re-admitted.
        quarantine_dir: Where the reason is kept why a file could not be read.
        is_simulated: Whether the market is made up.
    """
    contract = dataset.contract
    held: list[LandedFile] = []
    frames: list[pl.DataFrame] = []
    unread: dict[str, tuple[LandedFile, str]] = {}
    others: dict[str, int] = {}
    read = partial(_reading, dataset, is_simulated=is_simulated)
    for number, (file, found) in enumerate(mapped_ahead(read, files, _READ_AT_ONCE, _FILES_AHEAD), 1):
        if isinstance(found, SourceFormatError):
            unread[file.sha256] = (file, str(found))
            keep_rejected(contract, pl.DataFrame({"reason": [str(found)]}), quarantine_dir)
        else:
            held.append(file)
            frames.append(found.rows)
            others[file.sha256] = found.lines_of_others
        if number == len(files) or sum(frame.height for frame in frames) >= _BATCH_ROWS:
            judgement = _judgement(dataset, held, frames, waivers, is_simulated=is_simulated)
            judgement.lines_of_others = others
            yield Batch(held, judgement, unread)
            held, frames, unread, others = [], [], {}, {}


def _reading(
    dataset: StreamedDataset, file: LandedFile, *, is_simulated: bool
) -> tuple[LandedFile, FileQuotes | SourceFormatError]:
    """A file with its rows in the key's order, or with the reason why it can't be read."""
    contract = dataset.contract
    try:
        found = dataset.read(file, is_simulated)
    except SourceFormatError as error:
        return file, error
    ordered = contract.conform(found.rows).sort(contract.key) if found.rows.width else contract.polars_schema.to_frame()
    return file, found._replace(rows=ordered)


def _judgement(
    dataset: StreamedDataset, files: list[LandedFile], frames: list[pl.DataFrame], waivers: Waivers, *,
    is_simulated: bool,
) -> Judgement:  # fmt: skip
    contract = dataset.contract
    rows = pl.concat([contract.polars_schema.to_frame(), *frames])
    frames.clear()  # the rows are held once
    if rows.is_empty():
        return Judgement(rows)
    return judge(dataset, rows, files, is_simulated=is_simulated, waivers=waivers)
