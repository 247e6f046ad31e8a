"""Counting members: who counts on a day, what a change is, which moves are not believed; no day looks ahead."""

from datetime import date
from functools import partial
from itertools import pairwise

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources import sp500_breadth as source
from pipelines.sources.sp500_breadth import merged_spans

count_breadth = partial(source.count_breadth, is_adjusted=True)
DAYS = [date(2024, 1, day) for day in (2, 3, 4, 5, 8, 9, 10, 11, 12)]
SESSIONS = pl.Series("trade_date", DAYS)
NEVER = date(9999, 12, 31)
COUNTS = ("advances_issues", "declines_issues", "unchanged_issues", "suspect_moves_issues")
Closes = dict[str, list[float | None]]
Spans = list[tuple[str, date, date]]


def _closes(closes: Closes, days: list[date] = DAYS) -> pl.DataFrame:
    rows = [(symbol, day, close) for symbol in closes for day, close in zip(days, closes[symbol], strict=False)]
    schema = {"symbol": pl.String, "trade_date": pl.Date, "close_usd": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row").sort("symbol", "trade_date").with_row_index("source_line")


def _spans(spans: Spans) -> pl.DataFrame:
    return pl.DataFrame(spans, {"symbol": pl.String, "first_date": pl.Date, "end_date": pl.Date}, orient="row")


def _always(closes: Closes) -> Spans:
    return [(symbol, date(2000, 1, 3), NEVER) for symbol in closes]


def _counts(closes: Closes, spans: Spans | None = None) -> list[tuple[int, ...]]:
    """Rose, fell, unchanged, suspect per session."""
    counted = count_breadth(_closes(closes), _spans(_always(closes) if spans is None else spans), SESSIONS)
    return counted.select(COUNTS).rows()


def test_members_rise_fall_and_stay() -> None:
    assert _counts({"A": [1.0, 1.1], "B": [1.0, 0.9], "C": [1.0, 1.0]})[:2] == [(0, 0, 0, 0), (1, 1, 1, 0)]


def test_symbol_counts_from_its_first_day_as_a_member_to_the_day_before_its_end() -> None:
    rising = {"A": [1.0, 1.1, 1.2, 1.3, 1.4]}
    counted = count_breadth(_closes(rising), _spans([("A", DAYS[2], DAYS[4])]), SESSIONS)

    assert counted.select("trade_date", "members_issues", "advances_issues").rows() == [
        (DAYS[2], 1, 1), (DAYS[3], 1, 1),
    ]  # fmt: skip


def test_symbol_that_comes_back_counts_in_both_terms() -> None:
    terms = [("A", DAYS[0], DAYS[2]), ("A", DAYS[3], NEVER)]

    assert _counts({"A": [1.0, 1.1, 1.2, 1.3]}, terms)[:4] == [(0, 0, 0, 0), (1, 0, 0, 0), (1, 0, 0, 0), (0, 0, 0, 0)]


def test_symbol_of_two_companies_is_one_member_at_a_time() -> None:
    overlapping = [("T", DAYS[0], DAYS[5]), ("T", DAYS[1], DAYS[3]), ("T", DAYS[4], NEVER), ("T", DAYS[2], DAYS[2])]

    assert merged_spans(_spans(overlapping)).rows() == [("T", DAYS[0], NEVER)]
    counted = count_breadth(_closes({"T": [1.0, 1.1]}), _spans(overlapping), SESSIONS)
    assert set(counted["members_issues"]) == {1}


def test_first_price_and_price_after_a_hole_have_no_change() -> None:
    closes = {"A": [1.0, None, 1.2, 1.3], "B": [1.0, 1.1, 1.2, 1.3]}
    counted = count_breadth(_closes(closes), _spans(_always(closes)), SESSIONS)

    assert counted["priced_issues"].to_list()[:5] == [0, 1, 1, 2, 0]
    assert counted["coverage_ratio"].to_list()[:5] == [0.0, 0.5, 0.5, 1.0, 0.0]


def test_member_without_any_price_lowers_the_coverage() -> None:
    spans = [*_always({"A": []}), ("LEFT", date(2000, 1, 3), DAYS[2])]
    counted = count_breadth(_closes({"A": [1.0, 1.1, 1.2]}), _spans(spans), SESSIONS)

    assert counted.select("members_issues", "coverage_ratio").rows()[1:3] == [(2, 0.5), (1, 1.0)]


def test_close_on_a_holiday_is_no_close() -> None:
    days = [date(2023, 12, 29), date(2024, 1, 1), date(2024, 1, 2)]
    closes = _closes({"A": [1.0, 9.0, 1.1]}, days)
    counted = count_breadth(closes, _spans(_always({"A": []})), pl.Series("trade_date", [days[0], days[2]]))

    assert counted.select(COUNTS).rows() == [(0, 0, 0, 0), (1, 0, 0, 0)]


@pytest.mark.parametrize(
    ("closes", "last"),
    [
        ([100.0, 51.0], (0, 0, 0, 1)),
        ([100.0, 9.9], (0, 0, 0, 1)),
        ([100.0, 800.0], (0, 0, 0, 1)),
        ([100.0, 47.986], (0, 1, 0, 0)),
        ([100.0, 60.1], (0, 1, 0, 0)),
        ([100.0, 166.0], (1, 0, 0, 0)),
        ([100.0, 35.0, 101.0], (0, 0, 0, 1)),
        ([100.0, 35.0, 36.0, 35.5, 36.0, 35.0, 96.0], (0, 0, 0, 1)),
        ([100.0, 35.0, 36.0, 35.5, 36.0, 35.0, 35.5, 96.0], (1, 0, 0, 0)),
        ([100.0, 35.0, 60.0], (1, 0, 0, 0)),
        ([100.0, 65.0, 100.0], (1, 0, 0, 0)),
        ([100.0, 65.0, 90.0], (1, 0, 0, 0)),
    ],
    ids=[
        "split 2:1", "split 10:1", "reverse split 1:8", "OXY on 2020-03-09", "a fall within 40 %", "AIG on 2009-03-16",
        "a damaged close put right", "put right after five sessions", "too late for that",
        "half way back is a recovery", "a fall of 35 % is no jump to undo", "a rise within 40 %",
    ],
)  # fmt: skip
def test_moves_beyond_forty_percent(closes: list[float], last: tuple[int, ...]) -> None:
    assert _counts({"A": closes})[len(closes) - 1] == last


def test_damaged_close_counts_on_its_own_day_for_the_next_is_not_known_yet() -> None:
    assert _counts({"A": [100.0, 35.0, 101.0]})[1] == (0, 1, 0, 0)


def test_jump_of_one_symbol_says_nothing_of_the_next() -> None:
    counts = _counts({"A": [100.0, 35.0], "B": [99.0, 100.0, 30.0]})

    assert counts[1] == (1, 1, 0, 0)
    assert counts[2] == (0, 1, 0, 0)


PRICES = st.one_of(st.none(), st.sampled_from([1.0, 1.1, 0.5, 2.0, 0.3, 7.7]), st.floats(0.01, 1e5))
MARKETS = st.dictionaries(st.sampled_from("ABCDE"), st.lists(PRICES, min_size=1, max_size=len(DAYS)), min_size=1)
TERMS = st.lists(
    st.tuples(st.sampled_from("ABCDEF"), st.sampled_from(DAYS), st.sampled_from([*DAYS, NEVER])), min_size=1, max_size=8
)


@given(MARKETS, TERMS)
def test_every_priced_member_is_counted_once(closes: Closes, terms: Spans) -> None:
    counted = count_breadth(_closes(closes), _spans(terms), SESSIONS)

    assert (counted.select(pl.sum_horizontal(COUNTS)).to_series() == counted["priced_issues"]).all()
    for row in counted.iter_rows(named=True):
        day = row["trade_date"]
        members = {symbol for symbol, first, end in terms if first <= day < end}
        before = next((earlier for earlier, later in pairwise(DAYS) if later == day), None)
        priced = [
            symbol for symbol in members & closes.keys()
            if before and None not in (_at(closes, symbol, before), _at(closes, symbol, day))
        ]  # fmt: skip
        assert (row["members_issues"], row["priced_issues"]) == (len(members), len(priced))


def _at(closes: Closes, symbol: str, day: date) -> float | None:
    return dict(zip(DAYS, closes[symbol], strict=False)).get(day)


@given(MARKETS, TERMS, st.integers(1, len(DAYS)))
def test_later_days_never_change_earlier_counts(closes: Closes, terms: Spans, length: int) -> None:
    known = {symbol: values[:length] for symbol, values in closes.items()}

    whole = count_breadth(_closes(closes), _spans(terms), SESSIONS).drop("source_line")
    cut = count_breadth(_closes(known), _spans(terms), SESSIONS[:length]).drop("source_line")

    assert cut.equals(whole.filter(pl.col("trade_date") <= DAYS[length - 1]))
