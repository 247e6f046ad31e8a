"""Published CSV bytes -> typed rows with their line numbers, or an error that names file, line and column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO

import polars as pl

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.text_lines import refuse_merged_lines

_LINE = "source_line"
_TRAILING_COMMAS = re.compile(rb",+[ \t]*(?=\r?\n)")


@dataclass(frozen=True)
class Field:
    """How a published column is read: its new name, type and, for dates, the formats it may have."""

    name: str
    dtype: type[pl.DataType]
    date_formats: tuple[str, ...] = ("%Y-%m-%d",)
    missing: tuple[str, ...] = ()


def read_table(payload: bytes, file_name: str, fields: Mapping[str, Field], *, has_header: bool = True) -> pl.DataFrame:
    """Read the published columns in `fields`, unchanged in meaning.

    Args:
        payload: Content as downloaded, UTF-8 or with a byte-order mark.
        file_name: Name for messages.
        fields: Published header -> how to read it. Other published columns are left out.
        has_header: Whether line 1 names the columns; else `fields` does, in the file's order.

    Returns:
        One row per published line, with `source_line`. A value in `missing` is null.

    Raises:
        SourceFormatError: The answer is not this table, is cut short, lacks a column, or has a value
            that can't be read as its type.
    """
    refuse_other_answers(payload, file_name)
    rows = _as_text(payload, file_name, [] if has_header else list(fields))
    refuse_merged_lines(payload, file_name, rows.height + has_header)
    _refuse_doubled(rows.columns, fields, file_name)
    absent = [column for column in fields if column not in rows.columns]
    if absent:
        raise SourceFormatError(
            f"{file_name} line 1: no column {', '.join(absent)}; found {', '.join(rows.columns)[:200]}",
            "the provider changed the layout: compare the file with the reader's list of columns",
        )
    rows = rows.with_row_index(_LINE, offset=2 if has_header else 1).with_columns(pl.col(_LINE).cast(pl.Int64))
    columns = [typed_column(rows, column, field, file_name) for column, field in fields.items()]
    return pl.DataFrame([*columns, rows[_LINE]])


def refuse_other_answers(payload: bytes, file_name: str, *, may_end_inside_a_line: bool = False) -> None:
    """Refuse an empty body, a web page, a binary file, or, unless it may, a body that stops inside a line.

    Raises:
        SourceFormatError: It is one of these.
    """
    start = payload[:512].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start:
        raise SourceFormatError(f"{file_name}: the answer is empty", "run again; the last good data stays")
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<head", b"<body", b"<")):
        raise SourceFormatError(
            f"{file_name} line 1: a web page came instead of data",
            "the provider shows a bot wall or an error page: open the address in a browser, run again later",
        )
    if b"\0" in payload:
        line = payload[: payload.index(b"\0")].count(b"\n") + 1
        raise SourceFormatError(
            f"{file_name} line {line}: a NUL byte, so this is no text",
            "the file is damaged or not what the provider publishes here: run again; the last good data stays",
        )
    if not may_end_inside_a_line and not payload.endswith((b"\n", b"\r")):
        line = payload.count(b"\n") + 1
        raise SourceFormatError(
            f"{file_name} line {line}: the file stops in the middle of a line",
            "the download was cut: run again; the last good data stays",
        )


def refuse_no_rows(rows: pl.DataFrame, file_name: str) -> None:
    """Refuse a file with a header and nothing below it, where a provider always has a history.

    Raises:
        SourceFormatError: There is no row.
    """
    if rows.is_empty():
        raise SourceFormatError(f"{file_name}: a header and no row below it", "run again; the last good data stays")


def _refuse_doubled(found: list[str], fields: Mapping[str, Field], file_name: str) -> None:
    """Refuse two columns of one name: nobody can say which one is meant."""
    doubled = [column for column in fields if f"{column}_duplicated_0" in found]  # as polars tells them apart
    if doubled:
        raise SourceFormatError(
            f"{file_name} line 1: column {', '.join(doubled)} is there twice",
            "the provider changed the layout: compare the file with the reader's list of columns",
        )


def _as_text(payload: bytes, file_name: str, columns: list[str]) -> pl.DataFrame:
    """Rows as text, one per line, with no guess at types; `columns` where the file has no header."""
    try:
        try:
            rows = pl.read_csv(BytesIO(payload), has_header=not columns, infer_schema=False)
        except pl.exceptions.PolarsError:  # legacy files end lines with commas; any other extra cell is an error
            bare = _TRAILING_COMMAS.sub(b"", payload)
            rows = pl.read_csv(BytesIO(bare), has_header=not columns, infer_schema=False)
        named = zip(rows.columns, columns or [name.strip() for name in rows.columns], strict=False)
        return rows.rename(dict(named))
    except pl.exceptions.PolarsError as error:
        raise SourceFormatError(
            f"{file_name}: not a readable table: {error}", "compare the file with an older one"
        ) from None


def typed_column(rows: pl.DataFrame, column: str, field: Field, file_name: str) -> pl.Series:
    """One text column of `rows` as its type; the first value that can't be read is named by its `source_line`.

    Raises:
        SourceFormatError: There is one.
    """
    text = rows[column].str.strip_chars()
    text = text.set(text.is_in(["", *field.missing]).fill_null(value=True), None)
    typed = _parsed(text, field)
    unreadable = typed.is_null() & text.is_not_null()
    if field.dtype == pl.Float64:
        unreadable = unreadable | ~typed.is_finite().fill_null(value=True)
    blank = typed.is_null() & ~unreadable if not field.missing else pl.Series([False])
    wrong = (unreadable | blank).arg_true()
    if len(wrong):
        at = wrong[0]
        raise SourceFormatError(
            f"{file_name} line {rows[_LINE][at]} column '{column}': {text[at]!r} is not a {field.dtype.__name__}"
            + (f" ({len(wrong)} such values)" if len(wrong) > 1 else ""),
            "the row is damaged or the layout changed: compare it with the provider's page",
        )
    return typed.alias(field.name)


def _parsed(text: pl.Series, field: Field) -> pl.Series:
    """Values as the field's type, null where they can't be read."""
    if field.dtype == pl.Date:
        readings = [pl.col("v").str.to_date(form, strict=False) for form in field.date_formats]
        return text.alias("v").to_frame().select(pl.coalesce(readings))["v"]
    if field.dtype == pl.Int64:
        number = text.cast(pl.Float64, strict=False)
        return number.set(number != number.round(), None).cast(pl.Int64, strict=False)  # 1.5 is no count
    return text.cast(field.dtype, strict=False)
