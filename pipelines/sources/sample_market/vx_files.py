"""Files of the VX futures: one CSV per contract in both of the exchange's layouts, and the product list.

Contracts that expire in 2010 and 2011 come in the legacy layout, later ones in today's
(methodology §5.1). Quirks kept, all of them harmless: the expiry-day row has OHLC 0 and the special
opening quotation as its settlement; the first rows of a contract have OHLC 0, for nothing traded;
until May 2013 the listing day settles at 0, and the next day's change counts from there.
"""

import json
from collections import defaultdict
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from pipelines.sources.sample_market.market_days import calendar_date
from pipelines.sources.sample_market.streams import stream
from pipelines.sources.sample_market.vx_curve import VxContract

Floats = NDArray[np.float64]

_FOLDER = "data/us/futures/market_statistics/historical_data/VX"
_LEGACY_FOLDER = "cdn.cboe.com/resources/futures/archive/volume-and-price"
_PRODUCT_LIST = "www-api.cboe.com/us/futures/market_statistics/historical_data/product/list/VX/index.json"
MONTH_CODES = "FGHJKMNQUVXZ"
_FIRST_NEW_LAYOUT = date(2012, 1, 1)
_LAST_ZERO_SETTLE = np.datetime64("2013-05-17")
_UNTRADED_ROWS = 3


def vx_files(monthlies: list[VxContract], weeklies: list[VxContract], seed: int) -> dict[str, bytes]:
    """Return the content of every VX file, monthlies and weeklies, by its path in the archive."""
    files: dict[str, bytes] = {}
    listing: defaultdict[str, list[dict[str, str]]] = defaultdict(list)
    for contract in monthlies:
        expiry = calendar_date(contract.expiry)
        rows = _rows(contract, seed)
        if expiry < _FIRST_NEW_LAYOUT:
            code = MONTH_CODES[expiry.month - 1]
            label = f"{code} ({expiry:%b %y})"
            text = _labelled(rows, label).write_csv(date_format="%m/%d/%Y", float_precision=2)
            files[f"{_LEGACY_FOLDER}/CFE_{code}{expiry:%y}_VX.csv"] = text.encode()
        else:
            path = f"{_FOLDER}/VX_{expiry}.csv"
            label = f"{MONTH_CODES[expiry.month - 1]} ({expiry:%b %Y})"
            files[f"cdn.cboe.com/{path}"] = _labelled(rows, label).write_csv().encode()
            listing[str(expiry.year)].append(_list_entry(expiry, path, "M"))
    for contract in weeklies:
        expiry = calendar_date(contract.expiry)
        path, label = f"{_FOLDER}/VX_{expiry}.csv", f"W{expiry:%V} ({expiry:%b %Y})"
        files[f"cdn.cboe.com/{path}"] = _labelled(_rows(contract, seed), label).write_csv().encode()
        listing[str(expiry.year)].append(_list_entry(expiry, path, "W"))
    files[_PRODUCT_LIST] = json.dumps(listing, indent=1).encode()
    return files


def _list_entry(expiry: date, path: str, duration_type: str) -> dict[str, str]:
    return {
        "product_display": "VX",
        "expire_date": str(expiry),
        "contract_dt": str(expiry.replace(day=1)),
        "futures_root": "VX",
        "duration_type": duration_type,
        "path": path,
    }


def _labelled(rows: pl.DataFrame, label: str) -> pl.DataFrame:
    return rows.insert_column(1, pl.lit(label).alias("Futures"))


def _rows(contract: VxContract, seed: int) -> pl.DataFrame:
    """Every published column but the label, as numbers."""
    dates, n = contract.dates, len(contract.dates)
    rng = stream(seed, "vx_prints", int(contract.expiry.astype(int)))
    jitter, volume_score, interest_score, range_up, range_down = rng.standard_normal((n, 5)).T
    days_left = ((contract.expiry - dates) / np.timedelta64(1, "D")).astype(np.float64)
    is_traded = (np.arange(n) >= _UNTRADED_ROWS) & (days_left > 0)
    settle = published_settle(contract)
    volume = np.rint(95_000 * np.exp(-days_left / 45 + 0.35 * volume_score)).astype(np.int64) * is_traded
    interest = np.rint(150_000 * np.exp(-days_left / 60 + 0.10 * interest_score)).astype(np.int64)
    is_traded &= volume > 0
    close = settle + 0.02 * jitter
    previous = np.concatenate([settle[:1], settle[:-1]])
    opening = np.where(previous > 0, previous + 0.35 * (settle - previous), settle)
    high = np.maximum(opening, close) * np.exp(0.012 * np.abs(range_up))
    low = np.minimum(opening, close) * np.exp(-0.009 * np.abs(range_down))
    return pl.DataFrame(
        {
            "Trade Date": dates,
            "Open": np.where(is_traded, _on_grid(opening, 0.05), 0.0),
            "High": np.where(is_traded, _on_grid(high, 0.05), 0.0),
            "Low": np.where(is_traded, _on_grid(low, 0.05), 0.0),
            "Close": np.where(is_traded, _on_grid(close, 0.05), 0.0),
            "Settle": settle,
            "Change": np.round(np.diff(settle, prepend=settle[0]), 4),
            "Total Volume": volume,
            "EFP": volume // 400,
            "Open Interest": interest * (np.arange(n) >= _UNTRADED_ROWS),
        }
    )


def published_settle(contract: VxContract) -> Floats:
    """Settlements on the layout's grid, the final quotation on one of 0.01; 0 on early listing days."""
    is_expiry = contract.dates == contract.expiry
    grid = 0.05 if calendar_date(contract.expiry) < _FIRST_NEW_LAYOUT else 0.025
    settle = _on_grid(contract.settle_pts, np.where(is_expiry, 0.01, grid))
    if contract.is_from_listing and contract.dates[0] <= _LAST_ZERO_SETTLE:
        settle[0] = 0.0
    return settle


def _on_grid(price: Floats, step: float | Floats) -> Floats:
    return np.asarray(np.round(np.round(price / step) * step, 3))
