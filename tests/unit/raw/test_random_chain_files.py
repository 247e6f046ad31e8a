"""Files of a user's come, change, move, are copied and go, readers change, loads are killed: the table is as if new."""

import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from pipelines.contracts.headed_table import headings_table, rows_table
from pipelines.raw import part_batches, part_gate
from pipelines.raw.option_quotes import SPX
from pipelines.warehouse import Warehouse
from tests.fixtures.chains import Chains

NAMES = ("a.csv", "b.csv", "c.csv")
STEPS = ("_write_all", "_admit", "write_change", "_settle", "sort_table", "_count", "judge_whole")
OUT = "select address, sha256, rows_in, rows_out, rows_deduplicated from raw.raw_landing__parts order by all"


def _put(chains: Chains, name: str, dice: np.random.Generator) -> None:
    days = dice.choice([3, 4, 5], size=int(dice.integers(1, 3)), replace=False)
    quotes = [f"{day:02} {strike} {dice.integers(1, 99)}" for day in sorted(days) for strike in (4700, 4800)]
    chains.put(name, *dice.permutation(quotes)[: int(dice.integers(1, len(quotes) + 1))])


def _change(chains: Chains, dice: np.random.Generator) -> None:
    """One thing that a person does to the folder, which is never left empty."""
    there = sorted(path.name for path in chains.folder.iterdir())
    name, other = str(dice.choice(there)), str(dice.choice(NAMES))
    path, target = chains.folder / name, chains.folder / other
    what = dice.choice(["put", "replace", "rename", "copy", "swap", "remove"])
    if what == "put":
        _put(chains, other, dice)
    elif what == "replace":
        _put(chains, name, dice)
    elif what == "rename":
        path.replace(target)
    elif what == "copy" and target != path:
        shutil.copyfile(path, target)
    elif what == "swap" and target.exists():
        before = path.read_bytes()
        path.write_bytes(target.read_bytes())
        target.write_bytes(before)
    elif what == "remove" and len(there) > 1:
        path.unlink()


def _load(chains: Chains, dice: np.random.Generator, monkeypatch) -> None:
    """A load, seldom with another reader, which one time in three is killed where it comes to a step."""
    readers = SPX.readers[: len(SPX.readers) - int(dice.random() < 1 / 8)]
    step, left = str(dice.choice(STEPS)), [int(dice.integers(0, 3))]
    whole = getattr(part_gate, step)

    def cut(*words: object, **named: object) -> object:
        if not left[0]:
            raise KeyboardInterrupt
        left[0] -= 1
        return whole(*words, **named)

    with monkeypatch.context() as patch:
        if dice.random() < 1 / 3:
            patch.setattr(part_gate, step, cut)
        try:
            chains.market.load(replace(SPX, readers=readers))
        except KeyboardInterrupt:
            return


def _held(chains: Chains) -> tuple[object, ...]:
    """Rows with their files, ledger and headings; rows in the order of the table's days."""
    warehouse, contract = chains.market.warehouse, SPX.contract
    days = warehouse.read(rows_table(contract).qualified_name)["quote_date"]
    assert days.is_sorted()
    headings = warehouse.query(f"select count(*) from {headings_table(contract).qualified_name}").item()
    rows = warehouse.query(f"select * from {contract.qualified_name} order by all")
    return rows.rows(), warehouse.query(OUT).rows(), headings


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(40))
def test_table_is_what_a_first_load_of_the_folder_gives(
    chains: Chains, market, tmp_path: Path, monkeypatch, seed
) -> None:
    monkeypatch.setattr(part_batches, "_BATCH_ROWS", 3)
    monkeypatch.setattr(part_gate, "_BATCHES_A_COMMIT", 2)
    dice = np.random.default_rng(seed)
    _put(chains, "a.csv", dice)
    for _ in range(6):
        _load(chains, dice, monkeypatch)
        for _ in range(int(dice.integers(1, 3))):
            _change(chains, dice)
    chains.load()

    settings = market.settings.model_copy(update={"warehouse_dir": tmp_path / "new"})
    fresh = Chains(replace(market, settings=settings, warehouse=Warehouse.of(settings)), tmp_path / "same")
    shutil.copytree(chains.folder, fresh.folder, dirs_exist_ok=True)
    fresh.load()

    assert _held(chains) == _held(fresh)
