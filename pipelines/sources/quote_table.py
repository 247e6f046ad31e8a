"""Cboe quote table: a chain as the CSV of the exchange's quote page, calls left, puts right (methodology 5.3)."""

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import polars as pl

from pipelines.sources.csv_table import refuse_other_answers
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_sessions import is_off_close, last_opened_session
from pipelines.sources.option_symbol import symbol_parts
from pipelines.sources.packed_file import unpacked

_DAY = re.compile(
    r"([A-Z][a-z]+ \d{1,2},? \d{4}|\d{1,2} [A-Z][a-z]+ \d{4})(?:,? at |,| @|)\s*(\d{1,2}:\d{2})\s*([AP]M)?"
)
_DAY_FORMATS = ("%B %d %Y", "%b %d %Y", "%d %B %Y", "%d %b %Y")
_LEVEL = re.compile(r"(?:Last:\s*(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)|\),(\d+(?:\.\d+)?))")
_EXCHANGE_TIME = ZoneInfo("America/New_York")
# As EST, or UTC\u22124 as some browsers write it
_ZONE = re.compile(r"\s*([A-Z]{1,5})?\s*(?:([+\-\u2212])(\d{1,2})(?::?(\d{2}))?)?")
_NEW_YORKS, _UNIVERSAL = ("", "ET", "EST", "EDT"), ("UTC", "GMT")
_SIDE = {"Last Sale": "last_pts", "Bid": "bid_pts", "Ask": "ask_pts", "IV": "vendor_iv_vol",
         "Delta": "vendor_delta_ratio", "Gamma": "vendor_gamma_ratio"}  # fmt: skip
_COUNTS = {"Vol": "volume_contracts", "Volume": "volume_contracts", "Open Int": "open_interest_contracts",
           "Open Interest": "open_interest_contracts"}  # fmt: skip
_ADVICE = "download the table again from the quote page, or take the file out of the folder"


