"""Each promise of a contract is shown to fail when it is broken."""

import polars as pl
import pytest

from pipelines.contracts.promises import unkept_promises
from pipelines.contracts.table import Column, RowRule, TableContract

CONTRACT = TableContract(
    name="fct_example",
    schema="backtest",
    grain="name",
    key=("name",),
    columns=(
        Column("name", pl.String, "text", "Name", allowed=("a", "b")),
        Column("price_pts", pl.Float64, "pts", "Price", nullable=True, minimum=0, maximum=9, is_minimum_strict=True),
        Column("size_contracts", pl.Int64, "contracts", "Size", minimum=0),
    ),
    rules=(RowRule("priced_if_large", (pl.col("size_contracts") < 5) | (pl.col("price_pts") > 1), "price large ones"),),
)
GOOD = {"name": "a", "price_pts": 2.0, "size_contracts": 6}


def rows(*records: dict) -> pl.DataFrame:
    return pl.DataFrame(list(records), schema=CONTRACT.polars_schema)


def test_good_rows_keep_every_promise() -> None:
    assert unkept_promises(CONTRACT, rows(GOOD, GOOD | {"name": "b", "price_pts": None})) == []


@pytest.mark.parametrize(
    ("records", "message"),
    [
        pytest.param([GOOD, GOOD], "occurs twice", id="key twice"),
        pytest.param([], "0 rows", id="empty"),
        pytest.param([GOOD | {"name": None}], "name: 1 nulls", id="null"),
        pytest.param([GOOD | {"name": "c"}], "values besides", id="not allowed"),
        pytest.param([GOOD | {"price_pts": 0.0, "size_contracts": 1}], "below 0", id="strict minimum"),
        pytest.param([GOOD | {"size_contracts": -1}], "below 0", id="minimum"),
        pytest.param([GOOD | {"price_pts": 9.5}], "above 9", id="maximum"),
        pytest.param([GOOD | {"price_pts": float("nan"), "size_contracts": 1}], "NaN", id="nan"),
        pytest.param([GOOD | {"price_pts": 0.5}], "priced_if_large", id="row rule"),
    ],
)
def test_broken_promise_is_named(records, message) -> None:
    assert any(message in line for line in unkept_promises(CONTRACT, rows(*records)))


def test_other_columns_are_named() -> None:
    assert "columns or types" in unkept_promises(CONTRACT, rows(GOOD).drop("price_pts"))[0]
