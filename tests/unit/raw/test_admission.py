"""What becomes of each row: none is lost, whatever is broken."""

from datetime import date, timedelta

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY as CONTRACT
from pipelines.contracts.validation import BrokenPromise, Finding
from pipelines.raw.admission import admission, deduplicated, row_hashes
from tests.fixtures.raw_rows import INDEX_ROW


def _rows(*days_and_closes: tuple[int, float]) -> pl.DataFrame:
    first = date(2024, 1, 2)
    rows = [
        {**INDEX_ROW, "trade_date": first + timedelta(days=day), "close_pts": close, "source_line": line}
        for line, (day, close) in enumerate(days_and_closes)
    ]
    return pl.DataFrame(rows, schema=CONTRACT.polars_schema)


THREE = _rows((0, 13.9), (1, 14.0), (2, 14.1))
_promises = st.builds(
    BrokenPromise,
    promise=st.sampled_from(["close_within_range", "vvix_is_plausible", "volatility_index_is_plausible"]),
    rows=st.sets(st.integers(0, 2), min_size=1).map(lambda found: tuple(sorted(found))),
    advice=st.just("look"),
    severity=st.sampled_from(["reject", "flag"]),
)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 4), st.sampled_from([13.9, 14.0])), max_size=12),
    st.lists(_promises, max_size=4),
)
def test_every_row_is_written_quarantined_deduplicated_or_flagged_and_never_two_of_them(loaded, broken) -> None:
    rows = _rows(*loaded)
    unique = deduplicated(CONTRACT, rows)
    within = [p for p in broken if max(p.rows) < len(unique)]

    decided = admission(CONTRACT, unique, within)

    bad = {at for promise in within if promise.severity == "reject" for at in promise.rows}
    assert len(rows) == len(decided.good) + decided.rows_bad + (len(rows) - len(unique))
    assert decided.rows_bad == len(bad)
    assert set(decided.good["source_line"]) | {unique["source_line"][at] for at in bad} == set(unique["source_line"])
    assert not set(decided.good["source_line"]) & {unique["source_line"][at] for at in bad}
    assert len(decided.flags) == sum(len(p.rows) for p in within if p.severity == "flag")


def test_a_flag_is_listed_and_its_row_is_good() -> None:
    flagged = BrokenPromise("vvix_is_plausible", (1,), "compare it", "flag")

    decided = admission(CONTRACT, THREE, [flagged])

    assert (len(decided.good), decided.rows_bad, decided.unforeseen) == (3, 0, ())
    assert decided.flags.rows() == [
        ("raw.raw_cboe__index_history", "vvix_is_plausible", "VIX|2024-01-03", None, "compare it")
    ]


def test_a_finding_about_the_table_is_flagged_under_its_subject_or_refuses_the_load() -> None:
    finding = Finding("VVIX", 67.0, "VVIX: 67 missing (2006-03-07, ...)")

    flagged = admission(CONTRACT, THREE, [BrokenPromise("complete", (), "bands", "flag", (finding,))])
    refused = admission(CONTRACT, THREE, [BrokenPromise("complete", (), "bands", "reject", (finding,))])

    assert flagged.flags.select("row_key", "value").rows() == [("VVIX", 67.0)]
    assert flagged.unforeseen == ()
    assert refused.unforeseen == ("complete: 1 outside the band, first VVIX: 67 missing (2006-03-07, ...) — bands",)


def test_a_readmitted_row_is_good_for_the_promise_that_was_waived_and_no_other() -> None:
    broken = [BrokenPromise("close_within_range", (0, 2), "look")]
    sha256 = row_hashes(CONTRACT, THREE)[2]

    waived = admission(CONTRACT, THREE, broken, {("close_within_range", sha256)})
    other = admission(CONTRACT, THREE, broken, {("vvix_is_plausible", sha256)})

    assert waived.good["trade_date"].to_list() == [date(2024, 1, 3), date(2024, 1, 4)]
    assert other.good["trade_date"].to_list() == [date(2024, 1, 3)]


def test_a_rows_hash_is_of_its_values_and_not_of_where_it_was_read() -> None:
    moved = THREE.with_columns(source_sha256=pl.lit("beef"), source_line=pl.lit(99, pl.Int64))

    assert row_hashes(CONTRACT, moved) == row_hashes(CONTRACT, THREE)
    assert len(set(row_hashes(CONTRACT, THREE))) == 3


@pytest.mark.parametrize("waive_all", [True, False])
def test_a_load_is_refused_until_every_offending_row_is_waived(waive_all: bool) -> None:
    broken = [BrokenPromise("close_within_range", (0, 2), "look")]
    hashes = row_hashes(CONTRACT, THREE[[0, 2]])

    decided = admission(CONTRACT, THREE, broken, {("close_within_range", h) for h in hashes[: 2 if waive_all else 1]})

    assert bool(decided.unforeseen) != waive_all
