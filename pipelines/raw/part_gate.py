"""The gate of a streamed table: a few files at a time are read and judged while those before are written."""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

import polars as pl

from pipelines.contracts.scorecard_validation import confirm_scores
from pipelines.raw import load_log
from pipelines.raw.ahead import ahead
from pipelines.raw.dataset import LoadReport
from pipelines.raw.gate import not_read
from pipelines.raw.part_batches import Batch, judged_batches
from pipelines.raw.part_flags import Connection
from pipelines.raw.part_judgement import judged_part
from pipelines.raw.part_order import is_in_order, sort_table
from pipelines.raw.part_progress import Progress, report_of
from pipelines.raw.part_scores import highest_scores
from pipelines.raw.part_shrunken import refuse_shrunken
from pipelines.raw.part_whole import judge_whole
from pipelines.raw.part_writer import Change, make_room, rows_by_file, with_ledger, write_change
from pipelines.raw.parts import Part, StreamedDataset, known_parts, mark_owed, part_of, place_of, plan, precedence
from pipelines.raw.quarantine import keep_rejected
from pipelines.raw.readmissions import reading_with, waivers
from pipelines.settings import Settings
from pipelines.sources.errors import SourceError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.warehouse import Warehouse

# A commit that ends inside one of DuckDB's row groups costs a third of the time of its rows: half a million at once
_BATCHES_A_COMMIT = 4


def load_parts(dataset: StreamedDataset, landing: Landing, warehouse: Warehouse, settings: Settings) -> LoadReport:
    """Bring a streamed table up to date: only new and changed files are read, each is written whole or not at all.

    A file that breaks a promise leaves the last good rows of its place in the table, the other files are written,
    and the load is reported as rejected, unless a newer file of the same place is good.
    """
    contract = dataset.contract
    try:
        with landing.loading(contract.qualified_name, settings.asset_deadline_seconds):
            files = dataset.collect(landing, settings)
    except SourceError as error:
        return not_read(contract, error, landing, warehouse, settings)
    waived = waivers(settings.quarantine_dir, contract)
    reader = reading_with(dataset.reader_sha256(landing.is_simulated), waived)
    inputs = _inputs(files, reader)
    parts = known_parts(warehouse, contract)
    is_whole = {part.sha256: part.reader_sha256 for part in parts.values()} == {file.sha256: reader for file in files}
    if is_whole and load_log.is_current(warehouse, contract, inputs):  # a load that was killed left no word in the log
        return replace(load_log.last_good(warehouse, contract), outcome="unchanged", files=len(files))
    make_room(warehouse, contract, parts)
    progress = Progress(dataset, settings, landing.is_simulated, waived, plan(files, parts, reader), parts)
    with warehouse.writing() as connection:
        if progress.plan.vanished:
            _let_go(progress, connection, progress.plan.vanished)
        _write_all(progress, connection, reader)
        while owed := _owed(progress, files, reader):
            progress.plan = replace(progress.plan, read=owed)
            _write_all(progress, connection, reader)
        _count(progress, connection)
        progress.flags = judge_whole(dataset, connection, settings, files=files, cards=progress.cards)
    report = report_of(progress, len(files))
    load_log.record(warehouse, report, inputs if report.is_good else None, landing.is_simulated)
    return report


def _owed(progress: Progress, files: list[LandedFile], reader: str) -> tuple[LandedFile, ...]:
    """Files that get rows back, for what superseded them has left; fewer each time, for only lower ones are marked."""
    wanted = plan(files, progress.parts, reader).read
    return tuple(file for file in wanted if file.sha256 in progress.parts and file.sha256 not in progress.refused)


def _inputs(files: list[LandedFile], reader: str) -> str:
    return hashlib.sha256("\n".join([reader, *(f"{file.name} {file.sha256}" for file in files)]).encode()).hexdigest()


def _batches(progress: Progress) -> Iterator[Batch]:
    waived, quarantine = progress.waivers, progress.settings.quarantine_dir
    return judged_batches(progress.dataset, progress.plan.read, waived, quarantine, is_simulated=progress.is_simulated)


