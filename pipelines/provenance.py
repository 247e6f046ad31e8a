"""What a published file was made from, and whether a rebuild would make anything else."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from pipelines.contracts.report_tables import DIM_RUN
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.warehouse import SqlError, Warehouse, read_published

_TIMED_TABLES = ("raw.raw_landing__loads", "report.dim_run")  # hold instants of runs, not facts
_SOURCES = ("pipelines", "dbt_project/models", "dbt_project/macros", "dbt_project/seeds")
_SUFFIXES = (".py", ".sql", ".yml", ".csv", ".toml", ".html")
_LOADS_SQL = "select table_name, outcome, message, good_input_sha256 from raw.raw_landing__loads order by table_name"
_KNOWN_AFTERWARDS = {"run_id", "is_simulated", "newest_session_date", "published_at"}
# Settings that say from where, how politely and how fast: what they bring is in the hash of the loads. One that is
# new and is not named here makes a rebuild, which costs time and never a stale number.
_MAKES_NO_NUMBER = {
    *("origin", "archive", "live_gateway", "warehouse_dir", "preset_dir", "baseline_dir"),
    *("breadth_file", "member_closes", "membership", "user_series", "option_files", "macro_vintages", "fred_api_key"),
    *("user_agent", "timeout_seconds", "deadline_seconds", "asset_deadline_seconds", "max_body_mb", "lock_seconds"),
    *("requests_per_second", "requests_at_once", "retries", "sweep_threads", "sweep_cluster"),
}

Description = dict[str, object]
"""Columns of `report.dim_run` that are known before anything is computed."""


def description(warehouse: Warehouse, settings: Settings) -> Description:
    """What this code, these settings and the loads as they stand would be published as."""
    return {
        "origin": settings.origin,
        "market": settings.market,
        "code_sha256": code_sha256(),
        "input_sha256": hashlib.sha256(warehouse.query(_LOADS_SQL).write_csv().encode()).hexdigest(),
        "settings_sha256": _settings_sha256(settings),
        "preset": settings.preset,
        "baseline": settings.baseline,
        "seed": settings.seed,
        "account_usd": settings.account_usd,
    }


def is_as_published(warehouse: Warehouse, settings: Settings) -> bool:
    """Whether a rebuild would only make again what people already read.

    True when the published file was made by this code, with these settings, from these loads; when no table of the
    build was touched since; and when the published page is the built one, without the banner of a failed run.
    """
    return (
        is_same_file(settings.published_page, settings.built_page)
        and published_description(settings) == description(warehouse, settings)
        and not differing_tables(warehouse)
    )


def published_description(settings: Settings) -> Description | None:
    """What the published file says it was made from; None without one, or from one of another version."""
    path, names = settings.published_database, set(DIM_RUN.column_names) - _KNOWN_AFTERWARDS
    if not path.exists():
        return None
    try:
        rows = read_published(path, f"select {', '.join(sorted(names))} from {DIM_RUN.qualified_name}")  # noqa: S608
    except SqlError:  # no such table or column: an earlier version made the file
        return None
    return None if rows.is_empty() else rows.row(0, named=True)


def differing_tables(warehouse: Warehouse) -> tuple[str, ...]:
    """Names of the tables whose rows are others in the build than in the published file."""
    built, published = _facts(warehouse.fingerprints()), _facts(warehouse.fingerprints(warehouse.published))
    return tuple(sorted(name for name in built.keys() | published.keys() if built.get(name) != published.get(name)))


def _facts(fingerprints: dict[str, str]) -> dict[str, str]:
    return {name: value for name, value in fingerprints.items() if name not in _TIMED_TABLES}


def is_same_file(one: Path, other: Path) -> bool:
    """Whether both are there, with the same bytes."""
    return one.exists() and other.exists() and one.read_bytes() == other.read_bytes()


def code_sha256() -> str:
    """Hash of everything a number depends on: sources of pipelines and models, and the libraries' versions."""
    paths = [path for folder in _SOURCES for path in (PROJECT_ROOT / folder).rglob("*.*") if path.suffix in _SUFFIXES]
    return _files_sha256([*paths, PROJECT_ROOT / "requirements.lock"], PROJECT_ROOT)


def _settings_sha256(settings: Settings) -> str:
    """Hash of the settings without a column of their own, and of the files of a user's own presets and baselines."""
    digests = [
        _files_sha256(folder.glob("*.toml"), folder) if folder else ""
        for folder in (settings.preset_dir, settings.baseline_dir)
    ]
    others = settings.model_dump_json(exclude=_MAKES_NO_NUMBER)
    return hashlib.sha256("|".join([others, *digests]).encode()).hexdigest()


def _files_sha256(paths: Iterable[Path], folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        digest.update(path.relative_to(folder).as_posix().encode() + path.read_bytes())
    return digest.hexdigest()
