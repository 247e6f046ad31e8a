"""What the gate says to a reader: flags, revisions and re-admissions, one row each with the first example."""

from datetime import UTC, datetime

import polars as pl
import pytest

from pipelines.contracts.landing_ledgers import LEDGERS
from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.report.gate_health import gate_health

AT = datetime(2024, 1, 3, 22, 30, tzinfo=UTC)
SCHEMAS = {contract.name: contract.polars_schema for contract in (*LEDGERS, RAW_LANDING__LOADS)}
FLAG = {"table_name": "raw.raw_x__y", "promise": "jump_is_usual", "value": 10.25, "message": "compare it"}
READMITTED = {
    "table_name": "raw.raw_x__y", "promise": "in_range", "row_key": "VIX|2024-01-02", "quarantine_id": "abc123",
    "readmitted_by": "a person", "readmitted_at": AT, "why": "confirmed",
}  # fmt: skip


def _health(name: str, *rows: dict) -> list[dict]:
    tables = {table: schema.to_frame() for table, schema in SCHEMAS.items()}
    tables[name] = pl.DataFrame(rows, schema=SCHEMAS[name])
    return [row for frame in gate_health(tables) for row in frame.iter_rows(named=True)]


def test_nothing_to_say_is_no_row() -> None:
    assert _health("raw_landing__flags") == []


def test_flags_are_counted_per_promise_with_the_first() -> None:
    (row,) = _health("raw_landing__flags", {**FLAG, "row_key": "b"}, {**FLAG, "row_key": "a"})

    assert (row["subject"], row["topic"], row["severity"], row["rows"]) == (
        "raw_x__y jump_is_usual", "flag", "warning", 2,
    )  # fmt: skip
    assert row["message"] == "2 flagged, the first is a: compare it"


def test_a_finding_names_its_subject_once() -> None:
    (row,) = _health("raw_landing__flags", {**FLAG, "row_key": "SKEW", "message": "SKEW: 5 missing"})

    assert row["message"] == "1 flagged, the first is SKEW: 5 missing"


def test_readmitted_rows_are_told_with_who_when_and_why() -> None:
    (row,) = _health("raw_landing__readmissions", {**READMITTED, "row_sha256": "1"}, {**READMITTED, "row_sha256": "2"})

    assert row["message"] == ("2 rows let in by a person on 2024-01-03 although they break in_range: confirmed")
    assert (row["topic"], row["severity"]) == ("quarantine", "warning")


def test_revisions_are_counted_and_no_fault() -> None:
    revised = {"table_name": "raw.raw_x__y", "row_key": "VIX|2024-01-02", "column_name": "close_pts",
               "old_sha256": "1", "new_sha256": "2", "first_seen_at": AT, "replaced_at": AT}  # fmt: skip

    (row,) = _health("raw_landing__revisions", revised)

    assert (row["severity"], row["rows"]) == ("ok", 1)
    assert "the last is close_pts of VIX|2024-01-02 on 2024-01-03" in row["message"]


@pytest.mark.parametrize(("quarantined", "repeated", "message"), [(0, 0, "loaded"), (0, 3, "3 repeated rows left out")])
def test_a_load_says_what_it_left_out(quarantined: int, repeated: int, message: str) -> None:
    counts = dict.fromkeys(("files", "rows_in", "rows_out", "rows_withheld", "rows_flagged", "rows_in_table"), 5)
    counts |= {"rows_quarantined": quarantined, "rows_deduplicated": repeated}
    said = {"table_name": "raw.raw_x__y", "outcome": "loaded", "message": "", "attempted_at": AT}
    load = {**said, "is_simulated": False, **counts}

    (row,) = _health("raw_landing__loads", load)

    assert message in row["message"]
    assert (row["severity"], row["rows"]) == ("ok", 5)
