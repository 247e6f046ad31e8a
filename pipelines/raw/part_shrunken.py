"""A chain that comes again with fewer options: it was cut, and the one before stays."""

from collections.abc import Mapping, Sequence

import polars as pl

from pipelines.raw.part_judgement import Judgement
from pipelines.raw.parts import Part
from pipelines.sources.landing import LandedFile

_LOST_RATIO = 0.05
_FEWEST = 50  # of fewer rows, a share says nothing


def refuse_shrunken(judgement: Judgement, files: Sequence[LandedFile], known: Mapping[str, Part]) -> None:
    """Refuse files of a batch that lack more than a twentieth of the rows of the file whose place they take.

    Args:
        judgement: Of the batch; such files are refused in it, and their rows taken out.
        files: The files of the batch.
        known: Files that are in the table and are no longer there, by hash.
    """
    shrunken = []
    for file in files:
        place = (file.address, file.as_of or "")
        before = sum(part.rows_in for part in known.values() if part.place == place)
        now = judgement.rows_in.get(file.sha256, 0)
        if before >= _FEWEST and now < (1 - _LOST_RATIO) * before and file.sha256 not in judgement.refused:
            shrunken.append(file.sha256)
            judgement.refused[file.sha256] = (
                f"{file.name}: {now:,} rows where the file it replaces has {before:,}: it was cut; fetch it again. "
                "If it is meant so, take the file away, run, and put it back"
            )
    if shrunken:
        judgement.good = judgement.good.filter(~pl.col("source_sha256").is_in(shrunken))