def _write_all(progress: Progress, connection: Connection, reader: str) -> None:
    """Write the batches as they come, several to a transaction: what a kill costs is read again in a second."""
    dataset, numbered = progress.dataset, enumerate(ahead(_batches(progress)))
    for _, together in groupby(numbered, key=lambda batch: batch[0] // _BATCHES_A_COMMIT):
        known = len(progress.cards)
        with with_ledger(connection, dataset.contract, progress.parts):
            for _, batch in together:
                _admit(progress, connection, batch, reader)
            judged = [card for card in progress.cards[known:] if card.height]
            if judged:  # what could not be read has no score
                confirm_scores(dataset.contract.name, pl.concat(judged), highest_scores(dataset))
    _settle(progress, connection, reader)


def _admit(progress: Progress, connection: Connection, batch: Batch, reader: str) -> None:
    """Write what may enter of a batch, with what it replaces."""
    contract, judgement = progress.dataset.contract, batch.judgement
    gone = [part for part in progress.plan.gone if part.sha256 in progress.parts]
    cut = refuse_shrunken(judgement, batch.files, gone, progress.waivers)
    keep_rejected(contract, cut, progress.settings.quarantine_dir)
    good = [file for file in batch.files if file.sha256 not in judgement.refused]
    progress.refused |= batch.unread
    for file in batch.files:
        if file.sha256 in judgement.refused:
            progress.refused[file.sha256] = (file, judgement.refused[file.sha256])
    if judgement.rejected:
        kept = keep_rejected(contract, pl.concat(judgement.rejected), progress.settings.quarantine_dir)
        progress.quarantine_file = kept or progress.quarantine_file
    for name, count in judgement.broken.items():
        progress.broken[name] = progress.broken.get(name, 0) + count
    leaving = _leaving(progress, good)
    for file in good:
        progress.parts[file.sha256] = judged_part(file, reader, judgement)
    change = Change(
        judgement.rows_in_order(contract.key),
        [file.sha256 for file in good],
        [part.sha256 for part in leaving],
        precedence(progress.plan.ranks, progress.parts),
        judgement.flags,
    )
    progress.cards.append(judgement.card)
    write_change(connection, contract, progress.parts, change)


def _leaving(progress: Progress, good: list[LandedFile]) -> list[Part]:
    """Files whose rows leave for those of good ones: what they replace, and they themselves by another reading."""
    places = {place_of(file) for file in good}
    replaced = [part for part in progress.plan.gone if part.place in places and part.sha256 in progress.parts]
    for part in replaced:
        del progress.parts[part.sha256]
    leaving = [*replaced, *(progress.parts[file.sha256] for file in good if file.sha256 in progress.parts)]
    mark_owed(progress.parts, leaving, progress.plan.ranks)
    return leaving


def _settle(progress: Progress, connection: Connection, reader: str) -> None:
    """Forgive files that a newer one of their place makes good, take out what is gone, and keep the order."""
    ranks, parts = progress.plan.ranks, progress.parts
    best: dict[tuple[str, str], int] = {}
    for sha256, part in parts.items():
        best[part.place] = max(best.get(part.place, -1), ranks.get(sha256, -1))
    for sha256, (file, reason) in list(progress.refused.items()):
        place = place_of(file)
        if best.get(place, -1) > ranks[sha256]:
            parts[sha256] = replace(part_of(file, reader), message=f"counts for nothing: {reason}")
            del progress.refused[sha256]
    held = {place_of(file) for file, _ in progress.refused.values()}
    gone = [part for part in progress.plan.gone if part.sha256 in parts and part.place not in held]
    _let_go(progress, connection, gone)
    if not is_in_order(connection, progress.dataset.contract):  # by this load, or by one that was killed
        sort_table(connection, progress.dataset.contract)


def _count(progress: Progress, connection: Connection) -> None:
    """Compare the table with its ledger; files that don't add up are taken out, for the next load to read again.

    Raises:
        RowsLostError: The table holds other rows of a file than the ledger says.
    """
    held = rows_by_file(connection, progress.dataset.contract)
    lost = [part for sha256, part in progress.parts.items() if held.pop(sha256, 0) != part.rows_out]
    if lost or held:
        _let_go(progress, connection, lost)
        raise load_log.RowsLostError(
            f"{progress.dataset.contract.qualified_name}: the table holds other rows than were judged of "
            f"{', '.join(part.address for part in lost) or 'files that are not known'}; run again, they are read anew"
        )


def _let_go(progress: Progress, connection: Connection, gone: Sequence[Part]) -> None:
    """Take files out of table and ledger."""
    for part in gone:
        del progress.parts[part.sha256]
    leaving = {part.sha256 for part in gone}
    ranks = {sha256: rank for sha256, rank in progress.plan.ranks.items() if sha256 not in leaving}
    mark_owed(progress.parts, gone, ranks)  # also where a file only gets another name
    contract = progress.dataset.contract
    change = Change(contract.polars_schema.to_frame(), [], [part.sha256 for part in gone], {})
    with with_ledger(connection, contract, progress.parts):
        write_change(connection, contract, progress.parts, change)
