"""dbt, run in this process: a build of the project on the build database, and what it reported."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT, Settings

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
MANIFEST = DBT_PROJECT / "target" / "manifest.json"


class DbtBuildError(RuntimeError):
    """dbt reported a failed model or test."""


def build(settings: Settings, selection: Sequence[str] = ()) -> tuple[list[dict[str, Any]], str]:
    """Run `dbt build` without unit tests, which the test suite runs.

    Args:
        settings: Names the build database.
        selection: `--select …` arguments; empty builds everything.

    Returns:
        dbt's events as dictionaries, and what failed (empty when all is well).
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 (dbt imports for seconds)
    from dbt.cli.main import dbtRunner  # noqa: PLC0415
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415

    events: list[dict[str, Any]] = []
    runner = dbtRunner(callbacks=[lambda event: events.append(MessageToDict(event, preserving_proto_field_name=True))])
    _prepare_environment(settings)
    try:
        outcome = runner.invoke(["build", "--exclude-resource-type", "unit_test", *_flags(settings), *selection])
    finally:
        DuckDBConnectionManager.close_all_connections()  # else this process keeps the file locked
    return events, "" if outcome.success else _failure(outcome)


def parse(settings: Settings) -> Path:
    """Write the manifest that Dagster's definitions need; returns its path.

    Raises:
        DbtBuildError: The project doesn't parse.
    """
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    _prepare_environment(settings)
    outcome = dbtRunner().invoke(["parse", *_flags(settings)])
    if not outcome.success:
        raise DbtBuildError(_failure(outcome))
    return MANIFEST


def _flags(settings: Settings) -> list[str]:
    return [
        "--quiet",
        f"--project-dir={DBT_PROJECT}",
        f"--profiles-dir={DBT_PROJECT}",
        f"--log-path={settings.warehouse_dir / 'build' / 'dbt_logs'}",
    ]


def _prepare_environment(settings: Settings) -> None:
    """Tell dbt through the environment: which database, and no telemetry."""
    os.environ["ALVH_DBT_DATABASE"] = str(settings.build_database)
    os.environ["DO_NOT_TRACK"] = "1"
    settings.build_database.parent.mkdir(parents=True, exist_ok=True)


def _failure(outcome: Any) -> str:
    """Names and messages of what failed."""
    if outcome.exception:
        return str(outcome.exception)
    results = getattr(outcome.result, "results", [])
    failed = [result for result in results if str(result.status) in ("error", "fail", "runtime error")]
    return "; ".join(f"{result.node.name}: {str(result.message).strip()}" for result in failed) or "dbt failed"
