"""Option files that a user owns: which layout one is in is told by its header, never by its name."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import polars as pl

from pipelines.sources import datashop_quotes, optionsdx_quotes, optopsy_quotes
from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.datashop_quotes import parse_datashop_quotes
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.optionsdx_quotes import parse_optionsdx_quotes
from pipelines.sources.optopsy_quotes import parse_optopsy_quotes
from pipelines.sources.packed_file import unpacked
from pipelines.sources.quote_table import parse_quote_table
from pipelines.sources.text_lines import line_ends, titles_of, with_line_ended

SUFFIXES = (".csv", ".txt", ".dat", ".gz", ".zip", ".7z")
_FOREIGN = (".tsv", ".json", ".parquet", ".feather", ".xls", ".xlsx", ".bz2", ".xz", ".zst", ".rar")  # refused by name
_NOTES = (".", "readme", "license", "licence", "__macosx")
_QUOTE_TABLE_MARK = b"Expiration Date,"
_HEADER_BYTES = 4096
_INDICES = ("SPX", "VIX")
_LAYOUTS: dict[str, tuple[tuple[str, ...], Callable[[bytes, str, str], pl.DataFrame]]] = {
    "datashop_eod": (datashop_quotes.REQUIRED, parse_datashop_quotes),
    "optionsdx": (optionsdx_quotes.REQUIRED, parse_optionsdx_quotes),
    "optopsy": (optopsy_quotes.REQUIRED, parse_optopsy_quotes),
}
_ADVICE = "export it again in that layout, or take it out of the folder (README, option files)"


def option_files(folder: Path) -> list[Path]:
    """Files of a folder that may hold quotes, by name; hidden ones, notes and a Macintosh's shadows are left alone.

    Raises:
        SourceMissingError: There is none, as in the folder of a drive that isn't mounted, or a folder is among them.
    """
    visible = [path for path in folder.iterdir() if not path.name.lower().startswith(_NOTES)]
    inner = sorted(path.name for path in visible if path.is_dir())
    if inner:
        raise SourceMissingError(
            f"{folder}: files in the folder {inner[0]} would not be read", "move them up, and the folder away"
        )
    found = [path for path in visible if path.suffix.lower() in (*SUFFIXES, *_FOREIGN)]
    if not found:
        raise SourceMissingError(
            f"{folder}: no file of option quotes in it",
            "is its drive mounted? Unset ALVH_OPTION_FILES to go on without these quotes; the last good data stays",
        )
    return sorted(found)


class FileQuotes(NamedTuple):
    """Quotes of one index in a file, and how many lines of the file are about something else."""

    rows: pl.DataFrame
    lines_of_others: int = 0


def parse_option_file(payload: bytes, file_name: str, sha256: str, index: str) -> FileQuotes:
    """Read the quotes of one index from a user's file, in whichever layout it is; none when it has none.

    Args:
        payload: Plain, gzip or zip.
        file_name: Name for messages; OptionsDX files name their index nowhere else.
        sha256: Hash of the payload.
        index: SPX or VIX.

    Raises:
        SourceFormatError: No known layout, damaged, or about neither index; names the nearest layout and what it lacks.
    """
    if file_name.lower().endswith(_FOREIGN):
        raise SourceFormatError(f"{file_name}: neither CSV nor text", _ADVICE)
    text = with_line_ended(unpacked(payload, file_name))
    layout = layout_of(text, file_name)
    if text.index(b"\n") + 1 == len(text):
        raise SourceFormatError(f"{file_name}: a header and no row below it", _ADVICE)
    is_of_index = _index_of(file_name) == index if layout == "optionsdx" else _mentions(text, index)
    if not is_of_index:
        if layout != "optionsdx" and not any(_mentions(text, other) for other in _INDICES):
            raise SourceFormatError(f"{file_name}: no option of {' or '.join(_INDICES)} in it", _ADVICE)
        return FileQuotes(pl.DataFrame(), line_ends(text) - 1)
    if layout == "quote_table":
        return FileQuotes(parse_quote_table(text, file_name, sha256))
    rows = _LAYOUTS[layout][1](text, file_name, index)
    others = 0 if layout == "optionsdx" else line_ends(text) - 1 - rows.height
    return FileQuotes(_completed(rows, layout, sha256), others)


def _mentions(text: bytes, index: str) -> bool:
    return index.encode() in text or index.lower().encode() in text


def _completed(rows: pl.DataFrame, layout: str, sha256: str) -> pl.DataFrame:
    """Rows with what their layout does not have, null, and what tells where they are from."""
    missing = {
        name: pl.lit(None, dtype=dtype)
        for name, dtype in (("last_pts", pl.Float64), ("volume_contracts", pl.Int64),
                            ("open_interest_contracts", pl.Int64), ("underlying_pts", pl.Float64),
                            ("vendor_iv_vol", pl.Float64), ("vendor_gamma_ratio", pl.Float64),
                            ("quoted_at", pl.Datetime("us", "UTC")), ("is_off_close", pl.Boolean))
        if name not in rows.columns
    }  # fmt: skip
    return rows.with_columns(**missing).with_columns(
        pl.col("is_off_close").fill_null(value=False),
        source_layout=pl.lit(layout),
        source_sha256=pl.lit(sha256),
    )


def layout_of(text: bytes, file_name: str) -> str:
    """Name of the layout that the header is of.

    Raises:
        SourceFormatError: None; names the nearest one and the columns that it lacks.
    """
    refuse_other_answers(text, file_name)
    start = text[:_HEADER_BYTES]
    if start.startswith(_QUOTE_TABLE_MARK) or b"\n" + _QUOTE_TABLE_MARK in start:
        return "quote_table"
    found = titles_of(start)
    lacking = {name: [title for title in titles if title not in found] for name, (titles, _) in _LAYOUTS.items()}
    nearest = min(lacking, key=lambda name: len(lacking[name]) / len(_LAYOUTS[name][0]))
    if lacking[nearest]:
        raise SourceFormatError(
            f"{file_name} line 1: no known layout of option quotes; nearest is {nearest}, "
            f"which also has {', '.join(lacking[nearest])}",
            _ADVICE,
        )
    return nearest


def _index_of(file_name: str) -> str:
    """Index that the name of a file begins with.

    Raises:
        SourceFormatError: Neither; such a layout names its index nowhere else.
    """
    name = file_name.removeprefix("file:").lower().lstrip("^_")
    for index in _INDICES:
        if name.startswith(index.lower()):
            return index
    raise SourceFormatError(
        f"{file_name}: a layout that doesn't say which index it is of",
        "let the file's name begin with SPX or VIX, as the vendors do",
    )
