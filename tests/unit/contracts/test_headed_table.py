"""A table in two: nothing is lost between them, and their ids are those of every other load."""

from datetime import UTC, date, datetime

import polars as pl
import pytest

from pipelines.contracts.headed_table import HEADING_ID, divided, headings_table, rows_table
from pipelines.contracts.table import Column, TableContract

CONTRACT = TableContract(
    name="raw_quotes", schema="raw", grain="quote", key=("day", "strike"),
    columns=(
        Column("day", pl.Date, "date", "Session"),
        Column("strike", pl.Float64, "pts", "Strike"),
        Column("stamp", pl.Datetime("us", "UTC"), "instant", "Stamp", nullable=True),
        Column("level", pl.Float64, "pts", "Level", nullable=True),
        Column("file", pl.String, "hash", "File"),
    ),
    heading=("stamp", "level", "file"),
)  # fmt: skip
STAMP = datetime(2024, 1, 3, 21, tzinfo=UTC)


def rows(*values: tuple[float, datetime | None, float | None, str]) -> pl.DataFrame:
    day = date(2024, 1, 3)
    return pl.DataFrame([(day, *row) for row in values], schema=CONTRACT.polars_schema, orient="row")


MIXED = rows(
    (1.0, STAMP, 4700.0, "a"), (2.0, STAMP, 4700.0, "a"), (3.0, None, None, "b"), (4.0, STAMP, 4700.0, "a"),
    (5.0, STAMP, None, "a"), (6.0, None, None, "b"),
)  # fmt: skip


def together(own: pl.DataFrame, headings: pl.DataFrame) -> pl.DataFrame:
    return own.join(headings, on=HEADING_ID, maintain_order="left").select(CONTRACT.column_names)


def test_both_tables_together_are_the_rows_as_they_were() -> None:
    own, headings = divided(CONTRACT, MIXED)

    assert together(own, headings).equals(MIXED)
    assert headings.height == 3
    assert own.columns == ["day", "strike", HEADING_ID] == rows_table(CONTRACT).column_names
    assert headings.columns == [HEADING_ID, *CONTRACT.heading] == headings_table(CONTRACT).column_names


def test_an_id_depends_on_the_values_alone() -> None:
    once, again = divided(CONTRACT, MIXED)[1], divided(CONTRACT, MIXED.tail(2))[1]

    assert set(again.rows()) < set(once.rows())
    assert once[HEADING_ID].n_unique() == 3


def test_no_rows_give_no_headings() -> None:
    own, headings = divided(CONTRACT, MIXED.clear())

    assert own.schema == rows_table(CONTRACT).polars_schema
    assert headings.height == own.height == 0


def test_a_heading_of_an_unknown_column_is_refused() -> None:
    with pytest.raises(ValueError, match="nowhere"):
        TableContract("t", "raw", "g", ("day",), CONTRACT.columns, heading=("nowhere",))
