"""Advances and declines: NYSE counts (two `YYYYMMDD, n` files) and a count file of the user's own."""

import codecs
import json
from pathlib import Path

import polars as pl

from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.text_lines import with_line_ended

_NYSE = "http://unicorn.us.com/advdec/NYSE_{kind}.csv"
_KINDS = {"advn": "advances_issues", "decln": "declines_issues"}
_COUNTS = {
    "date": Field("trade_date", pl.Date),
    "advancers": Field("advances_issues", pl.Int64),
    "decliners": Field("declines_issues", pl.Int64),
}


def collect(landing: Landing, breadth_file: Path | None) -> list[LandedFile]:
    """Land the NYSE counts and the user's file; either may be absent.

    The counts are frozen since 2020: once the provider has them no more, the kept ones are as good.
    """
    addresses = [_NYSE.format(kind=kind) for kind in _KINDS]
    found = [landing.fetch_if_there(each) or next(reversed(landing.versions_of(each)), None) for each in addresses]
    nyse = [file for file in found if file]
    own = [landing.keep_local(breadth_file)] if breadth_file else []
    return [*(nyse if len(nyse) == len(_KINDS) else []), *own]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Counts per universe and day.

    Raises:
        SourceFormatError: A file is not in its layout, or a day is in one of the two NYSE files only.
    """
    counts = {kind: file for file in files for kind in _KINDS if f"NYSE_{kind}" in file.name}
    own = [parse_count_file(file.payload(), file.name, file.sha256) for file in files if file.name[:5] == "file:"]
    frames = [*([_nyse(counts)] if counts else []), *own]
    if not frames:
        return pl.DataFrame()
    return pl.concat(frames, how="diagonal").with_columns(is_simulated=pl.lit(is_simulated))


def parse_nyse_file(payload: bytes, file_name: str, column: str) -> pl.DataFrame:
    """Read one NYSE count file, `YYYYMMDD, n` without a header."""
    fields = {"day": Field("trade_date", pl.Date, ("%Y%m%d",)), "count": Field(column, pl.Int64)}
    return read_table(payload, file_name, fields, has_header=False)


def parse_count_file(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read a user's counts: JSON lines or CSV with `date`, `advancers`, `decliners`.

    The universe is `sp500` or `nyse` where the file's name says so, else `sp1500`.
    """
    text = with_line_ended(payload.removeprefix(codecs.BOM_UTF8))
    rows = _json_lines(text, file_name) if text[:1] == b"{" else read_table(text, file_name, _COUNTS)
    universe = next((name for name in ("sp500", "nyse") if name in file_name.lower()), "sp1500")
    return rows.with_columns(
        universe=pl.lit(universe), source_sha256=pl.lit(sha256), source_declines_sha256=pl.lit(sha256)
    )


def _nyse(counts: dict[str, LandedFile]) -> pl.DataFrame:
    frames = {kind: parse_nyse_file(file.payload(), file.name, _KINDS[kind]) for kind, file in counts.items()}
    _refuse_single_days(frames, {kind: file.name for kind, file in counts.items()})
    joined = frames["advn"].join(frames["decln"].drop("source_line"), on="trade_date", how="inner")
    return joined.with_columns(
        universe=pl.lit("nyse"),
        source_sha256=pl.lit(counts["advn"].sha256),
        source_declines_sha256=pl.lit(counts["decln"].sha256),
    )


def _refuse_single_days(frames: dict[str, pl.DataFrame], names: dict[str, str]) -> None:
    """A day that rose and did not fall is no count: one of the files was cut, or is of another day."""
    for kind, other in (("advn", "decln"), ("decln", "advn")):
        single = frames[kind].join(frames[other], on="trade_date", how="anti").sort("trade_date")
        if len(single):
            raise SourceFormatError(
                f"{names[other]}: no count of {single['trade_date'][0]}, which {names[kind]} has "
                f"({len(single)} such days)",
                "one of the two files was cut: run again; the last good data stays",
            )


def _json_lines(payload: bytes, file_name: str) -> pl.DataFrame:
    lines = []
    for number, line in enumerate(payload.decode(errors="replace").splitlines(), 1):
        try:
            row = json.loads(line)
            lines.append(",".join(str(row[name]) for name in _COUNTS))
        except (ValueError, KeyError, TypeError):
            raise SourceFormatError(
                f"{file_name} line {number}: not a count row",
                'each line must be {"date": "YYYY-MM-DD", "advancers": n, "decliners": n}',
            ) from None
    return read_table("\n".join([*lines, ""]).encode(), file_name, _COUNTS, has_header=False)
