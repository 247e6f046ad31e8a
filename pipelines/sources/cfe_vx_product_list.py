"""The exchange's list of VX contracts and their files (methodology 5.1)."""

import json
import re
from dataclasses import dataclass
from datetime import date

from pipelines.sources.errors import SourceFormatError

PRODUCT_LIST = "https://www-api.cboe.com/us/futures/market_statistics/historical_data/product/list/VX/"
MONTHLY, WEEKLY = "M", "W"
_PATH = re.compile(r"data/us/futures/market_statistics/historical_data/VX/VX_(\d{4}-\d{2}-\d{2})\.csv")


@dataclass(frozen=True, order=True)
class ListedContract:
    """A contract on the list: final settlement date, M for a monthly or W for a weekly, path of its file."""

    expiry_date: date
    duration_type: str
    path: str


def listed_contracts(payload: bytes, file_name: str) -> list[ListedContract]:
    """Every contract on the product list, by expiry.

    Raises:
        SourceFormatError: Not the product list's JSON, a date that is none, a duration that is neither M
            nor W, a path outside the exchange's folder, or a path that names another expiry.
    """
    try:
        years = json.loads(payload)
        contracts = sorted(_listed(entry) for year in years.values() for entry in year)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceFormatError(
            f"{file_name}: not the product list: {type(error).__name__}: {error}",
            "open the address: the provider moved it, damaged an entry or answers with a web page",
        ) from None
    return contracts


def _listed(entry: dict[str, str]) -> ListedContract:
    expiry, duration, path = entry["expire_date"], entry["duration_type"], entry["path"]
    named = _PATH.fullmatch(path)
    if not named:
        raise ValueError(f"unexpected path {path!r}")
    if named[1] != expiry:
        raise ValueError(f"expiry {expiry!r} with the file of another one: {path!r}")
    if duration not in (MONTHLY, WEEKLY):
        raise ValueError(f"duration {duration!r} of {expiry} is neither M nor W")
    return ListedContract(date.fromisoformat(expiry), duration, path)
