"""Files of a streamed table, read and judged a few at a time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from pipelines.raw.admission import Waivers
from pipelines.raw.ahead import ahead
from pipelines.raw.part_judgement import Judgement, judge
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.quarantine import keep_rejected
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import LandedFile

_BATCH_ROWS = 96_000  # some 30 MB with their judgement, and two batches are held: memory does not grow with files

_FILES_AHEAD = 4  # read while those before are judged


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
    readings = ahead(_readings(dataset, files, is_simulated=is_simulated), _FILES_AHEAD)
    for number, (file, rows) in enumerate(readings, 1):
        if isinstance(rows, SourceFormatError):
            unread[file.sha256] = (file, str(rows))
            keep_rejected(contract, pl.DataFrame({"reason": [str(rows)]}), quarantine_dir)
        else:
            held.append(file)
            frames.append(rows)
        if number == len(files) or sum(frame.height for frame in frames) >= _BATCH_ROWS:
            yield Batch(held, _judgement(dataset, held, frames, waivers, is_simulated=is_simulated), unread)
            held, frames, unread = [], [], {}


def _readings(
    dataset: StreamedDataset, files: Sequence[LandedFile], *, is_simulated: bool
) -> Iterator[tuple[LandedFile, pl.DataFrame | SourceFormatError]]:
    """Each file with its rows, or with the reason why it can't be read."""
    contract = dataset.contract
    for file in files:
        try:
            rows = dataset.read(file, is_simulated)
        except SourceFormatError as error:
            yield file, error
        else:
            yield file, contract.conform(rows) if rows.width else contract.polars_schema.to_frame()


def _judgement(
    dataset: StreamedDataset, files: list[LandedFile], frames: list[pl.DataFrame], waivers: Waivers, *,
    is_simulated: bool,
) -> Judgement:  # fmt: skip
    contract = dataset.contract
    rows = pl.concat([contract.polars_schema.to_frame(), *frames]).sort(contract.key)
    frames.clear()  # the rows are held once
    if rows.is_empty():
        return Judgement(rows)
    return judge(dataset, rows, files, is_simulated=is_simulated, waivers=waivers)
