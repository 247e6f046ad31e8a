"""The fast way and the slow way of reading a CSV give the same rows."""

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.csv_table import Field, read_table
from pipelines.sources.typed_csv import read_typed

FIELDS = {
    "when": Field("when_date", pl.Date),
    "price": Field("price_pts", pl.Float64),
    "count": Field("issues", pl.Int64, missing=("",)),
    "name": Field("name", pl.String),
}
ROWS = st.lists(
    st.tuples(
        st.dates().map(str),
        st.floats(-1e6, 1e6).map(str),
        st.one_of(st.just(""), st.integers(-(10**9), 10**9).map(str)),
        st.sampled_from(["a", "b c"]),
    ),
    min_size=1,
    max_size=5,
)


@given(ROWS, st.sampled_from(["\n", "\r\n"]))
def test_both_ways_agree(rows: list[tuple[str, ...]], newline: str) -> None:
    payload = newline.join(["when,other,price,count,name", *(f"{d},x,{p},{c},{n}" for d, p, c, n in rows), ""]).encode()

    assert read_typed(payload, "a", FIELDS).equals(read_table(payload, "a", FIELDS))
