"""Option chains: land what the delayed-quotes address answered, and note the files that a user owns."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.sources.delayed_quotes import parse_delayed_quotes
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.option_files import FileQuotes, option_files, parse_option_file

_ADDRESS = "https://cdn.cboe.com/api/global/delayed_quotes/options/_{index}.json"


def collect(landing: Landing, index: str, own_files: Path | None) -> list[LandedFile]:
    """Every snapshot of the chain that this landing keeps, today's or the archive's days added, and the user's files.

    A day's chain can't be had later, so snapshots of earlier runs count as much as today's. Of two files with one
    option on one session the first counts: snapshots newest first, then the user's files, last name first.
    """
    address = _ADDRESS.format(index=index)
    days: list[date | None] = [*landing.transport.snapshot_dates()] or [None]
    for day in days:
        try:
            landing.fetch(address, day)
        except SourceMissingError:
            continue
    own = landing.refer_to(option_files(own_files)) if own_files else []
    snapshots: dict[str, LandedFile] = {}  # of a day that the archive keeps, only the newest version counts
    for landed in landing.versions_of(address):
        snapshots[landed.as_of or landed.sha256] = landed
    return [*reversed(snapshots.values()), *reversed(own)]


def read(file: LandedFile, index: str, *, is_simulated: bool) -> FileQuotes:
    """Quotes of one file, of one index.

    Raises:
        SourceFormatError: The file is in no known layout, or damaged.
    """
    try:
        if file.address == _ADDRESS.format(index=index):
            found = FileQuotes(parse_delayed_quotes(file.payload(), file.name, file.sha256))
        else:
            found = parse_option_file(file.payload(), file.name, file.sha256, index)
    except (ValueError, ArithmeticError, pl.exceptions.PolarsError) as error:  # one bad file must not stop the others
        raise SourceFormatError(
            f"{file.name}: {type(error).__name__}: {error}"[:300], "the file is damaged: fetch it again, or take it out"
        ) from None
    if not found.rows.width:
        return found
    return found._replace(rows=found.rows.with_columns(is_simulated=pl.lit(is_simulated)))
