"""Cboe DataShop end-of-day option quotes, CSV, with or without the calculated columns (methodology 5.6)."""

import polars as pl

from pipelines.sources.csv_table import Field
from pipelines.sources.option_rows import of_index, option_types, with_session_instant
from pipelines.sources.text_lines import titles_of
from pipelines.sources.typed_csv import read_typed

REQUIRED = (
    "underlying_symbol", "quote_date", "root", "expiration", "strike", "option_type", "bid_1545", "ask_1545",
    "underlying_bid_1545", "underlying_ask_1545", "bid_eod", "ask_eod", "trade_volume", "close", "open_interest",
)  # fmt: skip
_BLANK = ("",)
_CALCS = {
    "active_underlying_price_1545": Field("active_pts", pl.Float64, missing=_BLANK),
    "implied_volatility_1545": Field("vendor_iv_vol", pl.Float64, missing=_BLANK),
    "delta_1545": Field("vendor_delta_ratio", pl.Float64, missing=_BLANK),
    "gamma_1545": Field("vendor_gamma_ratio", pl.Float64, missing=_BLANK),
}
# SPX is quoted 15 minutes before the close, when both sides are still made; VIX at its own close, 15 minutes after
# the index market's. A day's closing SPX quotes are wide and one-sided (methodology 5.6)
_CLOCKS = {"SPX": ("1545", -15), "VIX": ("eod", 15)}


def parse_datashop_quotes(payload: bytes, file_name: str, index: str) -> pl.DataFrame:
    """Read the quotes of one index; a file may hold several symbols and days.

    Returns:
        One row per option and day. Without the calculated columns, an index has no underlying price (the file
        writes 0) and no vendor figures: null.

    Raises:
        SourceFormatError: A column is missing or a value can't be read; names line and column.
    """
    clock, minutes = _CLOCKS[index]
    header = titles_of(payload)
    calcs = {column: field for column, field in _CALCS.items() if column in header}
    rows = read_typed(payload, file_name, _fields(clock) | calcs)
    rows = of_index(rows, index)
    rows = with_session_instant(rows, minutes).with_columns(option_types(rows, file_name))
    absent = [
        pl.lit(None, dtype=pl.Float64).alias(field.name) for field in _CALCS.values() if field not in calcs.values()
    ]
    return rows.with_columns(absent).select(
        pl.exclude("symbol", "active_pts", "underlying_bid_pts", "underlying_ask_pts"),
        underlying_pts=pl.coalesce(
            _positive("active_pts"), (_positive("underlying_bid_pts") + _positive("underlying_ask_pts")) / 2
        ),
        quoted_at_text=pl.lit(clock),
    )


def _fields(clock: str) -> dict[str, Field]:
    return {
        "underlying_symbol": Field("symbol", pl.String),
        "quote_date": Field("quote_date", pl.Date),
        "root": Field("root", pl.String),
        "expiration": Field("expiry_date", pl.Date),
        "strike": Field("strike_pts", pl.Float64),
        "option_type": Field("option_type", pl.String),
        "close": Field("last_pts", pl.Float64),
        "trade_volume": Field("volume_contracts", pl.Int64),
        f"bid_{clock}": Field("bid_pts", pl.Float64),
        f"ask_{clock}": Field("ask_pts", pl.Float64),
        f"underlying_bid_{clock}": Field("underlying_bid_pts", pl.Float64, missing=_BLANK),
        f"underlying_ask_{clock}": Field("underlying_ask_pts", pl.Float64, missing=_BLANK),
        "open_interest": Field("open_interest_contracts", pl.Int64),
    }


def _positive(column: str) -> pl.Expr:
    return pl.when(pl.col(column) > 0).then(pl.col(column))
