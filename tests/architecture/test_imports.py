"""Which module may know which library, imports inside functions included. Directions are import-linter's."""

import ast
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "pipelines"
MODULES = sorted(ROOT.glob("**/*.py"))

DAGSTER = (
    "definitions.py", "automation.py", "event_log.py", "progress.py", "run.py", "stage_asset.py", "raw/*.py",
    "*/assets.py", "report/publication.py",
)  # fmt: skip
MAY_KNOW = {
    "dagster": DAGSTER,
    "dagster_dbt": ("signals/assets.py",),
    "dbt": ("signals/dbt_run.py",),
    "duckdb": ("connections.py", "warehouse.py"),
    "requests": ("sources/*.py",),
    "urllib3": ("sources/*.py",),
    "great_expectations": (
        "contracts/validation.py",
        "contracts/expectations.py",
        "contracts/data_docs.py",
        "contracts/scorecard_validation.py",
    ),
    "exchange_calendars": ("sources/exchange_calendar.py",),
    "pandas": (),
    "plotly": ("report/*.py", "report/figures/*.py"),
    "jinja2": ("report/*.py",),
    "arch": ("quant/*.py", "claims/*.py"),
}


def _imported(path: Path) -> Iterator[tuple[int, str]]:
    """Top-level package of every import, wherever it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.split(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.lineno, node.module.split(".")[0]


def test_library_is_known_only_where_it_belongs() -> None:
    wrong = [
        f"pipelines/{path.relative_to(ROOT)} line {line}: {library} belongs in {MAY_KNOW[library]}"
        for path in MODULES
        for line, library in _imported(path)
        if library in MAY_KNOW and not any(fnmatch(str(path.relative_to(ROOT)), place) for place in MAY_KNOW[library])
    ]

    assert not wrong


def test_scipy_is_loaded_by_the_function_that_needs_it() -> None:
    """It takes a third of a second, and the definitions are loaded for every command of Dagster's.

    The simulated market is itself loaded only where it is asked for.
    """
    wrong = [
        f"pipelines/{path.relative_to(ROOT)} line {node.lineno}"
        for path in MODULES
        if not path.is_relative_to(ROOT / "sources" / "sample_market")
        for node in ast.parse(path.read_text(encoding="utf-8")).body
        if isinstance(node, ast.Import | ast.ImportFrom) and "scipy" in ast.unparse(node)
    ]

    assert not wrong


def test_every_rule_is_about_a_library_that_is_used() -> None:
    used = {library for path in MODULES for _, library in _imported(path)}

    assert {"dagster", "duckdb", "requests", "great_expectations"} <= used


@pytest.mark.parametrize("place", ["quant", "layers", "condor", "contracts"])
def test_computation_opens_no_file_and_no_connection(place: str) -> None:
    forbidden = {"requests", "urllib3", "socket", "subprocess", "duckdb"}
    known = [
        f"{path.name} line {line}: {library}"
        for path in sorted((ROOT / place).glob("*.py"))
        if path.name != "assets.py"
        for line, library in _imported(path)
        if library in forbidden
    ]

    assert not known
