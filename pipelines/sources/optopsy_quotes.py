"""The CSV that optopsy reads, in and out: one line per option and day (methodology 5.6)."""

import polars as pl

from pipelines.sources.csv_table import Field
from pipelines.sources.option_rows import of_index, option_types, with_roots
from pipelines.sources.typed_csv import read_typed

REQUIRED = ("underlying_symbol", "quote_date", "expiration", "strike", "option_type", "bid", "ask", "delta")
_BLANK = ("",)
_FIELDS = {
    "underlying_symbol": Field("symbol", pl.String),
    "quote_date": Field("quote_date", pl.Date),
    "expiration": Field("expiry_date", pl.Date),
    "strike": Field("strike_pts", pl.Float64),
    "option_type": Field("option_type", pl.String),
    "bid": Field("bid_pts", pl.Float64),
    "ask": Field("ask_pts", pl.Float64),
    "delta": Field("vendor_delta_ratio", pl.Float64, missing=_BLANK),
}


def parse_optopsy_quotes(payload: bytes, file_name: str, index: str) -> pl.DataFrame:
    """Read the quotes of one index; a file may hold several symbols and days.

    Returns:
        One row per option and day. The layout has no stamp, no volume and no open interest: null. `root` is told
        by the expiry, or by `underlying_symbol` where that is already the weekly root.

    Raises:
        SourceFormatError: A column is missing or a value can't be read; names line and column.
    """
    rows = read_typed(payload, file_name, _FIELDS)
    rows = of_index(rows, index)
    rows = rows.with_columns(option_types(rows, file_name))
    symbol = pl.col("symbol").str.strip_chars_start("^")
    told = with_roots(rows, index).with_columns(root=pl.when(symbol == index).then("root").otherwise(symbol))
    return told.drop("symbol").with_columns(quoted_at_text=pl.lit("not published"))


def optopsy_rows(quotes: pl.DataFrame) -> pl.DataFrame:
    """Staged quotes in optopsy's columns; a quote without offer or delta is left as it is.

    Args:
        quotes: `root`, `quote_date`, `expiry_date`, `strike_pts`, `option_type`, `bid_pts`, `ask_pts`, `delta_ratio`.
    """
    return quotes.select(
        pl.col("root").alias("underlying_symbol"),
        "quote_date",
        pl.col("expiry_date").alias("expiration"),
        pl.col("strike_pts").alias("strike"),
        pl.col("option_type").replace_strict({"C": "call", "P": "put"}),
        pl.col("bid_pts").alias("bid"),
        pl.col("ask_pts").alias("ask"),
        pl.col("vendor_delta_ratio").alias("delta"),
    ).select(REQUIRED)
