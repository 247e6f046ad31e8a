"""Chains of the published warehouse as the CSV that optopsy reads, one session at a time."""

from datetime import date
from pathlib import Path

from pipelines.atomic import whole_file
from pipelines.sources.optopsy_quotes import optopsy_rows
from pipelines.warehouse import read_published

_COLUMNS = "root, quote_date, expiry_date, strike_pts, option_type, bid_pts, ask_pts, vendor_delta_ratio"


class NoQuotesError(ValueError):
    """The sessions asked for have no published quotes; the message says which have."""


def export_optopsy(database: Path, index: str, target: Path, first: date, last: date) -> int:
    """Write the staged quotes of an index between two sessions, both included, and return how many.

    Quotes pulled before the open of a later session are left out: they are not of the close. The delta is the
    provider's, empty where it has none. The file appears whole or not at all.

    Raises:
        FileNotFoundError: Nothing has been published yet, or the file's folder is not there.
        NoQuotesError: No session of the span has quotes.
        OSError: The file can't be written.
    """
    if not target.parent.is_dir():
        raise FileNotFoundError(f"{target.parent}: no such folder; make it, or name another file")
    table = f"staging.stg_cboe__{index.lower()}_option_quotes"
    where = f"quote_date between '{first}' and '{last}' and not is_off_close"
    days = read_published(database, f"select distinct quote_date from {table} where {where} order by 1")  # noqa: S608
    if days.is_empty():
        raise NoQuotesError(_no_quotes(database, index, table, first, last))
    rows = 0
    with whole_file(target) as partial, partial.open("wb") as file:
        for number, day in enumerate(days["quote_date"]):
            quotes = read_published(
                database,
                f"select {_COLUMNS} from {table} where quote_date = '{day}' and not is_off_close "  # noqa: S608
                "order by root, expiry_date, option_type, strike_pts",
            )
            optopsy_rows(quotes).write_csv(file, include_header=number == 0)
            rows += quotes.height
    return rows


def _no_quotes(database: Path, index: str, table: str, first: date, last: date) -> str:
    span = f"select min(quote_date) as first, max(quote_date) as last from {table} where not is_off_close"  # noqa: S608
    there = read_published(database, span).row(0, named=True)
    known = f"those published are of {there['first']} to {there['last']}" if there["first"] else "none are published"
    return f"{index}: no quotes from {first} to {last}; {known}"
