"""Cboe Futures Exchange: VX futures, one CSV per contract, in today's and in the legacy layout.

Source: "Historical Data" of the exchange, product list JSON and per-contract CSV (methodology 5.1).
"""

import re
from datetime import UTC, date, datetime, timedelta

import numpy as np
import polars as pl

from pipelines.quant.expiry_calendar import vx_monthly_expiries
from pipelines.sources.cfe_vx_product_list import MONTHLY, PRODUCT_LIST, WEEKLY, ListedContract, listed_contracts
from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.exchange_calendar import exchange_sessions
from pipelines.sources.landing import LandedFile, Landing, Wanted

_CONTRACT_HOST = "https://cdn.cboe.com/"
_LEGACY = "https://cdn.cboe.com/resources/futures/archive/volume-and-price/CFE_{code}{year:02d}_VX.csv"
_MONTH_CODES = "FGHJKMNQUVXZ"
_FIRST_LEGACY, _LAST_LEGACY = date(2004, 5, 1), date(2012, 12, 31)  # from 2013 the product list names them
_IS_FINAL_AFTER = timedelta(days=5)  # corrections to an expired contract have come within days
_HEADER = b"Trade Date,"
_MOST_PREAMBLE_LINES = 5

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
    """Land the product list, every contract on it, and the legacy contracts that exist.

    A monthly on the list without a file stops the load; a weekly without one is left out, for nothing
    is computed from weeklies.
    """
    listing = landing.fetch(PRODUCT_LIST)
    complete = _complete_addresses(landing)
    listed = [
        Wanted(
            _address(contract),
            is_final=_address(contract) in complete,
            may_be_absent=contract.duration_type == WEEKLY,
        )
        for contract in listed_contracts(listing.payload(), listing.name)
    ]
    return [listing, *landing.fetch_all([*_legacy_contracts(), *listed])]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Rows of all contract files, in the order of the files, as published.

    Args:
        files: The product list first, then the contracts; legacy contracts are monthlies and not on it.
        is_simulated: Whether the market is made up.

    Raises:
        SourceFormatError: A file is not in one of the two layouts, or the list names no contract.
    """
    if len(files) < 2:
        raise SourceFormatError("VX futures: the product list names no contract", "open the list: run again later")
    listing, *contracts = files
    durations = {
        _address(contract): contract.duration_type for contract in listed_contracts(listing.payload(), listing.name)
    }
    frames = [
        parse_contract_file(file.payload(), file.name, file.sha256, durations.get(file.address, MONTHLY))
        for file in contracts
    ]
    return pl.concat(frames).with_columns(is_simulated=pl.lit(is_simulated))


def parse_contract_file(payload: bytes, file_name: str, sha256: str, duration_type: str = MONTHLY) -> pl.DataFrame:
    """Read one contract's CSV without changing its meaning: no rescaling, no dropped rows."""
    preamble = _preamble_lines(payload)
    rows = read_table(payload.split(b"\n", preamble)[-1], file_name, FIELDS)
    return rows.with_columns(
        pl.col("source_line") + preamble,
        expiry_date=pl.lit(expiry_of(file_name)),
        duration_type=pl.lit(duration_type),
        source_sha256=pl.lit(sha256),
    )


def _preamble_lines(payload: bytes) -> int:
    """Lines of disclaimer above the header: files of July to November 2013 have one (methodology 5.1)."""
    first = payload.split(b"\n", _MOST_PREAMBLE_LINES + 1)[: _MOST_PREAMBLE_LINES + 1]
    return next((number for number, line in enumerate(first) if line.startswith(_HEADER)), 0)


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


def _address(contract: ListedContract) -> str:
    return _CONTRACT_HOST + contract.path


def _complete_addresses(landing: Landing) -> set[str]:
    """Contracts whose kept file ends with its expiry day, long enough ago: nothing more can come.

    Judged by the rows and not by the day of the download: a file kept from before the expiry is not complete.
    """
    last_corrected = datetime.now(UTC).date() - _IS_FINAL_AFTER
    newest = {file.address: file for file in landing.versions if file.address.startswith(_CONTRACT_HOST)}
    return {
        address
        for address, file in newest.items()
        if re.search(r"/VX_[\d-]+\.csv$", address)
        and (expiry := expiry_of(address)) < last_corrected
        and str(expiry).encode() in file.payload()[-200:]
    }


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
