"""Cboe delayed quotes: a whole chain as JSON (methodology 5.3)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import msgspec
import polars as pl

from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_sessions import is_off_close, last_opened_session
from pipelines.sources.option_symbol import symbol_parts
from pipelines.sources.packed_file import unzipped

_EXCHANGE_TIME = ZoneInfo("America/New_York")
_COUNTS = ("volume_contracts", "open_interest_contracts")
_ADVICE = "the provider changed the layout or the download was cut: run again, then compare with an older file"


class _Option(msgspec.Struct, gc=False):
    option: str
    bid: float
    ask: float
    iv: float
    open_interest: float
    volume: float
    delta: float
    gamma: float
    last_trade_price: float | None = None


class _Index(msgspec.Struct):
    options: list[_Option]
    current_price: float | None = None
    close: float | None = None
    last_trade_time: str | None = None


class _Answer(msgspec.Struct):
    timestamp: str
    index: _Index = msgspec.field(name="data")


_DECODER = msgspec.json.Decoder(_Answer)


def parse_delayed_quotes(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one snapshot of a chain, compressed or not; sentinel zeros are kept.

    Only the fields of `_Option` are ever held: the rest of the answer is skipped while it is decoded.

    Returns:
        One row per option. `quote_date` is the session of the index's last trade, or the last that had opened
        where none is told, so that a snapshot pulled before the open carries the day it is really of, and says so.

    Raises:
        SourceFormatError: Not this layout, cut, or without options; names the option and the field.
    """
    text = unzipped(payload, file_name)
    refuse_other_answers(text, file_name, may_end_inside_a_line=True)
    try:
        answer = _DECODER.decode(text.removeprefix(b"\xef\xbb\xbf"))
        stamp = datetime.fromisoformat(answer.timestamp)
        traded = answer.index.last_trade_time
        quoted = _instant(datetime.fromisoformat(traded) if traded else stamp)
        level = answer.index.close or answer.index.current_price
        rows = _rows(answer.index.options, file_name)
    except (ValueError, OverflowError, RecursionError, pl.exceptions.PolarsError) as error:
        raise SourceFormatError(f"{file_name}: {type(error).__name__}: {error}"[:300], _ADVICE) from None
    if not level:
        raise SourceFormatError(f"{file_name}: neither close nor current_price of the index", _ADVICE)
    if rows.is_empty():
        raise SourceFormatError(f"{file_name}: no option in it, though an index always has some", _ADVICE)
    local = quoted.astimezone(_EXCHANGE_TIME)
    session = local.date() if traded else last_opened_session(local)
    return rows.with_columns(
        quote_date=pl.lit(session),
        underlying_pts=pl.lit(level),
        quoted_at_text=pl.lit(stamp.isoformat(" ")),
        quoted_at=pl.lit(quoted),
        is_off_close=pl.lit(is_off_close(quoted, _instant(stamp).astimezone(_EXCHANGE_TIME).date(), session)),
        source_layout=pl.lit("delayed_json"),
        source_sha256=pl.lit(sha256),
    )


def _instant(stamp: datetime) -> datetime:
    """UTC instant of a stamp; one without zone is exchange time."""
    return (stamp if stamp.tzinfo else stamp.replace(tzinfo=_EXCHANGE_TIME)).astimezone(ZoneInfo("UTC"))


def _rows(options: list[_Option], file_name: str) -> pl.DataFrame:
    symbols = pl.Series([option.option for option in options], dtype=pl.String)
    numbers = pl.DataFrame(
        {
            "bid_pts": [option.bid for option in options],
            "ask_pts": [option.ask for option in options],
            "last_pts": [option.last_trade_price or 0.0 for option in options],
            "volume_contracts": [option.volume for option in options],
            "open_interest_contracts": [option.open_interest for option in options],
            "vendor_iv_vol": [option.iv for option in options],
            "vendor_delta_ratio": [option.delta for option in options],
            "vendor_gamma_ratio": [option.gamma for option in options],
        },
        schema_overrides=dict.fromkeys(("bid_pts", "ask_pts"), pl.Float64),
    ).with_columns(pl.col(_COUNTS).cast(pl.Float64))
    _refuse_broken_counts(symbols, numbers)
    numbers = numbers.with_columns(pl.col(_COUNTS).cast(pl.Int64))
    lines = pl.Series("source_line", range(1, len(options) + 1), dtype=pl.Int64)
    return pl.DataFrame([*symbol_parts(symbols, file_name), *numbers, lines])


def _refuse_broken_counts(symbols: pl.Series, numbers: pl.DataFrame) -> None:
    """Refuse 1.5 contracts: cut to a whole number it would look like one.

    Raises:
        ValueError: A count is none; names the option.
    """
    for name in _COUNTS:
        wrong = (numbers[name] != numbers[name].round()).arg_true()
        if len(wrong):
            raise ValueError(f"{symbols[wrong[0]]}: {name} {numbers[name][wrong[0]]:g} is not a whole number")