def parse_quote_table(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one quote table, any preamble and either header wording, compressed or not.

    Returns:
        One row per option. `quote_date` is the last session that had opened at the page's stamp.

    Raises:
        SourceFormatError: No header line, no stamp or an unreadable number; names the line.
    """
    content = unpacked(payload, file_name)
    refuse_other_answers(content, file_name, may_end_inside_a_line=True)
    lines = content.decode("utf-8-sig", errors="replace").splitlines()
    header = next((n for n, line in enumerate(lines) if line.startswith("Expiration Date,")), None)
    if header is None:
        raise SourceFormatError(f"{file_name}: no line starts with 'Expiration Date,'", _ADVICE)
    text, stamp = _stamped(lines[:header], file_name)
    session = last_opened_session(stamp)
    level = _level(lines[:header], file_name)
    cells = {n: line.split(",") for n, line in enumerate(lines[header + 1 :], header + 2) if line.strip(", ")}
    titles = _titles(lines[header], file_name, header + 1)
    if not cells:
        raise SourceFormatError(f"{file_name} line {header + 1}: no option below the header", _ADVICE)
    sides = [_side(cells, titles, start, file_name) for start in (titles.index("Calls"), titles.index("Puts"))]
    rows = pl.concat(sides)
    _refuse_level_of_others(rows["strike_pts"], level, file_name)
    return rows.with_columns(
        quote_date=pl.lit(session),
        underlying_pts=pl.lit(level),
        quoted_at_text=pl.lit(text),
        quoted_at=pl.lit(stamp.astimezone(ZoneInfo("UTC"))),
        is_off_close=pl.lit(is_off_close(stamp, stamp.date(), session)),
        source_layout=pl.lit("quote_table"),
        source_sha256=pl.lit(sha256),
    )


def _titles(header: str, file_name: str, line: int) -> list[str]:
    """Column titles; each but the strike and the symbols stands once for the calls and once for the puts."""
    titles = [title.strip() for title in header.split(",")]
    counts = ["Vol", "Open Int"] if "Vol" in titles else ["Volume", "Open Interest"]
    wanted = ["Calls", "Strike", "Puts", *(2 * [*_SIDE, *counts])]
    absent = {title for title in wanted if titles.count(title) < wanted.count(title)}
    if absent:
        raise SourceFormatError(f"{file_name} line {line}: no column {', '.join(sorted(absent))}", _ADVICE)
    return titles


def _side(cells: dict[int, list[str]], titles: list[str], start: int, file_name: str) -> pl.DataFrame:
    """Columns of the calls or the puts, which begin at title number `start`; `cells` by line number."""
    width = titles.index("Strike") - titles.index("Calls")
    short = next((n for n, row in cells.items() if len(row) < len(titles)), None)
    if short is not None:
        raise SourceFormatError(f"{file_name} line {short}: fewer cells than the header", _ADVICE)
    rows = list(cells.values())
    columns = {titles[n]: pl.Series([row[n] for row in rows], dtype=pl.String) for n in range(start, start + width)}
    symbols = columns[titles[start]]
    lines = pl.Series("source_line", list(cells), dtype=pl.Int64)
    numbers = [_number(columns[title], title, file_name, lines).alias(name) for title, name in _SIDE.items()]
    counts = [
        _number(columns[title], title, file_name, lines, is_count=True).alias(name)
        for title, name in _COUNTS.items()
        if title in columns
    ]
    return pl.DataFrame([*symbol_parts(symbols, file_name), *numbers, *counts, lines])


def _number(text: pl.Series, title: str, file_name: str, lines: pl.Series, *, is_count: bool = False) -> pl.Series:
    values = text.str.strip_chars().replace("", "0").cast(pl.Float64, strict=False)
    values = values.set(~values.is_finite(), None)
    if is_count:  # 1.5 is no count
        values = values.set(values != values.round(), None).cast(pl.Int64, strict=False)
    wrong = values.is_null().arg_true()
    if len(wrong):
        raise SourceFormatError(
            f"{file_name} line {lines[wrong[0]]} column '{title}': {text[wrong[0]]!r} is not a number",
            _ADVICE,
        )
    return values


def _stamped(preamble: list[str], file_name: str) -> tuple[str, datetime]:
    """Stamp as published, and the instant it names."""
    for line in preamble:
        if found := _DAY.search(line):
            return line.strip(","), _stamp(found, _zone(line[found.end() :], file_name), file_name)
    raise SourceFormatError(f"{file_name}: no line above the header has a date and a time", _ADVICE)


def _zone(behind: str, file_name: str) -> tzinfo:
    """Time zone that stands behind the time: New York's, which it is where there is none, or an offset.

    Raises:
        SourceFormatError: Another zone's letters; nobody can say what instant they mean.
    """
    found = _ZONE.match(behind)
    letters, sign, hours, minutes = found.groups() if found else (None, None, None, None)
    if hours and (letters or "UTC") in _UNIVERSAL:
        offset = timedelta(hours=int(hours), minutes=int(minutes or 0))
        return timezone(offset if sign == "+" else -offset)
    if letters in _UNIVERSAL:
        return UTC
    if hours or (letters or "") not in _NEW_YORKS:
        raise SourceFormatError(f"{file_name}: the stamp's time zone {letters} is not New York's", _ADVICE)
    return _EXCHANGE_TIME


def _stamp(found: re.Match[str], zone: tzinfo, file_name: str) -> datetime:
    """Date and wall-clock time of the page, in New York."""
    text = f"{found[1].replace(',', '')} {found[2]}{found[3] or ''}"
    clock = "%I:%M%p" if found[3] else "%H:%M"
    for day in _DAY_FORMATS:
        try:
            return datetime.strptime(text, f"{day} {clock}").replace(tzinfo=zone).astimezone(_EXCHANGE_TIME)
        except ValueError:
            continue
    raise SourceFormatError(f"{file_name}: {text!r} above the header is no date", _ADVICE)


def _level(preamble: list[str], file_name: str) -> float:
    for line in preamble:
        if found := _LEVEL.search(line):
            return float((found[1] or found[2]).replace(",", ""))
    raise SourceFormatError(f"{file_name}: no index level above the header", _ADVICE)


def _refuse_level_of_others(strikes: pl.Series, level: float, file_name: str) -> None:
    """The index lies among its strikes; a level far off was read from other signs than the page wrote it with."""
    if (strikes * 2 < level).all() or (strikes / 2 > level).all():
        raise SourceFormatError(
            f"{file_name}: index level {level:g} above the header, but strikes from {float(strikes.sort()[0]):g} on",
            _ADVICE,
        )
