"""S&P 500 advances and declines, counted from a user's member closes and point-in-time membership (S16).

A day counts the symbols that were members on that day, never those that are members today. What the prices of
symbols that have left lack (survivor bias) is not repaired here: `coverage_ratio` tells it, day by day.
"""

from datetime import date
from pathlib import Path

import polars as pl

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.exchange_calendar import exchange_sessions
from pipelines.sources.landing import LandedFile, Landing
from pipelines.sources.sp500_breadth_files import has_adjusted_closes, read_member_closes
from pipelines.sources.sp500_membership import packaged_membership, read_membership

_JUMP_RATIO = 0.4  # of 28 moves of members beyond ±40 % in 2009-2026, one is a damaged price: HWM 2016-11-01
# What a share moves by itself on the day of its split. In unadjusted closes of 2009-2026, of moves this near to a
# whole ratio 147 are splits and 5 are not; near 2/3 within 2 % 17 are and 13 are not, within 4 % 21 and 25, so it
# ends there. Near 3/4 or 4/5 most are not.
_SPLIT_TOLERANCE_RATIO = 0.04
_THREE_FOR_TWO_TOLERANCE_RATIO = 0.02
_CALM_RATIO = 0.03  # the median share: beyond it the market itself moved, and a large move may well be real
_FEWEST_FOR_MEDIAN = 20
_UNDONE_TOLERANCE_RATIO = 0.1
_UNDONE_WITHIN_TDAYS = 5


def collect(landing: Landing, member_closes: Path | None, membership: Path | None) -> list[LandedFile]:
    """Land closes and membership; nothing without closes. Without a membership file, the one of a package."""
    if member_closes is None:
        return []
    closes = landing.keep_local(member_closes)
    return [closes, landing.keep_local(membership) if membership else landing.keep(*packaged_membership())]


def read(files: list[LandedFile], *, is_simulated: bool) -> pl.DataFrame:
    """Counts per exchange session from the first close to the last; nothing without files.

    Raises:
        SourceFormatError: A file is not in its layout, or no close is a member's.
    """
    if not files:
        return pl.DataFrame()
    closes_file, membership_file = files
    spans = read_membership(membership_file.payload(), membership_file.name)
    closes = read_member_closes(closes_file.path, closes_file.name, spans["symbol"].unique())
    if closes.is_empty():
        raise SourceFormatError(
            f"{closes_file.name}: none of its symbols is in {membership_file.name}",
            "use the ticker symbols of the membership file, BRK.B or BRK-B",
        )
    first, last = closes["trade_date"].min(), closes["trade_date"].max()
    is_adjusted = has_adjusted_closes(closes_file.path, closes_file.name)
    counts = count_breadth(closes, spans, _sessions(first, last), is_adjusted=is_adjusted)  # type: ignore[arg-type]
    return counts.with_columns(
        source_sha256=pl.lit(closes_file.sha256),
        membership_sha256=pl.lit(membership_file.sha256),
        is_simulated=pl.lit(is_simulated),
    )


def count_breadth(closes: pl.DataFrame, spans: pl.DataFrame, sessions: pl.Series, *, is_adjusted: bool) -> pl.DataFrame:
    """Count how many members rose and fell on each session.

    Args:
        closes: `symbol`, `trade_date`, `close_usd` (null = no price), `source_line`; one row per symbol and
            date, in the order of both.
        spans: `symbol`, `first_date` (first day as a member), `end_date` (first day no longer; null = still one).
        sessions: Exchange sessions in order. Closes on other days are no closes.
        is_adjusted: Whether splits are taken out of the closes already; see `daily_moves`.

    Returns:
        One row per session that has members. A member is priced when it closed on this session and on the one
        before, so a first price and a price after a hole have no change. Priced = rose + fell + unchanged +
        suspect. `source_line` is the line of the day's first close, 0 on a day without one. No row depends on
        a later close.
    """
    terms = merged_spans(spans).with_columns(pl.col("symbol").cast(closes.schema["symbol"]))
    moves = daily_moves(closes, sessions, is_adjusted=is_adjusted)
    latest = moves.join_asof(
        terms.sort("first_date"), left_on="trade_date", right_on="first_date", by="symbol", check_sortedness=False
    )
    counts = latest.filter(pl.col("trade_date") < pl.col("end_date")).group_by("trade_date").agg(_COUNTS)
    lines = closes.group_by("trade_date").agg(pl.min("source_line"))
    begun, ended = (terms[name].sort().search_sorted(sessions, side="right") for name in ("first_date", "end_date"))
    days = pl.DataFrame([sessions.alias("trade_date"), (begun - ended).cast(pl.Int64).alias("members_issues")])
    return (
        days.filter(pl.col("members_issues") > 0)
        .join(counts, on="trade_date", how="left")
        .join(lines, on="trade_date", how="left")
        .with_columns(pl.exclude("trade_date").fill_null(0))
        .with_columns(coverage_ratio=pl.col("priced_issues") / pl.col("members_issues"))
        .sort("trade_date")
    )


