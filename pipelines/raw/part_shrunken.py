"""A chain that comes again with fewer options: it was cut, and the one before stays."""

from collections.abc import Sequence

import polars as pl

from pipelines.raw.admission import Waivers
from pipelines.raw.part_judgement import Judgement
from pipelines.raw.parts import Part, place_of
from pipelines.sources.landing import LandedFile

PROMISE = "file_is_whole"
_LOST_RATIO = 0.05
_FEWEST = 50  # of fewer rows, a share says nothing


def refuse_shrunken(
    judgement: Judgement, files: Sequence[LandedFile], gone: Sequence[Part], waivers: Waivers
) -> pl.DataFrame:
    """Refuse files of a batch that lack more than a twentieth of the rows of the file whose place and days they have.

    Args:
        judgement: Of the batch; such files are refused in it, and their rows taken out.
        files: The files of the batch.
        gone: Files that are in the table and are no longer there.
        waivers: What was let in: a file by its own hash.

    Returns:
        One row per refused file, as quarantine keeps it, so that it can be let in where it is meant so.
    """
    refused = []
    for file in files:
        before = max((part.rows_in for part in gone if _is_in_its_place(part, file, judgement)), default=0)
        now = judgement.rows_in.get(file.sha256, 0)
        is_cut = before >= _FEWEST and now < (1 - _LOST_RATIO) * before
        if is_cut and file.sha256 not in judgement.refused and (PROMISE, file.sha256) not in waivers:
            reason = (
                f"{PROMISE}: {now:,} rows where the file it replaces has {before:,}: it was cut; fetch it again, or "
                "let it in with `alvh quarantine readmit`"
            )
            judgement.refused[file.sha256] = f"{file.name}: {reason}"
            refused.append({"promise": PROMISE, "reason": reason, "row_key": file.name, "row_sha256": file.sha256})
    hashes = [row["row_sha256"] for row in refused]
    if hashes:
        is_kept = ~pl.col("source_sha256").is_in(hashes)
        judgement.good = judgement.good.filter(is_kept)
        judgement.flags = [flags.filter(is_kept) for flags in judgement.flags]
    return pl.DataFrame(refused)


def _is_in_its_place(part: Part, file: LandedFile, judgement: Judgement) -> bool:
    """Whether a file replaces this one and has all of its days; other days are other rows."""
    first, last = judgement.spans.get(file.sha256, (None, None))
    if part.span is None or part.place != place_of(file):
        return False
    return first is not None and last is not None and first <= part.span[0] and part.span[1] <= last
