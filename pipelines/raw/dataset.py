"""What a raw dataset is, and what can become of loading it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.contracts.table import TableContract
from pipelines.settings import Settings
from pipelines.sources.landing import LandedFile, Landing

SUCCESSES = ("loaded", "unchanged", "partial")


@dataclass(frozen=True)
class Dataset:
    """One dataset: its contract, how its files are landed and how they are read."""

    contract: TableContract
    providers: tuple[str, ...]
    collect: Callable[[Landing, Settings], list[LandedFile]]
    read: Callable[[list[LandedFile], bool], pl.DataFrame]
    fallback: Callable[[Landing, Settings], list[LandedFile]] | None = None  # while a provider is out of reach
    after: tuple[TableContract, ...] = ()  # what must have landed before: `collect` looks at its files


@dataclass(frozen=True)
class LoadReport:
    """What became of a load. Rows in = rows out + quarantined + deduplicated + withheld, whatever the outcome."""

    table: str
    outcome: str
    message: str = ""
    files: int = 0
    rows_in: int = 0
    rows_out: int = 0
    rows_quarantined: int = 0
    rows_deduplicated: int = 0
    rows_withheld: int = 0
    rows_flagged: int = 0
    rows_in_table: int | None = None  # where it is neither what was written nor what was there before
    broken: dict[str, int] = field(default_factory=dict)
    quarantine_file: Path | None = None

    @property
    def adds_up(self) -> bool:
        """Whether every row that was read is accounted for."""
        parts = (self.rows_out, self.rows_quarantined, self.rows_deduplicated, self.rows_withheld)
        return min(parts) >= 0 and self.rows_in == sum(parts)

    @property
    def is_good(self) -> bool:
        """Whether the table holds what the provider publishes now."""
        return self.outcome in SUCCESSES
