"""Files of a table that is loaded file by file: what is known of each, and which are to be read."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from math import inf
from pathlib import Path
from types import ModuleType

import polars as pl

from pipelines.contracts.chain_profile import ShareLimit
from pipelines.contracts.headed_table import rows_table
from pipelines.contracts.landing_parts import RAW_LANDING__PARTS
from pipelines.contracts.table import TableContract
from pipelines.settings import Settings
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.option_files import FileQuotes
from pipelines.warehouse import Warehouse


@dataclass(frozen=True)
class StreamedDataset:
    """A dataset whose files are read one at a time. `collect` gives them with the one that counts most first."""

    contract: TableContract
    providers: tuple[str, ...]
    collect: Callable[[Landing, Settings], list[LandedFile]]
    read: Callable[[LandedFile, bool], FileQuotes]
    readers: tuple[ModuleType, ...]
    shares: Callable[[pl.DataFrame], pl.DataFrame]
    limits: tuple[ShareLimit, ...]
    after: tuple[TableContract, ...] = ()  # as in `Dataset`

    def __post_init__(self) -> None:
        """Refuse a table in one piece, and a promise about it that would refuse it: by then its files are written."""
        if "source_sha256" not in self.contract.heading:
            raise ValueError(f"{self.contract.name}: what is streamed keeps its file in a heading")
        if any(promise.severity == "reject" for promise in self.contract.profile):
            raise ValueError(f"{self.contract.name}: what is streamed can be flagged as a whole, not refused")

    def reader_sha256(self, is_simulated: bool) -> str:
        """Hash of the code that makes rows of a file: only what reads, not the whole of alvh."""
        digest = hashlib.sha256(str(is_simulated).encode())
        for module in self.readers:
            digest.update(Path(str(module.__file__)).read_bytes())
        return digest.hexdigest()


@dataclass(frozen=True)
class Part:
    """One file and what became of its rows."""

    address: str
    as_of: str
    sha256: str
    reader_sha256: str
    first_quote_date: date | None = None
    last_quote_date: date | None = None
    is_off_close: bool = False
    rows_in: int = 0
    rows_out: int = 0
    rows_quarantined: int = 0
    rows_deduplicated: int = 0
    lines_of_others: int = 0
    message: str = ""

    @property
    def place(self) -> tuple[str, str]:
        """Where the file comes from; a newer file of the same place replaces it."""
        return self.address, self.as_of

    @property
    def span(self) -> tuple[date, date] | None:
        """First and last session of the file; None without rows."""
        if self.first_quote_date is None or self.last_quote_date is None:
            return None
        return self.first_quote_date, self.last_quote_date

    def overlaps(self, first: date, last: date) -> bool:
        """Whether the file has sessions within these, both included."""
        return self.span is not None and self.span[0] <= last and first <= self.span[1]

    def with_superseded(self, rows: int) -> "Part":
        """The same after so many of its rows gave way to a newer file's."""
        return replace(self, rows_out=self.rows_out - rows, rows_deduplicated=self.rows_deduplicated + rows)


def part_of(file: LandedFile, reader_sha256: str) -> Part:
    """A file of which nothing is known yet."""
    return Part(file.address, file.as_of or "", file.sha256, reader_sha256)


def known_parts(warehouse: Warehouse, contract: TableContract) -> dict[str, Part]:
    """Ledger of a table by the files' hashes; empty when the table is not there."""
    ledger = RAW_LANDING__PARTS.qualified_name
    if not (warehouse.has(ledger) and warehouse.has(rows_table(contract).qualified_name)):
        return {}
    rows = warehouse.kept(RAW_LANDING__PARTS).filter(pl.col("table_name") == contract.qualified_name)
    return {row["sha256"]: Part(**row) for row in rows.drop("table_name").iter_rows(named=True)}


@dataclass(frozen=True)
class Plan:
    """What a load has to do: files to read, the oldest first, and known files that are no longer there."""

    read: tuple[LandedFile, ...]
    vanished: tuple[Part, ...]  # files of a place that has none any more
    gone: tuple[Part, ...]  # files that another one of their place replaces
    ranks: dict[str, int]  # of every file there is; the higher counts


def plan(files: list[LandedFile], known: dict[str, Part], reader_sha256: str) -> Plan:
    """Compare the files there are with the ledger.

    A file is read when it is new, when its reader changed, or when it is marked (`mark_owed`). One that was renamed
    counts as gone and new, for its name says what it gives way to.

    Args:
        files: Every file, the one that counts most first; of equal files the first one stands for all.
        known: Ledger, by hash.
        reader_sha256: Code that would read them.
    """
    distinct: dict[str, LandedFile] = {}
    for file in files:
        distinct.setdefault(file.sha256, file)
    ordered = list(reversed(distinct.values()))
    ranks = {file.sha256: rank for rank, file in enumerate(ordered)}
    moved = {sha256 for sha256, part in known.items() if sha256 in ranks and part.place != place_of(distinct[sha256])}
    gone = [part for sha256, part in known.items() if sha256 not in ranks]
    wanted = [
        file
        for file in ordered
        if (part := known.get(file.sha256)) is None or part.reader_sha256 != reader_sha256 or file.sha256 in moved
    ]
    places = {place_of(file) for file in files}
    vanished = [*(part for part in gone if part.place not in places), *(known[sha256] for sha256 in moved)]
    return Plan(tuple(wanted), tuple(vanished), tuple(part for part in gone if part.place in places), ranks)


def place_of(file: LandedFile) -> tuple[str, str]:
    """Where a file comes from, as `Part.place`."""
    return file.address, file.as_of or ""


def precedence(ranks: Mapping[str, int], parts: Mapping[str, Part]) -> dict[str, int]:
    """Of two files with one option on one session the higher counts: the higher rank, but a close before any other.

    Args:
        ranks: Of every file there is.
        parts: What is known of files, by hash.
    """
    return {
        sha256: rank + len(ranks) * (sha256 not in parts or not parts[sha256].is_off_close)
        for sha256, rank in ranks.items()
    }


def mark_owed(parts: dict[str, Part], leaving: Sequence[Part], ranks: Mapping[str, int]) -> None:
    """Mark the files that may have given way to rows that leave the table: they are to be read again.

    The mark is kept in the ledger, so that a load that is killed leaves it to the next one.

    Args:
        parts: Ledger as it will be, by hash; without those that leave it.
        leaving: Files whose rows leave, as they were.
        ranks: Of every file there is; one that is no longer there was above any.
    """
    order = precedence(ranks, parts | {part.sha256: part for part in leaving})
    for sha256, part in parts.items():
        if part.rows_deduplicated and any(
            other.span and part.overlaps(*other.span) and order.get(sha256, -1) < order.get(other.sha256, inf)
            for other in leaving
        ):
            parts[sha256] = replace(part, reader_sha256="")
