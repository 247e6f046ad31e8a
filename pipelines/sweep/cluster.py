"""Pieces of a sweep on a Ray cluster: the same function, another machine (`pip install alvh[cluster]`)."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import polars as pl

from pipelines.engine.bench import Bench
from pipelines.sweep.grid import Grid
from pipelines.sweep.market import Inputs
from pipelines.sweep.pieces import piece_rows

LOCAL = "local"

_BENCHES: dict[str, Bench] = {}  # of this worker, by input hash: the market is laid out once, not once a piece


class NoClusterError(RuntimeError):
    """The setting asks for a cluster, and Ray is not installed or not reachable."""


@dataclass(frozen=True)
class ClusterRunner:
    """Pieces as Ray tasks; `address` is the cluster's, or `local` for workers on this machine."""

    grid: Grid
    inputs: Inputs
    address: str
    workers: int

    def run(self, places: list[int]) -> Iterator[tuple[int, pl.DataFrame]]:
        """Yield pieces as they finish.

        Raises:
            NoClusterError: Ray is not installed, or the cluster does not answer.
        """
        ray = _connected(self.address, self.workers)
        try:
            shared = ray.put((self.grid, self.inputs))
            task = ray.remote(num_cpus=1)(_remote_piece)
            waiting = {task.remote(shared, place): place for place in places}
            while waiting:
                (done, *_), _ = ray.wait(list(waiting))
                yield waiting.pop(done), ray.get(done)
        finally:
            ray.shutdown()


def _connected(address: str, workers: int) -> Any:  # noqa: ANN401 - Ray is optional
    try:
        import ray  # noqa: PLC0415
    except ImportError:
        raise NoClusterError(
            "ALVH_SWEEP_CLUSTER is set, but Ray is not installed: pip install 'alvh[cluster]'"
        ) from None
    where: dict[str, Any] = (
        {"num_cpus": workers, "include_dashboard": False} if address == LOCAL else {"address": address}
    )
    try:
        ray.init(**where, log_to_driver=False, logging_level="error")
    except (ConnectionError, RuntimeError) as error:
        raise NoClusterError(f"ALVH_SWEEP_CLUSTER={address}: {error}") from None
    return ray


def _remote_piece(shared: tuple[Grid, Inputs], place: int) -> pl.DataFrame:
    """One piece on one worker and one thread."""
    grid, inputs = shared
    if inputs.input_sha256 not in _BENCHES:
        _BENCHES.clear()
        _BENCHES[inputs.input_sha256] = inputs.bench()
    return piece_rows(grid, _BENCHES[inputs.input_sha256], place, threads=1)
