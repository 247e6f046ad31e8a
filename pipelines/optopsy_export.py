"""Chains of the published warehouse as the CSV that optopsy reads, one session at a time."""

import os
from datetime import date
from pathlib import Path

from pipelines.sources.optopsy_quotes import optopsy_rows
from pipelines.warehouse import read_published

_COLUMNS = "root, quote_date, expiry_date, strike_pts, option_type, bid_pts, ask_pts, vendor_delta_ratio"


def export_optopsy(database: Path, index: str, target: Path, first: date, last: date) -> int:
    """Write the staged quotes of an index between two sessions, both included, and return how many.

    Quotes pulled before the open of a later session are left out: they are not of the close. The delta is the
    provider's, empty where it has none. The file appears whole or not at all.

    Raises:
        FileNotFoundError: Nothing has been published yet.
    """
    table = f"staging.stg_cboe__{index.lower()}_option_quotes"
    where = f"quote_date between '{first}' and '{last}' and not is_pulled_before_open"
    days = read_published(database, f"select distinct quote_date from {table} where {where} order by 1")  # noqa: S608
    partial = target.with_name(f".{target.name}.{os.getpid()}")
    rows = 0
    with partial.open("wb") as file:
        for number, day in enumerate(days["quote_date"] if days.width else []):
            quotes = read_published(
                database,
                f"select {_COLUMNS} from {table} where quote_date = '{day}' and not is_pulled_before_open "  # noqa: S608
                "order by root, expiry_date, option_type, strike_pts",
            )
            optopsy_rows(quotes).write_csv(file, include_header=number == 0)
            rows += quotes.height
    partial.replace(target)
    return rows
