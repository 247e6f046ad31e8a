"""dbt, run in this process: a build of the project on the build database, and what it reported."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.warehouse import Warehouse

DBT_PROJECT = PROJECT_ROOT / "dbt_project"
MANIFEST = DBT_PROJECT / "target" / "manifest.json"


# Without a full refresh a seed that got another column no longer loads into the table of an older version
_BUILD = ("--full-refresh", "--exclude-resource-type", "unit_test")
_RESULTS = ("LogSeedResult", "LogModelResult", "LogTestResult")


class DbtBuildError(RuntimeError):
    """dbt reported a failed model or test."""


@dataclass(frozen=True)
class CompiledModel:
    """A model as the SQL that dbt would run, and the nodes it reads, by their unique id."""

    schema: str
    name: str
    sql: str
    depends_on: frozenset[str]


@dataclass(frozen=True)
class Build:
    """What dbt reported: its events as dictionaries, what failed (empty when all is well), the models it ran."""

    events: list[dict[str, Any]]
    failure: str
    models: dict[str, CompiledModel]  # by unique id

    @property
    def tally(self) -> str:
        """How many models were built, how many data tests passed, and which ones only warn."""
        nodes = [event["data"]["node_info"] for event in self.events if event["info"]["name"] in _RESULTS]
        built = sum(node["resource_type"] != "test" for node in nodes)
        passed = sum(node["node_status"] == "pass" for node in nodes)
        warning = [node["node_name"] for node in nodes if node["node_status"] == "warn"]
        told = f"{built} models and seeds built, {passed} data tests passed"
        return f"{told}, {len(warning)} warned: {', '.join(warning)}" if warning else told


def build(settings: Settings, selection: Sequence[str] = ()) -> Build:
    """Run `dbt build` without unit tests, which the test suite runs.

    Args:
        settings: Names the build database.
        selection: `--select …` arguments; empty builds everything.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415 (dbt imports for seconds)
    from dbt.cli.main import dbtRunner  # noqa: PLC0415
    from google.protobuf.json_format import MessageToDict  # noqa: PLC0415

    events: list[dict[str, Any]] = []
    runner = dbtRunner(callbacks=[lambda event: events.append(MessageToDict(event, preserving_proto_field_name=True))])
    _prepare_environment(settings)
    try:
        outcome = runner.invoke(["build", *_BUILD, *_flags(settings), *selection])
    finally:
        DuckDBConnectionManager.close_all_connections()  # else this process keeps the file locked
    return Build(events, "" if outcome.success else _failure(outcome), _models(outcome))


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


def document(settings: Settings) -> Path:
    """Write dbt's documentation of every model, column and test as one page that needs no server and no network.

    dbt opens the build database, so no run may be under way: each would find the file locked by the other.

    Raises:
        FileNotFoundError: Nothing was built yet.
        WarehouseBusyError: A run holds the build database.
        DbtBuildError: dbt can't make it.
    """
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager  # noqa: PLC0415
    from dbt.cli.main import dbtRunner  # noqa: PLC0415

    if not settings.build_database.exists():
        raise FileNotFoundError(f"{settings.build_database}: nothing is built yet; run `make run` first")
    folder = settings.warehouse_dir / "docs"
    _prepare_environment(settings)
    with Warehouse.of(settings).single_run() as warehouse:
        warehouse.let_go()
        try:
            outcome = dbtRunner().invoke(["docs", "generate", "--static", f"--target-path={folder}", *_flags(settings)])
        finally:
            DuckDBConnectionManager.close_all_connections()
    if not outcome.success:
        raise DbtBuildError(_failure(outcome))
    return folder / "static_index.html"


def _models(outcome: Any) -> dict[str, CompiledModel]:
    """Models among the nodes that dbt compiled, by unique id."""
    nodes = [result.node for result in getattr(outcome.result, "results", []) if result.node.resource_type == "model"]
    return {
        node.unique_id: CompiledModel(node.schema, node.name, node.compiled_code, frozenset(node.depends_on.nodes))
        for node in nodes
        if node.compiled_code
    }


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
