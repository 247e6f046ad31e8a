"""Vintages of macro series: FRED's API where a key is set, a user's older copies, earlier downloads of ours."""

from pathlib import Path

import polars as pl
from pydantic import SecretStr

from pipelines.contracts.fred_series import REVISED
from pipelines.contracts.fred_vintages import RAW_FRED__VINTAGES
from pipelines.sources.errors import SourceFormatError, SourceMissingError, SourceUnreachableError
from pipelines.sources.fred_api import answer_counts, page_address, parse_answer
from pipelines.sources.fred_copies import landed_changes, parse_copy
from pipelines.sources.fred_series import ADDRESS
from pipelines.sources.landing import LandedFile, Landing

_API, _COPY = "api.stlouisfed.org", "file:"


def collect(landing: Landing, key: SecretStr | None, copies: Path | None, *, is_live: bool) -> list[LandedFile]:
    """Land the API's answers, keep a user's copies, and take up earlier downloads of the key-less files.

    Args:
        landing: Where bytes are kept; addresses in it never hold the key.
        key: Of the FRED API. Without one the API is left out, but an archive may hold its answers.
        copies: Folder of `<SERIES>_asof_<date>.csv`.
        is_live: Whether downloads are dated by the clock of the provider: an archive's are not.

    Raises:
        SourceUnreachableError: The API can't be reached, or refuses the key.
    """
    files = _answers(landing, key) if key or not is_live else []
    return files + _beside_the_api(landing, copies, is_live=is_live)


def kept(landing: Landing, copies: Path | None, *, is_live: bool) -> list[LandedFile]:
    """What there is while the API is out of reach, and what needs no key; see `collect`.

    Of each address the newest kept answer that can be read: one that came damaged with status 200 was refused then.
    """
    answers: dict[str, LandedFile] = {}
    for file in reversed(landing.versions):
        if _API in file.address and file.address not in answers and _is_answer(file):
            answers[file.address] = file
    return [*reversed(answers.values()), *_beside_the_api(landing, copies, is_live=is_live)]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Rows of all sources, each as it was published; which of them counts is decided in staging.

    Raises:
        SourceFormatError: An answer or a copy is in no known layout, or carries no vintages.
    """
    frames = [parse_answer(file.payload(), file.name, file.sha256) for file in files if _API in file.address]
    frames += [
        parse_copy(file.payload(), file.address.removeprefix(_COPY), file.sha256)
        for file in files
        if file.address.startswith(_COPY)
    ]
    frames += [
        landed_changes(versions)
        for series in REVISED
        if (versions := [file for file in files if file.address == ADDRESS.format(series=series)])
    ]
    shape = RAW_FRED__VINTAGES.polars_schema.to_frame().drop("is_simulated")
    return pl.concat([shape, *frames], how="diagonal").with_columns(is_simulated=pl.lit(is_simulated))


def _is_answer(file: LandedFile) -> bool:
    payload = file.payload()  # outside: bytes that rotted on disk are told, not passed over
    try:
        parse_answer(payload, file.name, file.sha256)
    except SourceFormatError:
        return False
    return True


def _beside_the_api(landing: Landing, copies: Path | None, *, is_live: bool) -> list[LandedFile]:
    files = [landing.keep_local(path) for path in sorted(copies.glob("*.csv"))] if copies else []
    versions = [landing.versions_of(ADDRESS.format(series=series)) for series in REVISED] if is_live else []
    return files + [version for of_series in versions for version in of_series]


def _answers(landing: Landing, key: SecretStr | None) -> list[LandedFile]:
    """Every page of every series that the provider has."""
    files: list[LandedFile] = []
    for series in REVISED:
        try:
            files += _pages(landing, series, key)
        except SourceMissingError:
            continue
        except SourceUnreachableError as error:
            if "status 400" not in error.problem and "status 403" not in error.problem:
                raise
            if not files:
                raise SourceUnreachableError(
                    error.problem, "FRED refuses the key: correct or unset ALVH_FRED_API_KEY, then run again"
                ) from None
    return files


def _pages(landing: Landing, series: str, key: SecretStr | None) -> list[LandedFile]:
    """Pages of one series, until the number of rows that the first one names."""
    pages: list[LandedFile] = []
    offset, count = 0, 1
    while offset < count:
        page = landing.fetch(page_address(series, offset, key))
        count, step = answer_counts(page.payload(), page.name)
        offset += step
        pages.append(page)
    return pages
