"""Pieces: kept whole, worked out once, the same whoever works them out."""

import pickle
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.condor.policy import load_policy
from pipelines.engine.bench import Bench
from pipelines.layers.preset_file import load_preset
from pipelines.sweep import pieces
from pipelines.sweep.grid import Grid
from pipelines.sweep.pieces import LocalRunner, PieceStore, piece_rows
from pipelines.sweep.spec import SweepSpec
from tests.fixtures.engine_random import random_case

SPEC = SweepSpec(
    name="some",
    preset="seed_4422_window",
    baseline="vs_45d_16d",
    grid={"preset.layers.1.weight_ratio": [0.02, 0.04, 0.06], "scenario": ["mid", "bid_ask"]},
)


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "PIECE", 2)


@pytest.fixture(scope="module")
def bench() -> Bench:
    return random_case(3, days=200).bench()


@pytest.fixture
def grid() -> Grid:
    return Grid(SPEC, load_preset(SPEC.preset), load_policy(SPEC.baseline), 1e7)


def run(grid: Grid, bench: Bench, store: PieceStore, *, at_most: int = 99, threads: int = 1) -> int:
    done = 0
    for place, rows in LocalRunner(grid, bench, threads).run(store.missing(len(grid))[:at_most]):
        store.keep(place, rows)
        done += 1
    return done


def test_a_stopped_sweep_goes_on_where_it_was(grid: Grid, bench: Bench, tmp_path: Path) -> None:
    store, whole = PieceStore(tmp_path / "stopped"), PieceStore(tmp_path / "whole")

    assert run(grid, bench, store, at_most=1) == 1
    assert store.missing(len(grid)) == [1, 2]
    assert run(grid, bench, store) == 2
    assert run(grid, bench, store) == 0
    run(grid, bench, whole, threads=2)
    assert_frame_equal(store.all_rows(), whole.all_rows(), check_exact=True)


def test_what_a_kill_left_half_written_is_no_piece(grid: Grid, bench: Bench, tmp_path: Path) -> None:
    store = PieceStore(tmp_path)
    run(grid, bench, store, at_most=1)
    (tmp_path / ".1.4711").write_bytes(b"half a file")

    assert store.missing(len(grid)) == [1, 2]
    assert len(store.all_rows()) == 2


def test_a_grid_that_was_sent_somewhere_gives_the_same_rows(grid: Grid, bench: Bench) -> None:
    sent = pickle.loads(pickle.dumps(grid))

    assert_frame_equal(piece_rows(sent, bench, 1, 1), piece_rows(grid, bench, 1, 1), check_exact=True)


def test_costs_cost(grid: Grid, bench: Bench) -> None:
    rows = pl.concat([piece_rows(grid, bench, place, 1) for place in range(3)])
    by_scenario = rows.with_columns(scenario=pl.col("parameters").str.json_path_match("$.scenario"))
    cost = by_scenario.group_by("scenario").agg((pl.col("drag_net_ratio") - pl.col("drag_gross_ratio")).sum())

    spent = dict(cost.iter_rows())
    assert spent["bid_ask"] > spent["mid"] > 0  # at mids only fees are paid
