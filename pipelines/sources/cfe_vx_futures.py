"""Cboe Futures Exchange: VX futures, one CSV per contract, in today's and in the legacy layout.

Source: "Historical Data" of the exchange, product list JSON and per-contract CSV (methodology 5.1).
"""

import json
import re
from datetime import date, timedelta

import numpy as np
import polars as pl

from pipelines.quant.expiry_calendar import vx_monthly_expiries
from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.exchange_calendar import exchange_sessions
from pipelines.sources.landing import LandedFile, Landing, Wanted

PRODUCT_LIST = "https://www-api.cboe.com/us/futures/market_statistics/historical_data/product/list/VX/"
_CONTRACT_HOST = "https://cdn.cboe.com/"
_LEGACY = "https://cdn.cboe.com/resources/futures/archive/volume-and-price/CFE_{code}{year:02d}_VX.csv"
_MONTH_CODES = "FGHJKMNQUVXZ"
_FIRST_LEGACY, _LAST_LEGACY = date(2008, 1, 1), date(2012, 12, 31)  # from 2013 the product list names them
_PATH = re.compile(r"data/us/futures/market_statistics/historical_data/VX/VX_(\d{4}-\d{2}-\d{2})\.csv")
_IS_FINAL_AFTER = timedelta(days=5)  # corrections to an expired contract have come within days

_DATES = ("%Y-%m-%d", "%m/%d/%Y")
FIELDS = {
    "Trade Date": Field("trade_date", pl.Date, _DATES),
    "Futures": Field("contract_label", pl.String),
    "Open": Field("open_pts", pl.Float64),
    "High": Field("high_pts", pl.Float64),
    "Low": Field("low_pts", pl.Float64),
    "Close": Field("close_pts", pl.Float64),
    "Settle": Field("settle_pts", pl.Float64),
    "Change": Field("change_pts", pl.Float64),
    "Total Volume": Field("volume_contracts", pl.Int64),
    "EFP": Field("efp_contracts", pl.Int64),
    "Open Interest": Field("open_interest_contracts", pl.Int64),
}


def collect(landing: Landing) -> list[LandedFile]:
    """Land the product list, every monthly contract on it, and the legacy contracts that exist."""
    listing = landing.fetch(PRODUCT_LIST)
    newest = date.fromisoformat(listing.fetched_at[:10])
    listed = [
        Wanted(_CONTRACT_HOST + path, is_final=expiry + _IS_FINAL_AFTER < newest)
        for expiry, path in monthly_contracts(listing.payload(), listing.name)
    ]
    return landing.fetch_all([*_legacy_contracts(), *listed])


def monthly_contracts(payload: bytes, file_name: str) -> list[tuple[date, str]]:
    """Expiry and path of each monthly contract on the product list, by expiry.

    Raises:
        SourceFormatError: Not the product list's JSON, or a path outside the exchange's folder.
    """
    try:
        years = json.loads(payload)
        entries = [entry for year in years.values() for entry in year if entry["duration_type"] == "M"]
        return sorted((date.fromisoformat(entry["expire_date"]), _checked(entry["path"])) for entry in entries)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise SourceFormatError(
            f"{file_name}: not the product list: {type(error).__name__}: {error}",
            "open the address: the provider moved it or answers with a web page",
        ) from None


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Rows of all contract files, in the order of the files, as published.

    Raises:
        SourceFormatError: A file is not in one of the two layouts.
    """
    if not files:
        raise SourceFormatError("VX futures: the product list names no contract", "open the list: run again later")
    frames = [parse_contract_file(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated))


def parse_contract_file(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one contract's CSV without changing its meaning: no rescaling, no dropped rows."""
    rows = read_table(payload, file_name, FIELDS)
    return rows.with_columns(expiry_date=pl.lit(expiry_of(file_name)), source_sha256=pl.lit(sha256))


def expiry_of(file_name: str) -> date:
    """Final settlement date of the contract that a file name stands for; by rule for legacy names.

    Raises:
        SourceFormatError: The name is of neither layout.
    """
    if found := re.search(r"VX_(\d{4}-\d{2}-\d{2})\.csv", file_name):
        return date.fromisoformat(found[1])
    if found := re.search(r"CFE_([FGHJKMNQUVXZ])(\d{2})_VX\.csv", file_name):
        return _legacy_expiries()[2000 + int(found[2]), _MONTH_CODES.index(found[1]) + 1]
    raise SourceFormatError(f"{file_name}: names no VX contract", "expected VX_<expiry>.csv or CFE_<code>_VX.csv")


def _legacy_contracts() -> list[Wanted]:
    """Legacy contracts; a month that the provider doesn't have is left out, the curve shows the hole."""
    addresses = [
        _LEGACY.format(code=_MONTH_CODES[month - 1], year=year % 100) for year, month in sorted(_legacy_expiries())
    ]
    return [Wanted(address, is_final=True, may_be_absent=True) for address in addresses]


def _legacy_expiries() -> dict[tuple[int, int], date]:
    sessions = exchange_sessions(_FIRST_LEGACY - timedelta(days=30), _LAST_LEGACY + timedelta(days=62))
    days = [day.astype(date) for day in np.asarray(vx_monthly_expiries(sessions))]
    return {(day.year, day.month): day for day in days if _FIRST_LEGACY <= day <= _LAST_LEGACY}


def _checked(path: str) -> str:
    if not _PATH.fullmatch(path):
        raise ValueError(f"unexpected path {path!r}")
    return path
