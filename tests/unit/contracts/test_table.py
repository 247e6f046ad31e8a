"""A contract as the one declaration of a table."""

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.contracts.table import PROVENANCE, Column, TableContract
from tests.fixtures.raw_rows import CASES

CONTRACT = TableContract(
    name="raw_host__prices",
    schema="raw",
    grain="day",
    key=("trade_date",),
    columns=(
        Column("trade_date", pl.Date, "date", "Day"),
        Column("close_pts", pl.Float64, "pts", "Close", nullable=True),
        Column("volume_contracts", pl.Int64, "contracts", "Traded"),
    ),
)


def test_names_follow_from_schema_and_name() -> None:
    assert CONTRACT.qualified_name == "raw.raw_host__prices"
    assert CONTRACT.asset_key == ["raw", "raw_host__prices"]
    assert CONTRACT.entity == "prices"


def test_key_that_names_no_column_is_refused() -> None:
    with pytest.raises(ValueError, match=r"raw_host__prices: key or heading names unknown columns \['day'\]"):
        replace(CONTRACT, key=("day",))


def test_rows_conform_in_order_and_type() -> None:
    rows = pl.DataFrame({"volume_contracts": [7.0], "close_pts": [1], "trade_date": [date(2024, 1, 2)]})

    assert CONTRACT.conform(rows).schema == CONTRACT.polars_schema


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (
            pl.DataFrame({"trade_date": [date(2024, 1, 2)], "close_pts": [1.0]}),
            r"missing columns \['volume_contracts'\]",
        ),
        (pl.DataFrame({"trade_date": [], "close_pts": [], "volume_contracts": [], "x": []}), r"unknown \['x'\]"),
    ],
)
def test_other_columns_are_refused(rows: pl.DataFrame, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        CONTRACT.conform(rows)


def test_value_of_another_type_is_refused() -> None:
    rows = pl.DataFrame({"trade_date": [date(2024, 1, 2)], "close_pts": ["x"], "volume_contracts": [1]})

    with pytest.raises(pl.exceptions.PolarsError):
        CONTRACT.conform(rows)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.contract.name)
def test_raw_contract_can_be_written_and_read_by_people(case) -> None:
    for column in case.contract.columns:
        assert column.duckdb_type
        assert column.unit
        assert column.description
    ranges = {f"{name}_{kind}" for name in case.contract.column_names for kind in ("in_range", "is_known")}
    promises = {rule.name for rule in case.contract.rules} | ranges | {"key_is_unique"}
    assert {consent.rule for consent in case.contract.consents} <= promises


def test_row_of_a_provider_leads_back_to_its_bytes() -> None:
    computed = {"raw_calendar__sessions", "raw_calendar__spx_expiries", "raw_calendar__vx_expiries"}

    for case in CASES:
        assert (case.contract.columns[-3:] == PROVENANCE) != (case.contract.name in computed), case.contract.name
