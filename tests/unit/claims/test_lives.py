"""Lives apart and sums by month, by hand and against trying every choice."""

from datetime import date
from itertools import combinations, pairwise

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.claims.lives import by_month, lives_apart

spans = st.tuples(st.integers(0, 12), st.integers(1, 6)).map(lambda span: (span[0], span[0] + span[1]))


def of(lives: list[tuple[int, int]]) -> pl.DataFrame:
    return pl.DataFrame(lives, schema={"start": pl.Int64, "end": pl.Int64}, orient="row")


def test_a_life_may_begin_where_another_ends() -> None:
    assert lives_apart(of([(0, 5), (5, 9), (4, 6)])) == 2
    assert lives_apart(of([(0, 9), (1, 3), (3, 4), (2, 8)])) == 2
    assert lives_apart(of([])) == 0


@given(st.lists(spans, max_size=7))
def test_no_other_choice_has_more(lives) -> None:
    def are_apart(chosen) -> bool:
        return all(later[0] >= earlier[1] for earlier, later in pairwise(sorted(chosen)))

    most = max(size for size in range(len(lives) + 1) if any(map(are_apart, combinations(lives, size))))
    assert lives_apart(of(lives)) == most


def test_months_without_a_piece_are_there_and_empty() -> None:
    pieces = pl.DataFrame({"day": [date(2020, 1, 31), date(2020, 3, 2), date(2020, 3, 30)], "usd": [1, 2, 3]})

    sums = by_month(pieces.with_columns(is_one=pl.lit(value=True)), "day", date(2019, 12, 31), date(2020, 4, 1))
    assert sums.tolist() == [[0, 0], [1, 1], [0, 0], [5, 2], [0, 0]]
