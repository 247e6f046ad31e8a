"""What may not stand in any file of the repository: machine paths, registry addresses, loose ends."""

import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
_PLACES = "|".join(["work", "root", "home", "Users"])
REFUSED = {
    "path of one machine": re.compile(rf"(?<![\w.>*-])/(?:{_PLACES})/\w"),
    "address of a registry": re.compile("|".join(["py" + r"pi\.org", "python" + "hosted", r"registry\.npm" + "js"])),
    "loose end": re.compile(r"\b(?:TO" + "DO|FIX" + "ME|XX" + r"X)\b"),
}


@cache
def _texts() -> dict[str, str]:
    """Text of every file that git tracks or would track."""
    listing = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    names = subprocess.run(listing, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0")
    texts = {}
    for name in filter(None, names):
        path = ROOT / name
        if path.is_file():
            content = path.read_bytes()
            if b"\0" not in content[:4096]:
                texts[name] = content.decode("utf-8", errors="replace")
    return texts


@pytest.mark.parametrize("what", REFUSED)
def test_no_file_holds(what: str) -> None:
    found = [
        f"{name} line {text[: match.start()].count(chr(10)) + 1}: {match[0]}"
        for name, text in _texts().items()
        for match in REFUSED[what].finditer(text)
    ]

    assert not found, f"{what}: {found[:10]}"


def test_files_are_looked_at() -> None:
    assert {"pyproject.toml", "Makefile", "requirements.lock"} <= set(_texts())
    assert len(_texts()) > 100


LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-cluster.lock")


def test_lock_names_versions_with_hashes_and_nothing_else() -> None:
    entry = re.compile(r"([\w.\[\],-]+==[\w.+!-]+( ; .+)?|--hash=sha256:[0-9a-f]{64})")
    for name in LOCKS:
        lines = [line.strip().rstrip(" \\") for line in _texts()[name].splitlines() if line.strip()]
        other = [line for line in lines if not entry.fullmatch(line)]
        assert not other, f"{name}: {other[:5]}"


def test_locks_agree_on_every_version() -> None:
    pinned = {
        name: dict(re.findall(r"^([\w.-]+)(?:\[[\w,-]+\])?==(\S+)", _texts()[name], re.MULTILINE)) for name in LOCKS
    }
    dev = pinned["requirements-dev.lock"]

    apart = [(name, package) for name in LOCKS for package in pinned[name] if pinned[name][package] != dev.get(package)]

    assert apart == [("requirements-cluster.lock", "ray")]


def test_what_a_run_makes_is_not_tracked() -> None:
    made = re.compile(r"^(warehouse/(landing|quarantine|build|published|dagster)|dbt_project/(target|logs))/")

    assert [name for name in _texts() if made.match(name)] == []
