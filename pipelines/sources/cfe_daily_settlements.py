"""Cboe Futures Exchange: settlements of one day for every product, one CSV per day (methodology 5.1).

The day's settlements are here hours before the contract files have them.
"""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError, SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import LandedFile, Landing

_ADDRESS = "https://www.cboe.com/us/futures/market_statistics/settlement/csv?dt={day}"
_ADDRESS_OF_DAY = re.compile(r"/settlement/csv\?dt=(\d{4}-\d{2}-\d{2})$")
_CONTRACT_FILE = re.compile(r"/VX_(\d{4}-\d{2}-\d{2})\.csv$")
_ROW_DAY = re.compile(rb"^(\d{4}-\d{2}-\d{2}),", re.MULTILINE)
_NEWEST_CONTRACTS = 3  # the farthest expiries are all listed: their last rows are the newest day of the files
_DAYS_BEFORE, _DAYS_AFTER = 4, 10
FIELDS = {
    "Product": Field("product", pl.String),
    "Symbol": Field("symbol", pl.String),
    "Expiration Date": Field("expiry_date", pl.Date, ("%Y-%m-%d", "%m/%d/%Y")),
    "Price": Field("settle_pts", pl.Float64),
}


def collect(landing: Landing) -> list[LandedFile]:
    """Ask for the days about the end of the contract files; give every day ever kept, oldest first.

    A day without a file is normal. A host that can't be reached is not asked for the other days, and
    stops nothing: no number rests on this source alone.
    """
    for day in days_wanted(landing):
        try:
            landing.fetch(_ADDRESS.format(day=day))
        except SourceMissingError:
            continue
        except SourceUnreachableError:
            break
    newest = {file.address: file for file in landing.versions if _ADDRESS_OF_DAY.search(file.address)}
    return [newest[address] for address in sorted(newest)]


def days_wanted(landing: Landing) -> list[date]:
    """Weekdays from four days before the newest day of the landed contract files to ten after it, or today."""
    today = datetime.now(ZoneInfo("America/New_York")).date()
    end_of_files = _end_of_contract_files(landing) or today
    last = min(today, end_of_files + timedelta(days=_DAYS_AFTER))
    first = end_of_files - timedelta(days=_DAYS_BEFORE)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [day for day in days if day.weekday() < 5]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Settlements of every kept day; no rows where no day is kept.

    Raises:
        SourceFormatError: A file is not in its layout.
    """
    frames = [parse_day_file(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated)) if frames else pl.DataFrame()


def parse_day_file(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one day's CSV; the day is the address's, for no row states it."""
    named = _ADDRESS_OF_DAY.search(file_name)
    if not named:
        raise SourceFormatError(f"{file_name}: names no day", "expected .../settlement/csv?dt=<day>")
    rows = read_table(payload, file_name, FIELDS)
    return rows.with_columns(trade_date=pl.lit(date.fromisoformat(named[1])), source_sha256=pl.lit(sha256))


def _end_of_contract_files(landing: Landing) -> date | None:
    """Newest trade date in the landed contract files; None before any is landed."""
    newest = {file.address: file for file in landing.versions if _CONTRACT_FILE.search(file.address)}
    days = [
        date.fromisoformat(day.decode())
        for address in sorted(newest)[-_NEWEST_CONTRACTS:]
        for day in _ROW_DAY.findall(newest[address].payload()[-1000:])
    ]
    return max(days, default=None)
