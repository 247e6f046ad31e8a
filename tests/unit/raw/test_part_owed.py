"""Rows that had given way come back when what superseded them goes, however a load was cut short before."""

import os
from dataclasses import replace
from types import FunctionType

import polars as pl
import pytest

from pipelines.contracts.headed_table import rows_table
from pipelines.raw import part_batches, part_gate, part_order
from pipelines.raw.option_quotes import SPX
from pipelines.sources.option_files import FileQuotes
from tests.fixtures.chains import Chains


@pytest.fixture(autouse=True)
def _every_file_is_a_commit(monkeypatch) -> None:
    monkeypatch.setattr(part_batches, "_BATCH_ROWS", 1)
    monkeypatch.setattr(part_gate, "_BATCHES_A_COMMIT", 1)


def _killed(chains: Chains, monkeypatch, step: str, at: int = 1) -> None:
    """A load that is interrupted when it comes to a step for the `at`th time."""
    whole, calls = getattr(part_gate, step), []

    def cut(*words: object) -> object:
        calls.append(words)
        if len(calls) >= at:
            raise KeyboardInterrupt
        return whole(*words)

    monkeypatch.setattr(part_gate, step, cut)
    with pytest.raises(KeyboardInterrupt):
        chains.load()
    monkeypatch.setattr(part_gate, step, whole)


def test_two_files_replaced_at_once_keep_what_each_has_alone(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60")
    chains.load()
    chains.put("a.csv", "03 4700 51", "03 4800 1")
    chains.put("b.csv", "03 4701 61")

    report = chains.load()

    assert sorted(chains.bids()) == [(3, 4700, 51), (3, 4701, 61), (3, 4800, 1)]
    assert (report.rows_in, report.rows_out, report.rows_deduplicated) == (3, 3, 0)
    assert chains.load().outcome == "unchanged"


def test_a_new_reading_that_lacks_a_row_gives_it_back_to_the_file_below(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60", "03 4800 1")
    chains.load()

    def read(file, is_simulated: bool) -> FileQuotes:
        found = SPX.read(file, is_simulated)
        is_lacking = pl.col("strike_pts") == 4700 if file.path.name == "b.csv" else pl.lit(value=False)
        return found._replace(rows=found.rows.filter(~is_lacking))

    chains.market.load(replace(SPX, read=read, readers=SPX.readers[:-1]))

    assert sorted(chains.bids()) == [(3, 4700, 50), (3, 4800, 1)]


@pytest.mark.parametrize("step", ["_write_all", "_count"])
def test_a_kill_after_a_file_has_left_leaves_its_rows_owed(chains: Chains, monkeypatch, step: str) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60")
    chains.load()
    (chains.folder / "b.csv").unlink()
    _killed(chains, monkeypatch, step)

    chains.load()

    assert chains.bids() == [(3, 4700, 50)]


def test_a_kill_before_the_file_below_was_read_again_leaves_it_owed(chains: Chains, monkeypatch) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60")
    chains.load()
    chains.put("b.csv", "03 4701 61")
    _killed(chains, monkeypatch, "_admit", at=2)

    chains.load()

    assert sorted(chains.bids()) == [(3, 4700, 50), (3, 4701, 61)]


def test_files_put_back_after_a_kill_are_not_called_unchanged(chains: Chains, monkeypatch) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    before = (chains.folder / "a.csv").read_bytes()
    chains.put("a.csv", "03 4700 99")
    chains.put("b.csv", "04 4700 60")
    _killed(chains, monkeypatch, "_settle")
    (chains.folder / "a.csv").write_bytes(before)
    (chains.folder / "b.csv").unlink()

    report = chains.load()

    assert (report.outcome, chains.bids()) == ("loaded", [(3, 4700, 50)])


def test_a_file_of_the_same_size_and_time_is_read_again(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    path = chains.folder / "a.csv"
    before = path.stat()
    chains.load()
    chains.put("a.csv", "03 4700 49")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    chains.load()

    assert chains.bids() == [(3, 4700, 49)]


def test_what_stops_the_sort_is_told_and_the_next_load_sorts(chains: Chains, monkeypatch) -> None:
    chains.put("b.csv", "04 4700 50")
    chains.load()
    chains.put("a.csv", "03 4700 50")
    sort_table: FunctionType = part_order.sort_table

    def failing(connection, contract) -> None:
        class Full:
            def execute(self, query: str) -> object:
                return connection.execute("select error('disk full')" if query.startswith("insert") else query)

        sort_table(Full(), contract)

    monkeypatch.setattr(part_gate, "sort_table", failing)
    with pytest.raises(Exception, match="disk full"):
        chains.load()
    monkeypatch.setattr(part_gate, "sort_table", sort_table)

    assert chains.load().outcome == "loaded"
    kept = chains.market.warehouse.read(rows_table(SPX.contract).qualified_name)
    assert [(day.day, bid) for day, bid in kept["quote_date", "bid_pts"].unique(maintain_order=True).rows()] == [
        (3, 50),
        (4, 50),
    ]


@pytest.mark.parametrize(
    ("moves", "bid"),
    [
        ([("a.csv", "c.csv")], 50),  # the last name counts
        ([("a.csv", "d.csv"), ("b.csv", "a.csv"), ("d.csv", "b.csv")], 50),
        ([("b.csv", "0.csv")], 50),
        ([("a.csv", "b.csv")], 50),
    ],
)
def test_a_file_under_another_name_counts_as_under_that_name(chains: Chains, moves, bid: float) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.put("b.csv", "03 4700 60")
    chains.load()
    for old, new in moves:
        (chains.folder / old).rename(chains.folder / new)

    chains.load()

    assert chains.bids() == [(3, 4700, bid)]
    assert chains.load().outcome == "unchanged"


def test_of_a_file_and_its_copy_the_one_that_is_left_counts(chains: Chains) -> None:
    for name, quote in (("a.csv", "03 4700 50"), ("b.csv", "03 4700 60"), ("c.csv", "03 4700 50")):
        chains.put(name, quote)
    chains.load()
    (chains.folder / "c.csv").unlink()

    chains.load()

    assert chains.bids() == [(3, 4700, 60)]


def test_a_bad_file_under_the_old_name_of_a_good_one_is_not_forgiven(chains: Chains) -> None:
    chains.put("a.csv", "03 4700 50")
    chains.load()
    (chains.folder / "a.csv").rename(chains.folder / "b.csv")
    (chains.folder / "a.csv").write_bytes(b"<html>refused</html>\n")

    assert chains.load().outcome == "rejected"
    assert chains.bids() == [(3, 4700, 50)]
