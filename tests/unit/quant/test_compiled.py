"""No compiled code outlives the files it was compiled from."""

import os
from pathlib import Path

from pipelines.quant.compiled import drop_stale_cache


def kept(folder: Path, at: float) -> list[Path]:
    files = [folder / "__pycache__" / name for name in ("walk.f-1.py311.nbi", "walk.f-1.py311.1.nbc", "other.f-1.nbi")]
    files[0].parent.mkdir()
    for file in files:
        file.write_bytes(b"")
        os.utime(file, (at, at))
    return files


def test_code_older_than_a_source_is_dropped(tmp_path: Path) -> None:
    index, code, other = kept(tmp_path, 100.0)
    source = tmp_path / "called.py"
    source.write_text("")
    os.utime(source, (200.0, 200.0))

    drop_stale_cache(tmp_path / "walk.py", [source])

    assert not index.exists()
    assert not code.exists()
    assert other.exists()


def test_newer_code_stays(tmp_path: Path) -> None:
    files = kept(tmp_path, 300.0)
    source = tmp_path / "called.py"
    source.write_text("")
    os.utime(source, (200.0, 200.0))

    drop_stale_cache(tmp_path / "walk.py", [source])

    assert all(file.exists() for file in files)