def merged_spans(spans: pl.DataFrame) -> pl.DataFrame:
    """Spans of which no two of a symbol overlap: two companies that shared a symbol are one member at a time."""
    ordered = spans.filter(pl.col("first_date") < pl.col("end_date")).sort("symbol", "first_date")
    known_end = pl.col("end_date").cum_max().shift().over("symbol")
    is_apart = (pl.col("first_date") > known_end).fill_null(value=True)
    terms = ordered.with_columns(term=is_apart.cum_sum()).group_by("term")
    return terms.agg(pl.first("symbol"), pl.min("first_date"), pl.max("end_date")).drop("term")


def daily_moves(closes: pl.DataFrame, sessions: pl.Series, *, is_adjusted: bool) -> pl.DataFrame:
    """Close over the previous session's close, and whether that move is believed.

    A move is suspect, and no advance or decline, when it looks like
    - a split the prices are not adjusted for, on a day on which the median share moved by at most 3 %: it lies beyond
      ±40 % and its ratio is a whole number or one over a whole number, within 4 %; where the closes are not adjusted
      at all, also a fall to 2/3 within 2 %;
    - a damaged close put right: it is beyond ±40 % and undoes such a move of the last 5 sessions, to within 10 %.
    Other moves beyond ±40 % count: most are real (OXY fell by 52 % on 2020-03-09). A damaged close is therefore
    counted on its own day, for only the next days tell that it was damaged, and they are not known yet.

    Returns:
        `symbol`, `trade_date`, `move_ratio`, `is_suspect`; only rows with a change.
    """
    numbered = sessions.to_frame("trade_date").with_row_index("session_number").lazy()
    close, move, number = pl.col("close_usd"), pl.col("move_ratio"), pl.col("session_number")
    by_symbol = (
        closes.lazy()
        .select("symbol", "trade_date", "close_usd")
        .drop_nulls()
        .join(numbered, on="trade_date", how="inner", maintain_order="left")
    )
    moved = by_symbol.with_columns(
        move_ratio=pl.when(number - number.shift() == 1).then(close / close.shift()).over("symbol")
    )
    jump = (move - 1).abs() > _JUMP_RATIO
    before_jump = pl.when(jump).then(close / move).forward_fill(limit=_UNDONE_WITHIN_TDAYS - 1).shift().over("symbol")
    undoes = ((close / before_jump - 1).abs() <= _UNDONE_TOLERANCE_RATIO).fill_null(value=False)
    is_split = jump & _looks_like_split(move)
    if not is_adjusted:
        is_split = is_split | ((move * 3 / 2 - 1).abs() <= _THREE_FOR_TWO_TOLERANCE_RATIO)
    judged = moved.with_columns(is_suspect=(is_split & _is_calm(move)) | (jump & undoes))
    return judged.drop_nulls("move_ratio").select("symbol", "trade_date", "move_ratio", "is_suspect").collect()


def _is_calm(move: pl.Expr) -> pl.Expr:
    """Whether the day's median share stood still; few shares tell nothing, and then it counts as still."""
    is_still = (move.median() - 1).abs() <= _CALM_RATIO
    return (is_still | (move.count() < _FEWEST_FOR_MEDIAN)).over("trade_date")


def _looks_like_split(move: pl.Expr) -> pl.Expr:
    times = pl.max_horizontal(move, 1 / move)
    whole = times.round()
    return (whole >= 2) & ((times / whole - 1).abs() <= _SPLIT_TOLERANCE_RATIO)


_BELIEVED = pl.col("is_suspect").not_()
_COUNTS = (
    pl.len().cast(pl.Int64).alias("priced_issues"),
    (_BELIEVED & (pl.col("move_ratio") > 1)).sum().cast(pl.Int64).alias("advances_issues"),
    (_BELIEVED & (pl.col("move_ratio") < 1)).sum().cast(pl.Int64).alias("declines_issues"),
    (_BELIEVED & (pl.col("move_ratio") == 1)).sum().cast(pl.Int64).alias("unchanged_issues"),
    pl.col("is_suspect").sum().cast(pl.Int64).alias("suspect_moves_issues"),
)


def _sessions(first: date, last: date) -> pl.Series:
    return pl.Series("trade_date", exchange_sessions(first, last)).cast(pl.Date)
