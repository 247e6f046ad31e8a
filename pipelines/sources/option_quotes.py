"""Option chains: land what the delayed-quotes address answered, and the quote tables a user downloaded."""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.sources.delayed_quotes import parse_delayed_quotes
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.quote_table import parse_quote_table

_ADDRESS = "https://cdn.cboe.com/api/global/delayed_quotes/options/_{index}.json"


def collect(landing: Landing, index: str, quote_tables: Path | None) -> list[LandedFile]:
    """Every snapshot of the chain that this landing keeps, today's or the archive's days added.

    A day's chain can't be had later, so snapshots of earlier runs count as much as today's.
    """
    address = _ADDRESS.format(index=index)
    days: list[date | None] = [*landing.transport.snapshot_dates()] or [None]
    for day in days:
        try:
            landing.fetch(address, day)
        except SourceMissingError:
            continue
    tables = sorted(quote_tables.glob("*.csv*")) if quote_tables else []
    return [*reversed(landing.versions_of(address)), *(landing.keep_local(path) for path in tables)]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Quotes of all snapshots; a session's newest snapshot counts, the quote page's only fill gaps.

    An unreadable snapshot counts for nothing once the same address has given a newer one: what was landed
    stays landed, and one bad answer must not stop every later run.

    Args:
        files: Snapshots, newest first, then quote tables.
        is_simulated: Whether the market is made up.

    Raises:
        SourceFormatError: The newest answer of an address, or a quote table, is in no known layout.
    """
    frames: list[pl.DataFrame] = []
    answered: set[tuple[str, str | None]] = set()
    for file in files:
        try:
            frames.append(_parse(file))
        except SourceFormatError:
            if (file.address, file.as_of) not in answered:
                raise
        answered.add((file.address, file.as_of))
    if not frames:
        return pl.DataFrame()
    return pl.concat(frames, how="diagonal").with_columns(is_simulated=pl.lit(is_simulated))


def _parse(file: LandedFile) -> pl.DataFrame:
    payload = file.payload()
    parse = parse_delayed_quotes if file.name.endswith(".json") or "_quotes/" in file.name else parse_quote_table
    return parse(payload, file.name, file.sha256)
