"""FRED API, series/observations: every value with the days on which it was the one shown (methodology 5.4).

`realtime_start` and `realtime_end` ask for all vintages. `vintage_date`, which other programs send, is no
parameter of this address: it is answered with today's values and status 200.
"""

import msgspec
import polars as pl
from pydantic import SecretStr

from pipelines.sources.errors import SourceFormatError

_ADDRESS = (
    "https://api.stlouisfed.org/fred/series/observations?series_id={series}&realtime_start=1776-07-04"
    "&realtime_end=9999-12-31&file_type=json&limit={limit}&offset={offset}"
)
_MOST_ROWS = 100_000
_STILL = "9999-12-31"
_MISSING = (".", "")


class _Observation(msgspec.Struct):
    realtime_start: str
    realtime_end: str
    date: str
    value: str


class _Answer(msgspec.Struct):
    count: int
    offset: int
    limit: int
    observations: list[_Observation]


def page_address(series: str, offset: int, key: SecretStr | None) -> str:
    """Address of one page; the key is its last parameter, which landing and messages leave out."""
    address = _ADDRESS.format(series=series, limit=_MOST_ROWS, offset=offset)
    return f"{address}&api_key={key.get_secret_value()}" if key else address


def answer_counts(payload: bytes, file_name: str) -> tuple[int, int]:
    """Rows of all pages together, and rows to step on by; at least one, whatever the answer says.

    Raises:
        SourceFormatError: It is not an answer of this address.
    """
    answer = _decoded(payload, file_name)
    return answer.count, max(1, min(answer.limit, len(answer.observations) or answer.limit))


def parse_answer(payload: bytes, file_name: str, sha256: str) -> pl.DataFrame:
    """Read one page; a dot is null, `9999-12-31` is a value that is still shown.

    Raises:
        SourceFormatError: It is not an answer of this address, a value can't be read, or it has no vintages.
    """
    answer = _decoded(payload, file_name)
    series = file_name.split("series_id=", 1)[1].split("&", 1)[0]
    rows = pl.DataFrame(
        [(row.realtime_start, row.realtime_end, row.date, row.value) for row in answer.observations],
        schema=dict.fromkeys(("realtime_start_date", "realtime_end_date", "observation_date", "text"), pl.String),
        orient="row",
    ).with_row_index("source_line", offset=answer.offset)
    text = pl.col("text")
    typed = rows.with_columns(
        *(pl.col(name).str.to_date("%Y-%m-%d", strict=False) for name in ("realtime_start_date", "observation_date")),
        realtime_end_date=pl.col("realtime_end_date").str.to_date("%Y-%m-%d", strict=False),
        is_still=pl.col("realtime_end_date") == _STILL,
        value=pl.when(text.is_in(_MISSING)).then(None).otherwise(text).cast(pl.Float64, strict=False),
    )
    _refuse_unreadable(typed, file_name)
    _refuse_unvintaged(typed, file_name)
    return typed.select(
        "observation_date",
        "realtime_start_date",
        "value",
        pl.col("source_line").cast(pl.Int64),
        realtime_end_date=pl.when("is_still").then(None).otherwise("realtime_end_date"),
        series_id=pl.lit(series),
        vintage_source=pl.lit("alfred"),
        source_sha256=pl.lit(sha256),
    )


def _decoded(payload: bytes, file_name: str) -> _Answer:
    try:
        return msgspec.json.decode(payload, type=_Answer)
    except msgspec.DecodeError as error:  # a validation error names the item and the column
        raise SourceFormatError(
            f"{file_name}: not an answer of series/observations: {error}",
            "the provider shows an error page or changed the layout: run again; the last good data stays",
        ) from None


def _refuse_unreadable(rows: pl.DataFrame, file_name: str) -> None:
    """Name the first date or value that can't be read; a number must be finite."""
    dates = ("realtime_start_date", "realtime_end_date", "observation_date")
    bad_value = ~pl.col("text").is_in(_MISSING) & ~pl.col("value").is_finite().fill_null(value=False)
    wrong = rows.filter(bad_value | pl.any_horizontal(pl.col(name).is_null() for name in dates))
    if len(wrong):
        row = wrong.row(0, named=True)
        column = next((name for name in dates if row[name] is None), "value")
        raise SourceFormatError(
            f"{file_name} item {row['source_line']} column '{column}': {row['text']!r} of {row['observation_date']} "
            f"can't be read ({len(wrong)} such rows)",
            "the answer is damaged: run again; the last good data stays",
        )


def _refuse_unvintaged(rows: pl.DataFrame, file_name: str) -> None:
    """Refuse today's values passed off as history: every row begins and ends on one and the same day."""
    days = rows.select("realtime_start_date", "realtime_end_date").unique()
    if len(rows) > 1 and len(days) == 1 and days["realtime_start_date"][0] == days["realtime_end_date"][0]:
        raise SourceFormatError(
            f"{file_name}: no vintages in the answer, all {len(rows)} rows are of {days['realtime_start_date'][0]}",
            "the provider ignored realtime_start and realtime_end (vintage_date is not a parameter): compare the "
            "address with FRED's documentation",
        )
