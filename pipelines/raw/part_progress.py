"""A load of a streamed table on its way, and what is reported of it."""

from dataclasses import dataclass, field
from pathlib import Path

import polars as pl

from pipelines.raw.admission import Waivers
from pipelines.raw.dataset import LoadReport
from pipelines.raw.parts import Part, Plan, StreamedDataset
from pipelines.settings import Settings
from pipelines.sources.landing import LandedFile


@dataclass
class Progress:
    """A load on its way."""

    dataset: StreamedDataset
    settings: Settings
    is_simulated: bool
    waivers: Waivers
    plan: Plan
    parts: dict[str, Part]
    refused: dict[str, tuple[LandedFile, str]] = field(default_factory=dict)
    broken: dict[str, int] = field(default_factory=dict)
    quarantine_file: Path | None = None
    cards: list[pl.DataFrame] = field(default_factory=list)
    flags: int = 0


def report_of(progress: Progress, files: int) -> LoadReport:
    """What became of the rows of every file of the table."""
    parts = progress.parts.values()
    quarantined = sum(part.rows_quarantined for part in parts)
    refused = "; ".join(reason for _, reason in progress.refused.values())
    forgiven = "; ".join(sorted({part.message for part in parts if part.message and part.rows_in}))
    return LoadReport(
        progress.dataset.contract.qualified_name,
        "rejected" if refused else "partial" if quarantined else "loaded",
        refused or forgiven,
        files=files,
        rows_in=sum(part.rows_in for part in parts),
        rows_out=sum(part.rows_out for part in parts),
        rows_quarantined=quarantined,
        rows_deduplicated=sum(part.rows_deduplicated for part in parts),
        rows_flagged=progress.flags,
        rows_in_table=sum(part.rows_out for part in parts),
        broken=progress.broken,
        quarantine_file=progress.quarantine_file,
    )
