"""Column names carry type and unit, and one name means one thing everywhere."""

from collections import defaultdict

import pytest

from pipelines.contracts.table import TableContract
from tests.fixtures.contracts import all_contracts

UNIT_ENDINGS = {"pts", "usd", "pct", "contracts", "days", "tdays", "issues"}
DATE_ENDINGS = {"date", "month", "start", "end"}
CONTRACTS = all_contracts()


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_ending_is_the_unit(contract: TableContract) -> None:
    wrong = {
        column.name: column.unit
        for column in contract.columns
        if (ending := column.name.rsplit("_", 1)[-1]) in UNIT_ENDINGS and column.unit != ending
    }

    assert not wrong


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_dates_and_flags_are_told_by_their_names(contract: TableContract) -> None:
    for column in contract.columns:
        ending = column.name.rsplit("_", 1)[-1]
        assert (column.duckdb_type == "DATE") == (ending in DATE_ENDINGS), column.name
        assert (column.duckdb_type == "BOOLEAN") == column.name.startswith(("is_", "has_")), column.name
        assert column.duckdb_type != "TIMESTAMP WITH TIME ZONE" or ending == "at", column.name


def test_one_name_has_one_type_everywhere() -> None:
    types = defaultdict(set)
    for contract in CONTRACTS:
        for column in contract.columns:
            types[column.name].add("VARCHAR" if column.is_coded else column.duckdb_type)

    assert len(CONTRACTS) >= 10
    assert {name: found for name, found in types.items() if len(found) > 1} == {}


def test_two_contracts_never_name_one_table() -> None:
    assert len({contract.qualified_name for contract in CONTRACTS}) == len(CONTRACTS)


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.name)
def test_table_name_says_its_stage(contract: TableContract) -> None:
    beginning = {"raw": "raw_"}.get(contract.schema, ("fct_", "dim_"))

    assert contract.name.startswith(beginning)
