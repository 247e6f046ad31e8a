"""Files of VX settlements: one per day for the newest days, and the list of final settlements (methodology 5.1)."""

import numpy as np
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import calendar_date
from pipelines.sources.sample_market.vx_curve import VxContract
from pipelines.sources.sample_market.vx_files import MONTH_CODES, published_settle

_HOST = "www.cboe.com/us/futures/market_statistics"
_HEADER = "Product,Symbol,Expiration Date,Price"


def settlement_files(
    monthlies: list[VxContract], weeklies: list[VxContract], days: NDArray[np.datetime64]
) -> dict[str, bytes]:
    """Return the file of each day, and the final settlements, by their paths in the archive.

    Args:
        monthlies: Monthly contracts of the simulated market, by expiry.
        weeklies: Weekly ones.
        days: Sessions that get a file of their own.
    """
    contracts = [(contract, is_weekly) for is_weekly, some in enumerate((monthlies, weeklies)) for contract in some]
    files = {f"{_HOST}/settlement/csv@dt={day}": [_HEADER] for day in days.tolist()}
    finals = []
    for contract, is_weekly in contracts:
        symbol, expiry = _symbol(contract, is_weekly=bool(is_weekly)), str(contract.expiry)
        for day, settle in zip(contract.dates.tolist(), published_settle(contract), strict=True):
            row = f"VX,{symbol},{expiry},{settle:.4f}"
            if str(day) == expiry:
                finals.append((expiry, row))
            elif (path := f"{_HOST}/settlement/csv@dt={day}") in files:
                files[path].append(row)
    files[f"{_HOST}/final_settlement_prices/csv/index.json"] = [_HEADER, *(row for _, row in sorted(finals))]
    return {path: "\n".join([*lines, ""]).encode() for path, lines in files.items()}


def _symbol(contract: VxContract, *, is_weekly: bool) -> str:
    expiry = calendar_date(contract.expiry)
    week = f"{expiry:%V}" if is_weekly else ""
    return f"VX{week}/{MONTH_CODES[expiry.month - 1]}{expiry.year % 10}"
