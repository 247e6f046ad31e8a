"""A streamed table: only what changed is read, files are written whole or not at all, rows are all accounted for."""

import pytest

from pipelines.raw import part_batches, part_gate
from pipelines.raw.option_quotes import SPX
from tests.fixtures.chains import Chains


def test_an_unchanged_file_is_never_read_again(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    chains.put("b.csv", "04 4700 51")

    report = chains.load()

    assert chains.read == ["b.csv"]
    assert (report.outcome, report.rows_in, report.files) == ("loaded", 2, 2)
    assert chains.load().outcome == "unchanged"
    assert chains.read == []


def test_only_rows_of_a_changed_file_are_replaced(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50", "03 4800 20")
    chains.put("b.csv", "04 4700 51")
    chains.load()
    chains.put("a.csv", "03 4700 49")

    chains.load()

    assert chains.read == ["a.csv"]
    assert chains.bids() == [(3, 4700, 49), (4, 4700, 51)]


def test_a_file_that_goes_takes_its_rows_along_and_those_it_superseded_come_back(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50", "03 4800 20")
    chains.load()
    chains.put("b.csv", "03 4700 60")  # the last name counts
    report = chains.load()
    assert chains.bids() == [(3, 4700, 60), (3, 4800, 20)]
    assert (report.rows_in, report.rows_out, report.rows_deduplicated) == (3, 2, 1)
    (chains.folder / "b.csv").unlink()

    report = chains.load()

    assert chains.bids() == [(3, 4700, 50), (3, 4800, 20)]
    assert (report.rows_in, report.rows_out, report.rows_deduplicated) == (2, 2, 0)


@pytest.mark.parametrize("first", ["a.csv", "b.csv"])
def test_which_file_counts_does_not_depend_on_when_it_came(chains: Chains, first: str) -> None:
    files = {"a.csv": ("03 4700 50", "03 4800 20"), "b.csv": ("03 4700 60", "03 4900 5")}
    for name in sorted(files, key=lambda name: name != first):
        chains.put(name, *files[name])
        chains.load()

    assert chains.bids() == [(3, 4700, 60), (3, 4800, 20), (3, 4900, 5)]


def test_a_bad_file_leaves_its_last_good_rows_and_stops_no_other(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    (chains.folder / "a.csv").write_bytes(b"<html>refused</html>\n")
    chains.put("b.csv", "04 4700 51")

    report = chains.load()

    assert report.outcome == "rejected"
    assert report.message.startswith("file:a.csv line 1: a web page")
    assert chains.bids() == [(3, 4700, 50), (4, 4700, 51)]
    chains.put("a.csv", "03 4700 49")
    assert chains.load().outcome == "loaded"
    assert chains.bids() == [(3, 4700, 49), (4, 4700, 51)]


def test_a_file_that_breaks_a_promise_is_refused_whole_with_its_rows_in_quarantine(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50", "03 -1 50")

    report = chains.load()

    assert report.outcome == "rejected"
    assert "strike_pts_in_range: 1 rows" in report.message
    assert chains.bids() == []
    assert [row["strike_pts"] for row in chains.market.quarantined(report)] == [-1.0]


def test_conflicting_repeats_go_to_quarantine_and_equal_ones_are_counted(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50", "03 4700 50", "03 4700 51")

    report = chains.load()

    assert (report.outcome, report.rows_in, report.rows_out) == ("partial", 3, 1)
    assert (report.rows_quarantined, report.rows_deduplicated) == (1, 1)
    assert chains.bids() == [(3, 4700, 50)]


def test_every_row_of_every_file_is_accounted_for(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50", "03 4700 50", "03 4800 20", "04 4700 1")
    chains.put("b.csv", "03 4700 60", "03 4800 21", "03 4800 22")
    chains.load()

    ledger, rows = chains.ledger(), chains.market.warehouse.read(SPX.contract.qualified_name)
    ends = ledger["rows_out"] + ledger["rows_quarantined"] + ledger["rows_deduplicated"]

    assert ledger["rows_in"].to_list() == ends.to_list() == [4, 3]
    held = dict(rows.group_by("source_sha256").len().iter_rows())
    assert {sha: held.get(sha, 0) for sha in ledger["sha256"]} == dict(ledger["sha256", "rows_out"].iter_rows())


def test_table_stays_in_order_when_an_older_session_comes_later(chains: Chains) -> None:
    chains.put("b.csv", "04 4700 51", "05 4700 51")
    chains.load()
    chains.put("a.csv", "03 4700 50")
    chains.load()

    assert [day for day, _, _ in chains.bids()] == [3, 4, 5]


def test_a_killed_load_keeps_what_was_committed_and_the_next_reads_only_the_rest(chains: Chains, monkeypatch) -> None:
    monkeypatch.setattr(part_batches, "_BATCH_ROWS", 1)
    monkeypatch.setattr(part_gate, "_BATCHES_A_COMMIT", 2)
    write, written = part_gate.write_change, []

    def killed(connection, contract, parts, change) -> None:
        if len(written) == 3:
            raise KeyboardInterrupt
        written.append(change)
        write(connection, contract, parts, change)

    for day in (3, 4, 5, 8):
        chains.put(f"{day}.csv", f"0{day} 4700 50")
    monkeypatch.setattr(part_gate, "write_change", killed)
    with pytest.raises(KeyboardInterrupt):
        chains.load()
    monkeypatch.setattr(part_gate, "write_change", write)

    report = chains.load()

    assert chains.read == ["5.csv", "8.csv"]
    assert (report.outcome, report.rows_out) == ("loaded", 4)


def test_nothing_is_committed_that_great_expectations_judges_otherwise(chains: Chains, monkeypatch) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    chains.put("b.csv", "04 4700 51")
    monkeypatch.setattr("pipelines.contracts.scorecard_validation._unexpected", lambda _name, _cells: [0])

    with pytest.raises(RuntimeError, match="disagree"):
        chains.load()

    assert chains.bids() == [(3, 4700, 50)]
    assert chains.ledger().height == 1
    monkeypatch.undo()
    chains.load()
    assert (chains.read, chains.bids()) == (["b.csv"], [(3, 4700, 50), (4, 4700, 51)])


def test_a_table_that_an_older_version_kept_in_one_piece_is_read_anew(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    table = SPX.contract.qualified_name
    with chains.market.warehouse.writing() as connection:
        connection.execute(f"create table raw.older as from {table}")
        for statement in (f"drop view {table}", f"drop table {table}__rows", f"drop table {table}__headings"):
            connection.execute(statement)
        connection.execute(f"alter table raw.older rename to {SPX.contract.name}")

    assert chains.load().outcome == "loaded"
    assert (chains.read, chains.bids()) == (["a.csv"], [(3, 4700, 50)])


def test_headings_go_with_the_last_of_their_rows(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60", "04 4700 61")  # all that a.csv has, and more
    chains.load()

    files = chains.market.warehouse.query(f"select source_sha256 from {SPX.contract.qualified_name}__headings")
    held = chains.market.warehouse.query(f"select distinct source_sha256 from {SPX.contract.qualified_name}")

    assert files.height == 1
    assert files.equals(held)


@pytest.mark.parametrize(("crossed", "outcome", "rows"), [(2, "partial", 208), (3, "rejected", 0)])
def test_a_bad_chain_does_not_hide_among_the_other_days_of_its_file(
    chains: Chains, crossed: int, outcome: str, rows: int
) -> None:
    chains.put("a.csv", *(f"03 {4000 + at} 50" for at in range(200)), *(f"04 {4000 + at} 60" for at in range(10)))
    file = chains.folder / "a.csv"
    file.write_bytes(file.read_bytes().replace(b",60,61.0,", b",60,59.0,", crossed))

    report = chains.load()

    assert (report.outcome, report.rows_out) == (outcome, rows)
    assert ("quote_date=2024-01-04" in report.message) == (outcome == "rejected")
