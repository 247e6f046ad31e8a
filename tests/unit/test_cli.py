"""The `alvh` command: help, settings errors, SQL for people, and what it does not import."""

import io
import subprocess
import sys
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

from pipelines.cli import main
from pipelines.contracts.table import Column, TableContract
from pipelines.settings import Settings
from pipelines.sql_prompt import run_sql
from pipelines.warehouse import Warehouse

PRICES = TableContract(
    "fct_price",
    "signals",
    "day",
    ("trade_date",),
    (Column("trade_date", pl.Date, "date", "Day"), Column("close_pts", pl.Float64, "pts", "Close")),
)


def alvh(*arguments: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(arguments), env={f"ALVH_{name}": v for name, v in environment.items()})


@pytest.mark.parametrize("command", ["run", "ingest", "ui"])
def test_a_warehouse_that_cannot_be_written_is_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "file").touch()

    told = alvh(command, WAREHOUSE_DIR=str(tmp_path / "file"))

    assert told.exit_code == 1
    assert told.output.splitlines()[-1] == (
        f"Error: ALVH_WAREHOUSE_DIR={tmp_path / 'file'}: can't be written: Not a directory; "
        "make the folder writable, or name another"
    )


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Folder of a warehouse that has been published."""
    warehouse = Warehouse.of(Settings(warehouse_dir=tmp_path))
    days = [date(2020, 3, 16 + number) for number in range(13)]
    warehouse.write(PRICES, pl.DataFrame({"trade_date": days, "close_pts": [82.69 + n for n in range(len(days))]}))
    warehouse.publish()
    return tmp_path


# --- help and settings -------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [[], *([name] for name in sorted(main.commands))], ids="-".join)
@pytest.mark.parametrize("flag", ["--help", "-h"])
def test_every_command_has_help(command: list[str], flag: str) -> None:
    result = alvh(*command, flag)

    assert result.exit_code == 0
    assert result.output.startswith("Usage: ")
    assert len(result.output.splitlines()) > 4


def test_help_names_every_command() -> None:
    assert {"run", "ui", "sql", "settings", "prepare"} <= set(main.commands)
    assert all(name in alvh("--help").output for name in main.commands)


def test_settings_are_listed_with_value_and_meaning() -> None:
    output = alvh("settings", SEED="7").output

    for name, field in Settings.model_fields.items():
        assert f"ALVH_{name.upper()}" in output
        assert field.description in output
    assert "ALVH_SEED               7 " in output


@pytest.mark.parametrize("command", ["run", "sql", "settings", "ui", "prepare"])
def test_bad_setting_stops_every_command_with_a_message_and_no_traceback(command: str) -> None:
    result = alvh(command, ORIGIN="yahoo")

    assert result.exit_code == 1
    assert result.output.strip() == (
        "Error: ALVH_ORIGIN='yahoo': input should be 'sample', 'archive' or 'live' (where the bytes come from)"
    )


def test_unknown_command_is_a_usage_error() -> None:
    assert alvh("publish-now").exit_code == 2


# --- SQL ---------------------------------------------------------------------------------------------


def test_statement_is_answered_from_the_published_file(published: Path) -> None:
    result = alvh("sql", "select * from signals.fct_price order by 1 limit 2", WAREHOUSE_DIR=str(published))

    assert result.exit_code == 0
    assert "| 2020-03-16 | 82.69     |" in result.output
    assert result.output.rstrip().endswith("2 rows")


def test_file_of_sql_is_answered(published: Path, tmp_path: Path) -> None:
    query = tmp_path / "query.sql"
    query.write_text("-- count\nselect count(*) as days from signals.fct_price;\n", encoding="utf-8")

    result = alvh("sql", "--file", str(query), WAREHOUSE_DIR=str(published))

    assert (result.exit_code, "| 13   |" in result.output) == (0, True)


def test_file_that_is_not_there_is_a_usage_error(published: Path) -> None:
    assert alvh("sql", "--file", "none.sql", WAREHOUSE_DIR=str(published)).exit_code == 2


@pytest.mark.parametrize(
    ("statement", "message"),
    [
        ("selec 1", "Parser Error"),
        ("select * from fct_none", "Catalog Error"),
        ("delete from signals.fct_price", "read-only"),
    ],
)
def test_statement_that_cannot_be_run_is_a_message_and_exit_code_1(published, statement: str, message: str) -> None:
    result = alvh("sql", statement, WAREHOUSE_DIR=str(published))

    assert result.exit_code == 1
    assert message in result.stderr
    assert "Traceback" not in result.output


@pytest.mark.parametrize("statement", [["select 1"], []], ids=["statement", "prompt"])
def test_nothing_published_says_what_to_do(tmp_path: Path, statement: list[str]) -> None:
    result = alvh("sql", *statement, WAREHOUSE_DIR=str(tmp_path))

    assert result.exit_code == 1
    assert result.stderr == f"{tmp_path}/published/alvh.duckdb: nothing is published yet; run `make run` first\n"


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        pytest.param("select count(*) as days\nfrom signals.fct_price;\n.quit\nselect 1;\n", ["| 13   |"], id="lines"),
        pytest.param("select 1 as a;\nselec;\nselect 2 as b;\n", ["| a |", "| b |"], id="goes on after an error"),
        pytest.param("select 7 as lucky", ["| lucky |"], id="end of input ends a statement"),
        pytest.param("\n.exit\n", [], id="nothing"),
    ],
)
def test_prompt_answers_each_statement(
    published: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], typed: str, shown: list[str]
) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    assert run_sql(published / "published/alvh.duckdb", None, None) == 0

    output = capsys.readouterr().out
    assert output.count(" rows\n") == len(shown)
    assert all(text in output for text in shown)


def test_duckdbs_own_shell_is_opened_read_only_where_there_is_one(
    published: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[list[str]] = []
    monkeypatch.setattr("shutil.which", lambda _: "/opt/duckdb")
    monkeypatch.setattr("subprocess.call", lambda command: called.append(command) or 0)

    assert run_sql(published / "published/alvh.duckdb", None, None) == 0
    assert called == [["/opt/duckdb", "-readonly", str(published / "published/alvh.duckdb")]]


def test_dictionary_of_nothing_published_says_what_to_do(tmp_path: Path) -> None:
    result = alvh("dictionary", WAREHOUSE_DIR=str(tmp_path))

    assert result.exit_code == 1
    message = f"Error: {tmp_path}/published/alvh.duckdb: nothing is published yet; run `make run` first\n"
    assert result.stderr == message


# --- start-up ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("module", ["pipelines.cli", "pipelines.settings"])
def test_command_line_starts_without_the_heavy_libraries(module: str) -> None:
    code = f"import sys, {module}; print(*sorted({{name.split('.')[0] for name in sys.modules}}))"

    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()

    heavy = {"dagster", "dbt", "great_expectations", "pandas", "polars", "duckdb", "numpy", "plotly", "requests"}
    assert "click" in loaded or module != "pipelines.cli"
    assert heavy.isdisjoint(loaded)
