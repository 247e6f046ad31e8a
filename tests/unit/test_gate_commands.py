"""`alvh quarantine` and `alvh data-docs`, as a person runs them."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.connections import WarehouseBusyError
from pipelines.raw.cboe_index_history import DATASET as INDICES
from pipelines.raw.gate import load
from pipelines.settings import Settings
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse
from tests.fixtures import series
from tests.fixtures.archive import put, write_archive

VVIX = series.INDEX.format(symbol="VVIX")
ROWS = ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0)


@pytest.fixture
def alvh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """The command on an archive whose VVIX holds a value that can't be."""
    root = write_archive(tmp_path / "archive")
    put(root, VVIX, series.close_only("VVIX", *ROWS, ("01/05/2024", 260.0)))
    settings = Settings(origin="archive", archive=str(root), warehouse_dir=tmp_path / "warehouse")
    for name, value in (("ORIGIN", "archive"), ("ARCHIVE", str(root)), ("WAREHOUSE_DIR", str(tmp_path / "warehouse"))):
        monkeypatch.setenv(f"ALVH_{name}", value)

    def run(*arguments: str, loads: bool = False) -> Result:
        if loads:
            load(INDICES, Landing(settings.landing_dir, FolderTransport(root)), Warehouse.of(settings), settings)
        return CliRunner().invoke(main, arguments)

    return run


def test_what_was_kept_out_is_listed_with_reason_address_and_line(alvh) -> None:
    listed = alvh("quarantine", loads=True).output

    assert "raw_cboe__index_history  1 rows" in listed
    assert "1 x vvix_is_plausible: VVIX has never closed outside 55 to 250" in listed
    assert f"VVIX|2024-01-05  {VVIX} line 5" in listed


def test_rows_come_as_json_and_by_table(alvh) -> None:
    (row,) = [json.loads(line) for line in alvh("quarantine", "--json", loads=True).output.splitlines()]

    assert (row["table"], row["promise"], row["close_pts"]) == ("raw_cboe__index_history", "vvix_is_plausible", 260.0)
    assert alvh("quarantine", "--table", "raw_fred__series").output == "nothing is in quarantine\n"


def test_rows_are_let_in_with_a_reason_and_a_name(alvh) -> None:
    (row,) = [json.loads(line) for line in alvh("quarantine", "--json", loads=True).output.splitlines()]

    done = alvh("quarantine", "readmit", row["quarantine_id"][:6], "--why", "confirmed", "--who", "a person")

    assert done.exit_code == 0
    assert "1 rows of" in done.output
    assert "recorded for a person" in done.output
    again = alvh("quarantine", loads=True)
    assert row["quarantine_id"] in again.output  # what was kept out stays listed


def test_loads_are_listed_while_another_process_holds_the_warehouse(alvh, tmp_path: Path) -> None:
    alvh("quarantine", loads=True)
    (build,) = tmp_path.glob("warehouse/build/*/alvh.duckdb")
    code = "import duckdb, sys; c = duckdb.connect(sys.argv[1]); print('held', flush=True); sys.stdin.read()"
    command = [sys.executable, "-c", code, str(build)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdout is not None
        assert run.stdout.readline() == "held\n"
        listed = alvh("quarantine")
        run.kill()

    assert (listed.exit_code, listed.exception) == (0, None)
    assert "1 x vvix_is_plausible" in listed.output


def test_damaged_file_is_told_and_hides_no_other(alvh, tmp_path: Path) -> None:
    alvh("quarantine", loads=True)
    (kept,) = tmp_path.glob("warehouse/quarantine/*/*/*.jsonl")
    whole = kept.read_bytes()
    kept.with_name("20990101T000000-0123456789ab.jsonl").write_bytes(whole[:-20])
    kept.with_name("notes-old.jsonl").touch()

    listed = alvh("quarantine")

    assert listed.exit_code == 0
    assert "20990101T000000-0123456789ab.jsonl: cut or damaged; remove it" in listed.output
    assert "1 x vvix_is_plausible" in listed.output


def test_what_became_of_a_load_is_listed(alvh) -> None:
    (row,) = [json.loads(line) for line in alvh("quarantine", "--json", loads=True).output.splitlines()]
    assert row["state"] == ""
    command = ("quarantine", "readmit", row["quarantine_id"], "--who", "a person", "--why")
    alvh(*command, "confirmed")

    listed = alvh("quarantine").output
    assert "\n    let in by a person on 20" in listed
    assert ": confirmed\n" in listed
    assert "without a fault" not in listed
    assert "let in before, by a person" in alvh(*command, "again").output

    mended = alvh("quarantine", loads=True).output
    assert "confirmed; a load without a fault followed on 20" in mended


def test_what_was_kept_out_is_listed_while_a_run_holds_the_warehouse(alvh, monkeypatch) -> None:
    def busy(*_: object) -> None:
        raise WarehouseBusyError("locked")

    alvh("quarantine", loads=True)
    monkeypatch.setattr(Warehouse, "kept", busy)

    assert "raw_cboe__index_history  1 rows" in alvh("quarantine").output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("readmit", "zzz", "--why", "x"), "0 loads in quarantine begin so"),
        (("readmit", "zzz", "--why", " "), "give a reason"),
        (("readmit", "zzz"), "Missing option '--why'"),
    ],
)
def test_what_can_not_be_done_says_why(alvh, arguments: tuple[str, ...], said: str) -> None:
    result = alvh("quarantine", *arguments)

    assert result.exit_code != 0
    assert said in result.output


def test_data_docs_need_a_validation_and_show_what_failed(alvh, tmp_path: Path) -> None:
    assert "nothing was validated yet" in alvh("data-docs").output

    done = alvh("data-docs", loads=True)

    site = tmp_path / "warehouse" / "published" / "data_docs"
    assert done.output == f"1 tables: {site / 'index.html'}\n"
    assert "raw_cboe__index_history" in (site / "index.html").read_text(encoding="utf-8")
    (page,) = site.glob("validations/raw_cboe__index_history/**/*.html")
    text = page.read_text(encoding="utf-8")
    assert "vvix_is_plausible" in text
    assert "VVIX has never closed outside 55 to 250" in text
    assert "Failed" in text
