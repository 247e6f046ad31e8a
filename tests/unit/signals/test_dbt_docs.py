"""dbt's pages and a run never open the build database at once."""

from pathlib import Path
from types import SimpleNamespace

import duckdb
import pytest
from click.testing import CliRunner
from filelock import FileLock

from pipelines.cli import main
from pipelines.connections import WarehouseBusyError
from pipelines.settings import Settings
from pipelines.signals.dbt_run import DbtBuildError, document
from pipelines.warehouse import Warehouse


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Of a warehouse that something was built in; nobody waits for a lock."""
    settings = Settings(warehouse_dir=tmp_path, lock_seconds=0)
    settings.build_database.parent.mkdir(parents=True)
    duckdb.connect(str(settings.build_database)).close()
    return settings


def test_pages_are_not_made_while_a_run_writes(settings) -> None:
    with FileLock(settings.build_database.with_name("run.lock")):
        told = CliRunner().invoke(
            main, ["docs"], env={"ALVH_WAREHOUSE_DIR": str(settings.warehouse_dir), "ALVH_LOCK_SECONDS": "0"}
        )

    assert told.exit_code == 1
    assert told.output.startswith("Error: another run has held ")


def test_no_run_begins_while_pages_are_made(settings, monkeypatch) -> None:
    seen = []

    class Runner:
        def invoke(self, arguments: list[str]) -> SimpleNamespace:
            duckdb.connect(str(settings.build_database), read_only=True).close()  # not held by ourselves
            with pytest.raises(WarehouseBusyError), Warehouse.of(settings).single_run():
                pass
            seen.append(arguments[:2])
            return SimpleNamespace(success=True)

    monkeypatch.setattr("dbt.cli.main.dbtRunner", Runner)

    assert document(settings) == settings.warehouse_dir / "docs" / "static_index.html"
    assert seen == [["docs", "generate"]]
    with Warehouse.of(settings).single_run():
        pass


def test_pages_that_dbt_cannot_make_say_why(settings, monkeypatch) -> None:
    failed = SimpleNamespace(success=False, exception=DbtBuildError("no such folder"))
    monkeypatch.setattr("dbt.cli.main.dbtRunner", lambda: SimpleNamespace(invoke=lambda _: failed))

    told = CliRunner().invoke(main, ["docs"], env={"ALVH_WAREHOUSE_DIR": str(settings.warehouse_dir)})

    assert (told.exit_code, told.output) == (1, "Error: no such folder\n")
