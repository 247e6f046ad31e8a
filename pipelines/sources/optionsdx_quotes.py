"""OptionsDX end-of-day chains: comma and blank, bracketed names, one line holds call and put (methodology 5.6)."""

import re

import polars as pl

from pipelines.sources.csv_table import Field
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_rows import with_roots
from pipelines.sources.option_sessions import are_off_close
from pipelines.sources.text_lines import titles_of
from pipelines.sources.typed_csv import read_typed

REQUIRED = ("[QUOTE_READTIME]", "[QUOTE_DATE]", "[UNDERLYING_LAST]", "[EXPIRE_DATE]", "[STRIKE]",
            "[C_BID]", "[C_ASK]", "[P_BID]", "[P_ASK]")  # fmt: skip
_BLANK = ("",)
_READ_AT = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d$")
_SIDE = {
    "BID": ("bid_pts", pl.Float64),
    "ASK": ("ask_pts", pl.Float64),
    "LAST": ("last_pts", pl.Float64),
    "VOLUME": ("volume_contracts", pl.Float64),
    "IV": ("vendor_iv_vol", pl.Float64),
    "DELTA": ("vendor_delta_ratio", pl.Float64),
    "GAMMA": ("vendor_gamma_ratio", pl.Float64),
}
_LINE = {
    "[QUOTE_READTIME]": Field("quoted_at_text", pl.String),
    "[QUOTE_DATE]": Field("quote_date", pl.Date),
    "[UNDERLYING_LAST]": Field("underlying_pts", pl.Float64),
    "[EXPIRE_DATE]": Field("expiry_date", pl.Date),
    "[STRIKE]": Field("strike_pts", pl.Float64),
}


def parse_optionsdx_quotes(payload: bytes, file_name: str, index: str) -> pl.DataFrame:
    """Read one file; call and put of a line share its number.

    `UNDERLYING_LAST` is the spot index. For VIX it is not what the options are on, so the vendor's figures are
    wrong: they are kept as published, and staging does not serve them. A blank quote is read as 0, no quote.

    Returns:
        One row per option and day; `root` is told by the expiry, for the file names none.

    Raises:
        SourceFormatError: A column is missing or a value can't be read; names line and column.
    """
    text = payload.replace(b", ", b",")
    header = titles_of(text)
    sides = {
        f"[{side}_{title}]": Field(f"{side}_{name}", dtype, missing=_BLANK)
        for side in "CP"
        for title, (name, dtype) in _SIDE.items()
        if f"[{side}_{title}]" in header
    }
    rows = read_typed(text, file_name, _LINE | sides)
    both = pl.concat([_side(rows, side) for side in "CP"])
    both = with_roots(both, index).with_columns(_counts(both, file_name), quoted_at=_instants(both, file_name))
    return both.with_columns(is_off_close=are_off_close(both))


def _side(rows: pl.DataFrame, side: str) -> pl.DataFrame:
    shared = [*(field.name for field in _LINE.values()), "source_line"]
    columns = [
        (pl.col(f"{side}_{name}") if f"{side}_{name}" in rows.columns else pl.lit(None, dtype=dtype)).alias(name)
        for name, dtype in _SIDE.values()
    ]
    return rows.select(*shared, *columns, pl.lit(side).alias("option_type")).with_columns(
        pl.col("bid_pts", "ask_pts").fill_null(0)
    )


def _instants(rows: pl.DataFrame, file_name: str) -> pl.Series:
    """UTC instants of the New York stamps.

    Raises:
        SourceFormatError: A stamp is none; names its line.
    """
    stamps = rows["quoted_at_text"].unique()
    read = stamps.str.to_datetime("%Y-%m-%d %H:%M", strict=False)  # 2:30 of a day on which clocks go on is no time
    local = read.dt.replace_time_zone("America/New_York", ambiguous="earliest", non_existent="null")
    wrong = next((text for text, at in zip(stamps, local, strict=True) if at is None or not _READ_AT.match(text)), None)
    if wrong is not None:
        line = rows.filter(pl.col("quoted_at_text") == wrong)["source_line"][0]
        raise SourceFormatError(
            f"{file_name} line {line} column '[QUOTE_READTIME]': {wrong!r} is no time", "expected YYYY-MM-DD HH:MM"
        )
    instants = local.dt.convert_time_zone("UTC")
    return rows["quoted_at_text"].replace_strict(stamps, instants, return_dtype=pl.Datetime("us", "UTC"))


def _counts(rows: pl.DataFrame, file_name: str) -> pl.Series:
    """Volumes, which the vendor writes with decimals, as whole numbers.

    Raises:
        SourceFormatError: One is none; names its line.
    """
    published = rows["volume_contracts"]
    whole = published.cast(pl.Int64, strict=False)
    wrong = (whole.cast(pl.Float64).ne_missing(published)).arg_true()
    if len(wrong):
        at = wrong[0]
        raise SourceFormatError(
            f"{file_name} line {rows['source_line'][at]} column '[{rows['option_type'][at]}_VOLUME]': {published[at]}",
            "expected a whole number",
        )
    return whole
