"""A sweep in pieces: each is worked out on its own and kept, so that a killed sweep goes on where it was."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import polars as pl

from pipelines.atomic import whole_file
from pipelines.engine.bench import Bench
from pipelines.engine.configure import Configurations
from pipelines.engine.kernel.records import RESULT
from pipelines.engine.run import run_all
from pipelines.sweep.grid import Grid

PIECE = 500  # configurations

_STATUS = {0: "ok", 1: "ruined", 2: "unmarked"}


class Runner(Protocol):
    """Something that works pieces out, here or on a cluster."""

    def run(self, places: list[int]) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield the number of a piece and its rows, in any order."""


@dataclass(frozen=True)
class PieceStore:
    """The folder of one sweep of one market by one code: a file per finished piece."""

    folder: Path

    def missing(self, configurations: int) -> list[int]:
        """Numbers of the pieces that are not there yet."""
        pieces = range(-(-configurations // PIECE))
        return [place for place in pieces if not self._path(place).exists()]

    def keep(self, place: int, rows: pl.DataFrame) -> None:
        """Write a piece, whole or not at all."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with whole_file(self._path(place)) as partial:
            rows.write_parquet(partial)

    def all_rows(self) -> pl.DataFrame:
        """Rows of every piece, in the order of the configurations."""
        paths = sorted(self.folder.glob("piece_*.parquet"))
        return pl.concat([pl.read_parquet(path) for path in paths]).sort("configuration")

    def _path(self, place: int) -> Path:
        return self.folder / f"piece_{place:06d}.parquet"


def piece_rows(grid: Grid, bench: Bench, place: int, threads: int) -> pl.DataFrame:
    """Work one piece out: the grid's values and the results of its configurations.

    Raises:
        StrategyFileError: A combination is not valid.
        UnsupportedError: The engine can't express one.
    """
    first, last = place * PIECE, min((place + 1) * PIECE, len(grid))
    rows = Configurations(bench, last - first)
    for at, variant in enumerate(grid.variants(first, last)):
        rows.put(at, variant.preset, variant.policy, variant.terms)
    results = run_all(bench.market(), rows, threads)
    values = [json.dumps(words) for words in grid.values(first, last)]
    return pl.DataFrame({"configuration": np.arange(first, last), "parameters": values, **_columns(results)})


def _columns(results: np.ndarray) -> dict[str, pl.Series]:
    """Result fields as columns; null where a number was not defined."""
    columns = {name: pl.Series(np.ascontiguousarray(results[name])) for name in RESULT.names or () if name != "status"}
    floats = {name: column.fill_nan(None) for name, column in columns.items() if column.dtype == pl.Float64}
    return {**columns, **floats, "status": pl.Series([_STATUS[code] for code in results["status"].tolist()])}


@dataclass(frozen=True)
class LocalRunner:
    """Pieces one after another in this process, each on all threads."""

    grid: Grid
    bench: Bench
    threads: int

    def run(self, places: list[int]) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield pieces in order."""
        for place in places:
            yield place, piece_rows(self.grid, self.bench, place, self.threads)
