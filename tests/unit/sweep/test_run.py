"""A sweep's rows go into the file they were made from, or nowhere."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.contracts.fct_sweep import FCT_SWEEP
from pipelines.settings import Settings
from pipelines.sweep import run
from pipelines.sweep.market import Inputs


def test_rows_of_a_file_that_was_replaced_meanwhile_are_not_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nothing = pl.DataFrame()
    inputs = Inputs(
        nothing,
        nothing,
        nothing,
        nothing,
        nothing,
        date(2012, 1, 3),
        "hash",
        "market",
        is_simulated=True,
        run_id="mine",
    )
    monkeypatch.setattr(run, "published_run_id", lambda _: "newer")
    monkeypatch.setattr(run, "add_to_published", lambda *_, **__: pytest.fail("wrote over a newer file"))

    with pytest.raises(run.PublishedSinceError, match="start it again"):
        run._write(Settings(warehouse_dir=tmp_path), inputs, FCT_SWEEP.polars_schema.to_frame())
