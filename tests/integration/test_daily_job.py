"""The daily job from files to the published warehouse, as a person runs it. Tests run in the order written."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest
from dagster import AssetKey, DagsterInstance

from pipelines.report.dictionary import dictionary
from pipelines.warehouse import read_published
from tests.fixtures.claims_until import benchmark_goals, claims_until, differing, published_claims
from tests.fixtures.dated_facts import CHAIN_FACTS, DATED_FACTS, rows_until
from tests.fixtures.desk import Desk

ROOT = Path(__file__).parents[2]
QUERIES = sorted((ROOT / "warehouse" / "queries").glob("*.sql"))


@pytest.fixture(scope="module")
def first_run(desk: Desk) -> str:
    finished = desk.alvh("run")
    assert finished.exit_code == 0, finished.said
    return finished.said


@pytest.fixture(scope="module")
def facts_of_cut_archive(desk: Desk, first_run: str) -> tuple[dict, dict, pl.DataFrame]:
    facts = {table: rows_until(desk.published, table, desk.cut_day) for table in DATED_FACTS}
    return facts, published_claims(desk.published), benchmark_goals(desk.published)


@pytest.fixture(scope="module")
def second_run_beside_a_reader(desk: Desk, facts_of_cut_archive: tuple, whole_market: Path) -> tuple[str, str]:
    """Run on the whole archive while another process holds the published file open."""
    question = "select count(*), max(trade_date) from signals.fct_signal_daily"
    reader = subprocess.Popen(
        [sys.executable, "-c", _READER.format(path=str(desk.published), question=question)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    before = reader.stdout.readline()
    shutil.copytree(whole_market, desk.archive, dirs_exist_ok=True)
    finished = desk.alvh("run")
    after = reader.communicate("again\n", timeout=60)[0].splitlines()[-1] + "\n"
    assert finished.exit_code == 0, finished.said
    return before, after


_READER = """
import duckdb, sys
c = duckdb.connect({path!r}, read_only=True)
print(c.execute({question!r}).fetchall(), flush=True)
sys.stdin.readline()
print(c.execute({question!r}).fetchall(), flush=True)
"""


def test_a_run_says_what_it_does_and_ends_with_the_answer(desk: Desk, first_run: str) -> None:
    for stage in (
        "raw.raw_cfe__vx_futures",
        "layers.",
        "condor.",
        "backtest.",
        "claims.",
        "page",
        "publish: published",
    ):
        assert stage in first_run
    assert "simulated market" in first_run
    assert str(desk.published) in first_run
    assert "make ui" in first_run


def test_a_run_publishes_database_and_page(desk: Desk, first_run: str) -> None:
    assert desk.published.exists()
    page = desk.published.with_name("report.html").read_text(encoding="utf-8")
    assert "SIMULATED MARKET" in page.upper()


def test_every_table_with_a_market_says_that_it_is_simulated(desk: Desk, first_run: str) -> None:
    tables = read_published(
        desk.published,
        "select table_schema || '.' || table_name as name from information_schema.columns "
        "where column_name = 'is_simulated' and table_schema <> 'intermediate' "
        "and table_name <> 'stg_fed__fomc_meetings'",  # the Federal Reserve's real meetings, from a seed
    )["name"]
    assert len(tables) > 15
    for table in tables:
        honest = read_published(desk.published, f"select coalesce(bool_and(is_simulated), true) as h from {table}")
        assert honest["h"][0], table


def test_a_reader_is_not_disturbed_while_a_run_publishes(second_run_beside_a_reader: tuple[str, str]) -> None:
    before, after = second_run_beside_a_reader
    assert before == after


def test_a_new_reader_sees_the_new_days(desk: Desk, second_run_beside_a_reader: tuple[str, str]) -> None:
    newest = read_published(desk.published, "select max(trade_date) as day from signals.fct_signal_daily")["day"][0]
    assert newest > desk.cut_day


@pytest.mark.parametrize("query", QUERIES, ids=lambda path: path.stem)
def test_every_query_of_the_folder_runs_and_finds_rows(
    desk: Desk, second_run_beside_a_reader: tuple[str, str], query: Path
) -> None:
    """On the whole market: chains are of its newest days only."""
    assert len(read_published(desk.published, query.read_text(encoding="utf-8"))) > 0


def test_every_second_source_of_the_market_is_compared_and_agrees(
    desk: Desk, second_run_beside_a_reader: tuple[str, str]
) -> None:
    """On the whole market: chains and daily settlements are of its newest days only."""
    pairs = read_published(
        desk.published,
        "select topic, count(*) as n, bool_or(is_beyond) as b from signals.fct_source_disagreement group by topic",
    )
    needs_user_series = {"index_vs_user_series", "vx_vs_generic", "vx_vs_generic_on_expiry_day"}
    with (ROOT / "dbt_project" / "seeds" / "seed_source_tolerances.csv").open(encoding="utf-8") as seed:
        topics = {row["topic"] for row in csv.DictReader(seed)} - needs_user_series

    assert set(pairs["topic"]) == topics
    assert not any(pairs["b"])


@pytest.mark.parametrize("table", sorted(DATED_FACTS.keys() - CHAIN_FACTS))  # chains are of the newest days only
def test_days_added_later_change_no_earlier_row(
    desk: Desk, facts_of_cut_archive: tuple, second_run_beside_a_reader: tuple[str, str], table: str
) -> None:
    before = facts_of_cut_archive[0][table]
    assert len(before) > 300
    assert before.equals(rows_until(desk.published, table, desk.cut_day), null_equal=True)


def test_claims_knew_no_later_day(desk: Desk, facts_of_cut_archive: tuple, second_run_beside_a_reader: tuple) -> None:
    _, claims, goals = facts_of_cut_archive
    assert differing(claims_until(desk.published, desk.cut_day, goals), claims) == {}


@pytest.mark.parametrize(("words", "is_rebuilt"), [(("run",), False), (("run", "--rebuild"), True)])
def test_a_run_with_nothing_new_changes_no_byte(
    desk: Desk, second_run_beside_a_reader: tuple[str, str], words: tuple[str, ...], is_rebuilt: bool
) -> None:
    """Neither where it sees that nothing can change, nor where it is told to make everything again."""
    bytes_before = desk.published.read_bytes()
    changed_at = desk.published.stat().st_mtime_ns

    finished = desk.alvh(*words)
    assert finished.exit_code == 0, finished.said
    assert "publish: unchanged" in finished.said
    assert ("backtest.fct_backtest_daily" in finished.said) is is_rebuilt
    assert not any(noise in finished.said for noise in ("without gating", "did not yield", "Skipping step"))
    assert desk.published.read_bytes() == bytes_before
    assert desk.published.stat().st_mtime_ns == changed_at


def test_the_committed_data_dictionary_is_the_one_of_the_file(desk: Desk, first_run: str) -> None:
    committed = (ROOT / "warehouse" / "README.md").read_text(encoding="utf-8")
    assert dictionary(desk.published).strip() in committed.strip(), "run `alvh dictionary --write warehouse/README.md`"


def test_every_dbt_unit_test_passes(desk: Desk, first_run: str, tmp_path: Path) -> None:
    """They need the built tables for the types of their inputs."""
    project = str(ROOT / "dbt_project")
    command = [sys.executable, "-m", "dbt.cli.main", "test", "--select", "test_type:unit", "--project-dir", project]
    done = subprocess.run(
        [*command, "--profiles-dir", project, "--target-path", str(tmp_path), "--log-path", str(tmp_path)],
        env=desk.environment(ALVH_DBT_DATABASE=str(desk.tables().build), DO_NOT_TRACK="1"),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )

    assert done.returncode == 0, done.stdout[-3000:]
    assert "PASS=0 " not in done.stdout


def test_catalogue_shows_what_each_column_is_made_of(desk: Desk, first_run: str) -> None:
    with DagsterInstance.from_config(str(desk.warehouse / "dagster")) as instance:
        event = instance.get_latest_materialization_event(AssetKey(["signals", "fct_signal_daily"]))
    made_of = event.asset_materialization.metadata["dagster/column_lineage"].value.deps_by_column

    assert [(*dep.asset_key.path, dep.column_name) for dep in made_of["vx_rsi_14_pct"]] == [
        ("signals", "fct_vx_front_daily", "vx_rsi_14_pct")
    ]
    assert all(made_of[column] for column in made_of)


def test_docs_are_one_page_made_without_a_network(desk: Desk, first_run: str) -> None:
    finished = desk.alvh("docs")

    assert finished.exit_code == 0, finished.said
    page = (desk.warehouse / "docs" / "static_index.html").read_text(encoding="utf-8")
    assert "fct_signal_daily" in page
    assert "Wilder RSI(14)" in page
