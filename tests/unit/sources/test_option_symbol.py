"""OCC symbols, read from the right."""

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_symbol import symbol_parts


@pytest.mark.parametrize(
    ("symbol", "parts"),
    [
        ("SPX240119C04700000", ("SPX", date(2024, 1, 19), "C", 4700.0)),
        ("SPXW240117P04702500", ("SPXW", date(2024, 1, 17), "P", 4702.5)),
        ("VIX240214C00017500", ("VIX", date(2024, 2, 14), "C", 17.5)),
        ("VIXW240207P00012000", ("VIXW", date(2024, 2, 7), "P", 12.0)),
    ],
)
def test_symbol_gives_root_expiry_type_and_strike(symbol: str, parts: tuple[object, ...]) -> None:
    assert symbol_parts(pl.Series([symbol]), "a").row(0) == parts


@given(
    st.sampled_from(["SPX", "SPXW", "VIX", "VIXW"]),
    st.dates(date(2005, 1, 1), date(2060, 1, 1)),
    st.sampled_from("CP"),
    st.integers(1, 99_999_999),
)
def test_every_symbol_survives_the_way_there_and_back(root: str, expiry: date, kind: str, thousandths: int) -> None:
    symbol = f"{root}{expiry:%y%m%d}{kind}{thousandths:08d}"

    assert symbol_parts(pl.Series([symbol]), "a").row(0) == (root, expiry, kind, thousandths / 1000)


@pytest.mark.parametrize(
    "symbol",
    ["", "SPX", "SPX240119X04700000", "SPX241319C04700000", "SPX240119C4700", "240119C04700000", "spx240119C04700000",
     "^SPX240119C04700000",
     "SPX 240119C04700000", None],
)  # fmt: skip
def test_what_is_no_symbol_is_refused_with_its_place(symbol: str | None) -> None:
    with pytest.raises(SourceFormatError, match=r"^a option 2: .* is not an option symbol"):
        symbol_parts(pl.Series(["SPX240119C04700000", symbol]), "a")
