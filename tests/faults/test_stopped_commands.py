"""What a command tells when a person stops it, or when a backfill fails."""

from pathlib import Path

import pytest

from pipelines import run
from pipelines.settings import Settings


@pytest.mark.parametrize("command", [run.run_and_tell, run.ingest_and_tell])
def test_stopped_run_says_what_stays_and_has_an_exit_code_of_its_own(
    tmp_path: Path, monkeypatch, capsys, command
) -> None:
    def interrupted(*_: object, **__: object) -> bool:
        raise KeyboardInterrupt

    settings = Settings(warehouse_dir=tmp_path)
    monkeypatch.setattr(run, "_run", interrupted)

    assert command(settings) == 130
    told = capsys.readouterr().err
    assert "Stopped. What has landed stays" in told
    assert str(settings.published_database) in told


@pytest.mark.parametrize(("is_good", "code"), [(True, 0), (False, 1)])
def test_ingest_says_where_bytes_and_tables_are_or_that_the_good_rows_stay(
    tmp_path: Path, monkeypatch, capsys, is_good: bool, code: int
) -> None:
    settings = Settings(warehouse_dir=tmp_path)
    jobs: list[str] = []
    monkeypatch.setattr(run, "_run", lambda _, job: jobs.append(job) or is_good)

    assert run.ingest_and_tell(settings) == code

    told = capsys.readouterr().err
    assert jobs == ["ingest"]
    assert (str(settings.build_database) if is_good else str(settings.quarantine_dir)) in told
    assert ("Its last good rows stay" in told) == (not is_good)
