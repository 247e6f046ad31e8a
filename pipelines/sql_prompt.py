"""SQL on the published warehouse for people: one statement, a file, or a small prompt."""

import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl

from pipelines.warehouse import SqlError, read_published

_SHOWN_ROWS = 40


def run_sql(database: Path, statement: str | None, file: str | None) -> int:
    """Run a statement, a file or a prompt on a published database, read-only; returns the exit code."""
    text = Path(file).read_text(encoding="utf-8") if file else statement
    if text is not None:
        return _answer(database, text)
    if not database.exists():
        return _answer(database, "select 1")
    if duckdb_cli := shutil.which("duckdb"):
        return subprocess.call([duckdb_cli, "-readonly", str(database)])  # noqa: S603
    return _prompt(database)


def _prompt(database: Path) -> int:
    """Read statements until `.quit` or end of input; a statement ends with a semicolon or there."""
    sys.stdout.write(f"{database} (read-only). `show all tables;` lists them, `.quit` ends.\n")
    pending = ""
    while True:
        try:
            line = input("....> " if pending else "alvh> ")
        except EOFError:
            return _answer(database, pending) if pending.strip() else 0
        if line.strip() in (".quit", ".exit"):
            return 0
        pending += line + "\n"
        if pending.strip().endswith(";"):
            _answer(database, pending)
            pending = ""


def _answer(database: Path, statement: str) -> int:
    try:
        rows = read_published(database, statement)
    except (FileNotFoundError, SqlError) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    with pl.Config(tbl_rows=_SHOWN_ROWS, tbl_cols=-1, tbl_width_chars=200, tbl_hide_dataframe_shape=True,
                   tbl_hide_column_data_types=True, tbl_formatting="ASCII_MARKDOWN", fmt_str_lengths=80):  # fmt: skip
        sys.stdout.write(f"{rows}\n{len(rows)} rows\n")
    return 0
