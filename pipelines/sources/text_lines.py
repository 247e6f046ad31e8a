"""Lines of a text file: how an editor may leave its end, where a cut shows, and marks that make one row of several."""

import csv
from collections.abc import Iterable
from pathlib import Path

import numpy as np

from pipelines.sources.errors import SourceFormatError

_TAIL_BYTES = 64 * 1024  # longer than two lines of any layout


def with_line_ended(payload: bytes) -> bytes:
    """A user's file without blank lines below it, and with an end of its last line; a provider's without one was cut.

    A last line that has no end and fewer cells than the one before was cut inside: it stays as it is, and is refused
    by `refuse_other_answers`. A price cut short would be a price. Lines that end with a carriage return alone, as a
    spreadsheet's CSV for the Macintosh, get ends that are known as such.
    """
    if payload.endswith(b"\n") and payload[payload.rfind(b"\n", 0, -1) + 1 :].strip():
        return payload
    if b"\n" not in payload:
        payload = payload.replace(b"\r", b"\n")
    written = payload.rstrip(b" \t\r\n")
    has_end = payload[len(written) :].strip(b" \t") != b""
    return written + b"\n" if written and (has_end or not stops_inside_a_line(written)) else written


def titles_of(payload: bytes) -> list[str]:
    """Names in the first line of a CSV, whether in quotation marks, after blanks or behind a byte-order mark."""
    header = payload[:_TAIL_BYTES].split(b"\n", 1)[0].decode("utf-8-sig", errors="replace")
    return [title.strip() for title in next(csv.reader([header], skipinitialspace=True), [])]


def line_ends(payload: bytes) -> int:
    """How many lines end in a payload; `bytes.count` takes eight times as long."""
    return int(np.count_nonzero(np.frombuffer(payload, np.uint8) == ord("\n")))


def stops_inside_a_line(text: bytes) -> bool:
    """Whether the last line of a text has fewer cells than the line before it; the end of a text is enough."""
    lines = text[-_TAIL_BYTES:].decode(errors="replace").splitlines()[-2:]
    cells = [len(next(csv.reader([line]), [])) for line in lines]
    return len(cells) == 2 and cells[1] < cells[0]


def refuse_merged_lines(payload: bytes, file_name: str, lines_read: int) -> None:
    """Refuse a table of which fewer lines were read than it has: a quotation mark closed in another line hides rows.

    Raises:
        SourceFormatError: There is one, named by its line, or a blank line above the header.
    """
    lines = line_ends(payload) + (not payload.endswith(b"\n"))
    if lines_read != lines:
        raise _merged(payload.split(b"\n"), file_name, lines, lines_read)


def refuse_merged_lines_of(path: Path, file_name: str, lines_read: int) -> None:
    """The same of a file that is too large to hold."""
    with path.open("rb") as file:
        lines = sum(1 for _ in file)
    if lines_read != lines:
        with path.open("rb") as file:
            raise _merged(file, file_name, lines, lines_read)


def refuse_cut_file(path: Path, file_name: str) -> None:
    """Refuse a file that stops inside a line, by its last bytes.

    Raises:
        SourceFormatError: It does.
    """
    with path.open("rb") as file:
        file.seek(-min(_TAIL_BYTES, path.stat().st_size), 2)
        end = file.read()
    if not end.endswith((b"\n", b"\r")) and stops_inside_a_line(end):
        raise SourceFormatError(
            f"{file_name}: the file stops in the middle of its last line", "fetch or write it again"
        )


def _merged(each: Iterable[bytes], file_name: str, lines: int, lines_read: int) -> SourceFormatError:
    opens = next((at for at, line in enumerate(each, 1) if line.count(b'"') % 2), None)
    what = "a quotation mark opens and does not close" if opens else "a blank line above the header"
    return SourceFormatError(
        f"{file_name} line {opens or 1}: {what}; of {lines} lines {lines_read} would be read",
        "the file is damaged: fetch it again, or correct the line if it is your own",
    )
