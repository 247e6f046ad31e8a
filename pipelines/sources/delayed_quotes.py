"""Cboe delayed quotes: a whole chain as JSON (methodology 5.3)."""

import json
from datetime import datetime
from io import BytesIO

import polars as pl

from pipelines.sources.compression import (
    GZIP_MARK,
    MOST_DECODED_BYTES,
    DamagedGzipError,
    TooLargeError,
    gunzipped,
    joined,
)
from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_symbol import symbol_parts

_OPTION = {
    "option": pl.String,
    "bid": pl.Float64,
    "ask": pl.Float64,
    "iv": pl.Float64,
    "open_interest": pl.Float64,
    "volume": pl.Float64,
    "delta": pl.Float64,
    "gamma": pl.Float64,
    "last_trade_price": pl.Float64,
}
_OPTIONS_KEY = b'"options":'
_ADVICE = "the provider changed the layout or the download was cut: run again, then compare with an older file"


def parse_delayed_quotes(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one snapshot of a chain, compressed or not; sentinel zeros are kept.

    Returns:
        One row per option. `quote_date` is the session of the index's last trade, so that a snapshot
        pulled before the open carries the day it is really of.

    Raises:
        SourceFormatError: Not this layout, or cut.
    """
    text = unzipped(payload, file_name)
    refuse_other_answers(text + b"\n", file_name)
    try:
        head, options = _head_and_options(text)
        quotes = pl.read_json(BytesIO(options), schema=_OPTION)
        stamp = datetime.fromisoformat(str(head["timestamp"])).isoformat(" ")
        index = head["data"]
        session = datetime.fromisoformat(str(index.get("last_trade_time") or stamp)).date()
        level = float(index["close"] or index["current_price"])
        rows = _rows(quotes, file_name)
    except (ValueError, KeyError, TypeError, RecursionError, pl.exceptions.PolarsError) as error:
        raise SourceFormatError(f"{file_name}: {type(error).__name__}: {error}"[:300], _ADVICE) from None
    constants = {
        "quote_date": session,
        "underlying_pts": level,
        "quoted_at_text": stamp,
        "source_layout": "delayed_json",
        "source_sha256": sha256,
    }
    return rows.with_columns(**{name: pl.lit(value) for name, value in constants.items()})


def unzipped(payload: bytes, file_name: str, most_bytes: int = MOST_DECODED_BYTES) -> bytes:
    """Content of a gzip payload, or the payload itself.

    Raises:
        SourceFormatError: The gzip stream is damaged, cut, or a bomb.
    """
    if payload[:2] != GZIP_MARK:
        return payload
    try:
        return joined(gunzipped([payload]), most_bytes)
    except DamagedGzipError as error:
        raise SourceFormatError(f"{file_name}: damaged gzip: {error}", _ADVICE) from None
    except TooLargeError as error:
        raise SourceFormatError(f"{file_name}: decompressed it has {error}", _ADVICE) from None


def _head_and_options(text: bytes) -> tuple[dict, bytes]:  # type: ignore[type-arg]
    """Split the array of options out, so that only polars parses its tens of thousands of items."""
    start = text.index(_OPTIONS_KEY) + len(_OPTIONS_KEY)
    start = text.index(b"[", start)
    end = text.index(b"]", start) + 1
    return json.loads(text[:start] + b"[]" + text[end:]), text[start:end]


def _rows(quotes: pl.DataFrame, file_name: str) -> pl.DataFrame:
    return quotes.with_row_index("source_line", offset=1).select(
        pl.col("option").alias("option_symbol"),
        *symbol_parts(quotes["option"], file_name),
        pl.col("bid").alias("bid_pts"),
        pl.col("ask").alias("ask_pts"),
        pl.col("last_trade_price").fill_null(0).alias("last_pts"),
        pl.col("volume").cast(pl.Int64).alias("volume_contracts"),
        pl.col("open_interest").cast(pl.Int64).alias("open_interest_contracts"),
        pl.col("iv").alias("iv_vol"),
        pl.col("delta").alias("delta_ratio"),
        pl.col("gamma").alias("gamma_ratio"),
        pl.col("source_line").cast(pl.Int64),
    )
