"""A sweep on two local Ray workers: the rows of the sweep in this process, to the byte."""

import os

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from pipelines.condor.policy import load_policy
from pipelines.layers.preset_file import load_preset
from pipelines.sweep.cluster import LOCAL, ClusterRunner, NoClusterError
from pipelines.sweep.grid import Grid
from pipelines.sweep.market import Inputs
from pipelines.sweep.pieces import PIECE, LocalRunner
from pipelines.sweep.spec import SweepSpec
from tests.fixtures.engine_random import random_case


def inputs() -> Inputs:
    case = random_case(5)
    is_expiry = pl.col("trade_date") == pl.col("expiry_date")
    futures = case.curve.with_columns(is_expiry_day=is_expiry, settle_source=pl.lit("final_settlement"))
    return Inputs(
        signals=case.signals,
        futures=futures,
        expiries=pl.DataFrame({"expiry_date": case.expiries}),
        sessions=pl.DataFrame({"session_date": case.sessions}),
        chains=pl.DataFrame(schema={"quote_date": pl.Date, "expiry_date": pl.Date, "strike_pts": pl.Float64}),
        start=case.start,
        input_sha256="any",
        market="random",
        is_simulated=True,
        run_id="any",
    )


def grid() -> Grid:
    weights = [0.001 * step for step in range(1, PIECE + 100)]
    spec = SweepSpec(
        name="some", preset="seed_always_on", baseline="cndr", grid={"preset.layers.1.weight_ratio": weights}
    )
    return Grid(spec, load_preset(spec.preset), load_policy(spec.baseline), 1e7)


@pytest.mark.slow
def test_two_local_workers_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ray", reason="Ray is an extra: pip install 'alvh[cluster]'")
    monkeypatch.setenv("RAY_USAGE_STATS_ENABLED", "0")
    market, places = inputs(), [0, 1]
    far = dict(ClusterRunner(grid(), market, LOCAL, workers=2).run(places))
    near = dict(LocalRunner(grid(), market.bench(), os.cpu_count() or 1).run(places))

    for place in places:
        assert_frame_equal(far[place], near[place], check_exact=True)
        assert far[place].write_csv() == near[place].write_csv()


def test_without_ray_the_setting_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "ray", None)

    with pytest.raises(NoClusterError, match=r"alvh\[cluster\]"):
        next(ClusterRunner(grid(), inputs(), LOCAL, workers=2).run([0]))
