"""The packaged membership: known counts of members, and an address that names package and version."""

from datetime import date
from importlib.metadata import version

import polars as pl
import pytest

from pipelines.sources.sp500_breadth import merged_spans
from pipelines.sources.sp500_membership import packaged_membership, read_membership


@pytest.fixture(scope="module")
def terms() -> pl.DataFrame:
    address, payload = packaged_membership()
    return merged_spans(read_membership(payload, address))


@pytest.mark.parametrize(("day", "members"), [(date(2012, 1, 3), 494), (date(2026, 4, 10), 503)])
def test_members_of_a_day_are_as_many_as_they_were(terms: pl.DataFrame, day: date, members: int) -> None:
    held = terms.filter((pl.col("first_date") <= day) & (day < pl.col("end_date")))

    assert held["symbol"].n_unique() == members


def test_symbol_that_left_is_no_member_any_more(terms: pl.DataFrame) -> None:
    alcoa = terms.filter(pl.col("symbol") == "AA")

    assert alcoa["end_date"].max() == date(2016, 11, 1)


def test_address_names_package_and_version() -> None:
    assert packaged_membership()[0] == f"package:index-constitution=={version('index-constitution')}/sp500.csv"


def test_the_same_package_gives_the_same_bytes() -> None:
    assert packaged_membership() == packaged_membership()
