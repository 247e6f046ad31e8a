"""The daily job as a person meets it: how Dagster is set up, what is told at the end, and the exit code."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from dagster import DagsterInstance

from pipelines import run
from pipelines.event_log import BatchedEventLog
from pipelines.settings import Settings


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("DAGSTER_HOME", "")
    monkeypatch.setenv("DAGSTER_EVENT_BATCH_SIZE", "0")
    return Settings(warehouse_dir=tmp_path)


def test_dagster_says_nothing_to_the_outside_and_holds_no_slots(settings: Settings) -> None:
    home = run.prepare_instance(settings)

    instance = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    assert instance["telemetry"] == {"enabled": False}
    assert instance["nux"] == {"enabled": False}
    assert "concurrency" not in instance  # a killed run would keep its slot, and the next one waiting


def test_instance_is_written_once(settings: Settings) -> None:
    written = (run.prepare_instance(settings) / "dagster.yaml").stat().st_mtime_ns

    assert (run.prepare_instance(settings) / "dagster.yaml").stat().st_mtime_ns == written


def test_batches_of_events_go_to_our_storage_and_the_history_stays_where_dagster_had_it(settings: Settings) -> None:
    home = run.prepare_instance(settings)

    with DagsterInstance.from_config(str(home)) as instance:
        assert isinstance(instance.event_log_storage, BatchedEventLog)
        assert (home / "history" / "runs" / "index.db").exists()
    assert int(os.environ["DAGSTER_EVENT_BATCH_SIZE"]) > 1


def test_failed_run_says_that_nothing_was_published_and_where_to_look(settings: Settings, monkeypatch, capsys) -> None:
    monkeypatch.setattr(run, "_run", lambda *_, **__: False)

    assert run.run_and_tell(settings) == 1

    told = capsys.readouterr().err
    assert "NOT published" in told
    assert str(settings.published_database) in told
    assert str(settings.quarantine_dir) in told


@pytest.mark.parametrize(("origin", "is_told"), [("sample", True), ("live", False)])
def test_good_run_ends_with_the_answer_the_files_and_what_to_do_next(
    settings: Settings, monkeypatch, capsys, origin: str, is_told: bool
) -> None:
    monkeypatch.setattr(run, "_run", lambda *_, **__: True)
    monkeypatch.setattr("pipelines.report.published.headline", lambda _: ["the answer"])

    assert run.run_and_tell(settings.model_copy(update={"origin": origin})) == 0

    told = capsys.readouterr().err
    assert ("simulated market" in told) == is_told
    assert "the answer" in told
    for place in (settings.published_database, settings.published_page):
        assert str(place) in told
    assert "make ui" in told


@pytest.mark.parametrize("unknown", [{"preset": "nobody's"}, {"baseline": "nobody's"}])
def test_unknown_preset_or_baseline_is_told_before_anything_runs(
    settings: Settings, monkeypatch, capsys, unknown
) -> None:
    monkeypatch.setattr(run, "_run", lambda *_, **__: pytest.fail("ran all the same"))

    assert run.run_and_tell(settings.model_copy(update=unknown)) == 2
    assert "nobody's" in capsys.readouterr().err


def test_a_run_whose_process_is_gone_has_died() -> None:
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()

    assert run._has_died(str(gone.pid))
    assert not run._has_died(str(os.getppid()))
    assert not run._has_died(None)
