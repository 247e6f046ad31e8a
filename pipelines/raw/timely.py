"""Days that a file can't tell of: those after its download, and for chains those without a session."""

from datetime import datetime, timedelta

import polars as pl

from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise
from pipelines.sources.landing import LandedFile
from pipelines.sources.option_sessions import closes

_TOLERANCE = timedelta(days=1)  # the download is stamped in UTC


def future_rows(
    contract: TableContract, rows: pl.DataFrame, files: list[LandedFile], *, is_simulated: bool
) -> list[BrokenPromise]:
    """Rows dated later than the day after their file was downloaded.

    The day comes from the manifest and not from the clock, so the same landing is always judged alike.
    A simulated market has days of its own and is not judged.
    """
    if contract.observed is None or is_simulated or not files:
        return []
    fetched: dict[str, datetime] = {}
    for file in files:
        at = datetime.fromisoformat(file.fetched_at)
        fetched[file.sha256] = max(at, fetched.get(file.sha256, at))
    limits = {sha256: (at + _TOLERANCE).date() for sha256, at in fetched.items()}
    limit = rows["source_sha256"].replace_strict(limits, default=None, return_dtype=pl.Date)
    positions = tuple((rows[contract.observed] > limit).fill_null(value=False).arg_true())
    if not positions:
        return []
    downloaded = fetched[rows["source_sha256"][positions[0]]].date()
    advice = (
        f"dated after the download of {downloaded}: day and month are swapped in the file, or this computer's clock "
        "is behind; set the clock, then run again"
    )
    return [BrokenPromise("day_is_not_in_the_future", positions, advice)]


def sessionless_rows(contract: TableContract, rows: pl.DataFrame) -> list[BrokenPromise]:
    """Rows dated on a day on which the exchange had no session: nobody quoted an option then."""
    if contract.observed is None:
        return []
    is_session = pl.col(contract.observed).is_in(closes()["quote_date"].implode())
    positions = tuple(rows.select((~is_session).fill_null(value=False).arg_true()).to_series())
    advice = (
        "the exchange had no session on that day: the stamp or date belongs to another day; fetch the file again, "
        "or take it out of the folder"
    )
    return [BrokenPromise("day_is_a_session", positions, advice)] if positions else []
