"""Cboe: history of an index, one CSV per symbol, as OHLC or as a close only (methodology 5.2)."""

import codecs

import polars as pl

from pipelines.contracts.cboe_index_history import INDEX_SYMBOLS
from pipelines.sources.csv_table import Field, read_table, refuse_no_rows
from pipelines.sources.landing import LandedFile, Landing, Wanted

_ADDRESS = "https://cdn.cboe.com/api/global/us_indices/daily_prices/{symbol}_History.csv"
REQUIRED_SYMBOLS = ("VIX", "SPX", "VVIX")  # without these no rule of the hedge can be decided

_DATE = Field("trade_date", pl.Date, ("%m/%d/%Y", "%Y-%m-%d"))
_CLOSE = Field("close_pts", pl.Float64)
_RANGE = ("open_pts", "high_pts", "low_pts")
_OHLC = {
    "DATE": _DATE,
    **{name.removesuffix("_pts").upper(): Field(name, pl.Float64) for name in _RANGE},
    "CLOSE": _CLOSE,
}


def address_of(symbol: str) -> str:
    """Address of an index's history file."""
    return _ADDRESS.format(symbol=symbol)


def collect(landing: Landing) -> list[LandedFile]:
    """Land each index; one that isn't required may be absent, its columns are then null."""
    optional = [symbol for symbol in INDEX_SYMBOLS if symbol not in REQUIRED_SYMBOLS]
    return landing.fetch_all(
        Wanted(address_of(symbol), may_be_absent=symbol in optional) for symbol in (*REQUIRED_SYMBOLS, *optional)
    )


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Rows of all index files.

    Raises:
        SourceFormatError: A file is in neither layout.
    """
    frames = [parse_history_file(file.payload(), file.name, file.sha256) for file in files]
    return pl.concat(frames, how="diagonal").with_columns(is_simulated=pl.lit(is_simulated))


def parse_history_file(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one index; the symbol is the file's name.

    The header is `DATE,OPEN,HIGH,LOW,CLOSE`, `DATE,<SYMBOL>` or `DATE,CLOSE`, in any case. A 0 in a range means
    that none was published.
    """
    symbol = file_name.rsplit("/", 1)[-1].split("_History.csv", maxsplit=1)[0]
    first, *rest = payload.removeprefix(codecs.BOM_UTF8).split(b"\n", 1)
    header = first.upper()
    names = {name.strip() for name in header.decode(errors="replace").split(",")}
    has_range = "OPEN" in names
    close = "CLOSE" if "CLOSE" in names else symbol
    fields = _OHLC if has_range else {"DATE": _DATE, close: _CLOSE}
    rows = read_table(b"\n".join([header, *rest]), file_name, fields)
    refuse_no_rows(rows, file_name)
    empty = pl.lit(None, pl.Float64)
    ranges = [pl.col(name).replace(0.0, None) if has_range else empty.alias(name) for name in _RANGE]
    return rows.with_columns(*ranges, index_symbol=pl.lit(symbol), source_sha256=pl.lit(sha256))
