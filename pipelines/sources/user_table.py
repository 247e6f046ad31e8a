"""A user's table as text, from CSV, parquet or a spreadsheet; each row keeps the number that its file gives it."""

from collections.abc import Mapping, Sequence
from io import BytesIO

import fastexcel
import polars as pl

from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.text_lines import refuse_merged_lines, with_line_ended

_PARQUET, _ZIP, _OLD_EXCEL = b"PAR1", b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_AGAIN = "write it again as CSV, parquet or xlsx"


def is_spreadsheet(payload: bytes) -> bool:
    """Whether the bytes are a workbook, new or old."""
    return payload.startswith((_ZIP, _OLD_EXCEL))


def read_text_table(
    payload: bytes, file_name: str, *, sheet: str | None, header_row: int, where: Mapping[str, str] | None = None
) -> pl.DataFrame:
    """Read every cell as text.

    Args:
        payload: Content of the file.
        file_name: Name for messages.
        sheet: Sheet of a workbook; None = its first.
        header_row: Row that names the columns, 1 = first; ignored in parquet.
        where: Column -> the text that it must hold; other rows are left out.

    Returns:
        Text columns and `source_line`, the row's number in a sheet, the line of a CSV, from 1 in parquet. A name
        that occurs again is followed by `:2`, `:3`. Blank cells are null.

    Raises:
        SourceFormatError: The file is none of these, or has no such sheet or row.
    """
    try:
        if payload.startswith(_PARQUET):
            return _parquet(payload, file_name, where or {})
        if is_spreadsheet(payload):
            named = _named(_sheet(payload, sheet)[header_row - 1 :], header_row, file_name)
        else:
            named = _named(_lines(payload, header_row, file_name), header_row, file_name)
    except (pl.exceptions.PolarsError, fastexcel.FastExcelError) as error:
        raise SourceFormatError(f"{file_name}: not a readable table: {str(error)[:300]}", _AGAIN) from None
    lines = pl.int_range(header_row + 1, header_row + 1 + named.height, dtype=pl.Int64, eager=True)
    numbered = named.select(lines.alias("source_line"), pl.all())
    text = numbered.with_columns(pl.col(pl.String).str.strip_chars().replace("", None))
    return text.filter(_kept(text.columns, file_name, where or {}))


def _parquet(payload: bytes, file_name: str, where: Mapping[str, str]) -> pl.DataFrame:
    """Rows of a parquet file; a large one is filtered before it is turned into text."""
    rows = pl.scan_parquet(BytesIO(payload)).with_row_index("source_line", offset=1)
    kept = rows.filter(_kept(rows.collect_schema().names(), file_name, where)).collect()
    return kept.with_columns(pl.exclude("source_line").cast(pl.String), pl.col("source_line").cast(pl.Int64))


def _kept(columns: Sequence[str], file_name: str, where: Mapping[str, str]) -> pl.Expr:
    absent = [column for column in where if column not in columns]
    if absent:
        raise SourceFormatError(
            f"{file_name}: no column {', '.join(absent)}; found {', '.join(columns[1:])[:200]}",
            "correct `where` in the declaration",
        )
    return pl.all_horizontal(
        pl.lit(value=True), *(pl.col(name).cast(pl.String) == text for name, text in where.items())
    )


def _sheet(payload: bytes, sheet: str | None) -> pl.DataFrame:
    book = fastexcel.read_excel(payload)
    return book.load_sheet(sheet or 0, header_row=None, skip_rows=0, dtypes="string").to_polars()


def _lines(payload: bytes, header_row: int, file_name: str) -> pl.DataFrame:
    """CSV from the header's line on: what stands above it has other columns, or none."""
    whole = with_line_ended(payload)
    refuse_other_answers(whole, file_name)
    above = whole.split(b"\n", header_row - 1)
    if len(above) < header_row or not above[-1]:
        return pl.DataFrame()
    rows = pl.read_csv(BytesIO(above[-1]), has_header=False, infer_schema=False, truncate_ragged_lines=False)
    refuse_merged_lines(whole, file_name, rows.height + header_row - 1)
    return rows


def _named(rows: pl.DataFrame, header_row: int, file_name: str) -> pl.DataFrame:
    """Rows below the header, which is the first, by its names."""
    if rows.is_empty():
        raise SourceFormatError(
            f"{file_name}: header_row is {header_row}, but there are fewer rows", "correct the declaration"
        )
    seen: dict[str, int] = {}
    names = []
    for place, cell in enumerate(rows.row(0), 1):
        name = str(cell or "").strip().removeprefix("\ufeff") or f"column {place}"
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name}:{seen[name]}")
    return rows[1:].rename(dict(zip(rows.columns, names, strict=True)))
