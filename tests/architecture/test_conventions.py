"""Conventions of the Python code that no linter knows. Each message says what to do."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import UnionType

ROOT = Path(__file__).parents[2]
MODULES = sorted(ROOT.glob("pipelines/**/*.py"))
TESTS = sorted(ROOT.glob("tests/**/*.py"))
REFUSED_WORDS = {"df", "tmp", "utils", "helpers", "manager", "misc"}
THEIR_NAMES = {"DuckDBConnectionManager"}  # dbt's own
LONGEST_FILE, LONGEST_FUNCTION = 200, 30


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@cache
def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _nodes(kind: type | UnionType) -> Iterator[tuple[Path, ast.AST]]:
    """Every node of a kind in `pipelines/`, with its file."""
    for path in MODULES:
        yield from ((path, node) for node in ast.walk(_tree(path)) if isinstance(node, kind))


def _lines_of_own(function: ast.FunctionDef) -> int:
    """Lines of the body without its docstring and without functions defined inside, which count for themselves."""
    body = function.body[1:] if ast.get_docstring(function) is not None else function.body
    if not body:
        return 0
    inner = [node for part in body for node in ast.walk(part) if isinstance(node, ast.FunctionDef)]
    nested = sum(node.end_lineno - node.lineno + 1 for node in inner)
    return body[-1].end_lineno - body[0].lineno + 1 - nested


def _identifiers(tree: ast.AST) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        for attribute in ("id", "arg", "name", "attr"):
            found = getattr(node, attribute, None)
            if isinstance(found, str):
                yield node.lineno, found


def _words(identifier: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", identifier).lower().split("_"))


def test_files_are_short() -> None:
    paths = [*MODULES, *TESTS, *ROOT.glob("dbt_project/models/**/*.sql")]
    lengths = {_name(path): len(path.read_text(encoding="utf-8").splitlines()) for path in paths}
    long = {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE}

    assert not long, f"split by idea: {long}"


def test_functions_are_short() -> None:
    long = {
        f"{_name(path)} {node.name}": lines
        for path, node in _nodes(ast.FunctionDef | ast.AsyncFunctionDef)
        if (lines := _lines_of_own(node)) > LONGEST_FUNCTION
    }

    assert not long, f"give a part of it a name of its own: {long}"


def test_names_say_what_they_hold() -> None:
    refused = [
        f"{_name(path)} line {line}: {name}"
        for path in MODULES
        for line, name in _identifiers(_tree(path))
        if (name == "data" or _words(name) & REFUSED_WORDS) and name not in THEIR_NAMES
    ]

    assert not refused, f"name what it holds: {refused}"


def test_files_say_what_they_hold() -> None:
    paths = [*MODULES, *TESTS, *ROOT.glob("dbt_project/models/**/*")]
    refused = [_name(path) for path in paths if _words(path.stem) & REFUSED_WORDS or path.stem == "data"]

    assert not refused, f"name what it holds: {refused}"


def test_promises_are_raised_and_not_asserted() -> None:
    found = [f"{_name(path)} line {node.lineno}" for path, node in _nodes(ast.Assert)]

    assert not found, f"python -O drops asserts, raise instead: {found}"


def test_environment_is_read_by_the_settings_only() -> None:
    set_here = {id(node.value) for _, node in _nodes(ast.Subscript) if isinstance(node.ctx, ast.Store)}
    reads = [
        f"{_name(path)} line {node.lineno}"
        for path, node in _nodes(ast.Attribute)
        if node.attr in ("environ", "getenv") and id(node) not in set_here and path.name != "settings.py"
    ]

    assert not reads, f"make it a setting: {reads}"


def test_module_says_what_belongs_in_it() -> None:
    silent = [_name(path) for path in [*MODULES, *TESTS] if not ast.get_docstring(_tree(path))]

    assert not silent, f"begin with one sentence on what it holds: {silent}"


def test_tests_are_named_by_a_sentence() -> None:
    short = [
        f"{_name(path)} {node.name}"
        for path in TESTS
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_") and node.name.count("_") < 2
        if "parametrize" not in "".join(map(ast.unparse, node.decorator_list))  # its rows finish the sentence
    ]

    assert not short, f"say what is promised: {short}"


def test_every_raw_dataset_has_its_noun_in_each_step() -> None:
    nouns = [path.stem for path in MODULES if path.parent.name == "raw" and "= raw_asset(" in path.read_text("utf-8")]
    steps = {
        "source": "pipelines/sources/*.py",
        "contract": "pipelines/contracts/*.py",
        "staging model": "dbt_project/models/staging/*/stg_*.sql",
        "test of the reader": "tests/unit/sources/test_*.py",
        "test of the gate": "tests/unit/raw/test_*.py",
    }
    absent = [
        f"{noun}: no {step}"
        for noun in nouns
        for step, pattern in steps.items()
        if not any(noun in path.stem.replace("__", "_") for path in ROOT.glob(pattern))
    ]

    assert len(nouns) >= 6
    assert not absent
