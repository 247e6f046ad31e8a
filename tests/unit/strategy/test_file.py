"""Strategy files: found by name, read into a model, and told what is wrong."""

import pytest
from pydantic import BaseModel, ConfigDict

from pipelines.strategy.file import StrategyFileError, model_of, path_of, strategy_paths, toml_of


class _Inner(BaseModel):
    model_config = ConfigDict(extra="forbid")
    level_pts: float


class _Outer(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    inner: _Inner | None = None


def test_file_is_read_into_its_model() -> None:
    content = toml_of(b'name = "mine"\ninner = { level_pts = 2.0 }', "mine.toml")

    assert model_of(_Outer, content, "mine.toml").inner.level_pts == 2.0


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (
            b'name = "mine"\ninner = { levle_pts = 2.0 }',
            "unknown key 'inner.levle_pts'; nearest valid key: 'level_pts'",
        ),
        (b'name = "mine"\ninner = { level_pts = "x" }', "inner.level_pts: "),
        (b'name = "mine"\ninner = {}', "inner.level_pts: is required, and absent"),
        (b'name = "yours"', "name is 'yours', expected 'mine'"),
        (b"name = ", "not readable as TOML"),
        (b"\xff", "not readable as TOML"),
    ],
)
def test_wrong_file_is_told_what_is_wrong(payload, message) -> None:
    with pytest.raises(StrategyFileError) as caught:
        model_of(_Outer, toml_of(payload, "mine.toml"), "mine.toml")

    assert str(caught.value).startswith("mine.toml: ")
    assert message in str(caught.value)


def test_own_files_add_to_the_shipped_ones_and_the_nearest_is_named(tmp_path) -> None:
    shipped, own = tmp_path / "shipped", tmp_path / "own"
    for folder, name in ((shipped, "first"), (own, "second")):
        folder.mkdir()
        (folder / f"{name}.toml").touch()

    paths = strategy_paths(shipped, own)
    assert list(paths) == ["first", "second"]
    with pytest.raises(StrategyFileError, match="no ladder 'secnd'; nearest: 'second'; known: first, second"):
        path_of("secnd", paths, "ladder")
