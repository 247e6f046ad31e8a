"""The key of FRED's API: sent to FRED, and in nothing that a run writes or says."""

import shutil
from pathlib import Path

import pytest

from pipelines.sources.fred_api import page_address
from pipelines.warehouse import read_published
from tests.fixtures.archive import put
from tests.fixtures.desk import Desk
from tests.fixtures.fred_api import FIRST_CPI, REVISED_CPI, answer
from tests.fixtures.loopback import Fault, LoopbackHost, loopback_host

KEY = "5ec2e7" + "0123456789abcdef" + "5ec2e7abcd"
ADDRESS = page_address("CPIAUCSL", 0, None)

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("fred_key"))
    shutil.copytree(whole_market, desk.archive)
    (desk.archive / "SIMULATED_MARKET.txt").unlink()
    put(desk.archive, ADDRESS, answer(FIRST_CPI, REVISED_CPI))
    return desk


def _live(host: LoopbackHost, **settings: str) -> dict[str, str]:
    gateway = f"{host.address}/live"
    return {"ALVH_ORIGIN": "live", "ALVH_ARCHIVE": "", "ALVH_LIVE_GATEWAY": gateway, "NO_PROXY": "127.0.0.1",
            "ALVH_FRED_API_KEY": KEY, "ALVH_RETRIES": "0", **settings}  # fmt: skip


def _files_with(key: str, root: Path) -> list[str]:
    return [str(path) for path in root.rglob("*") if path.is_file() and key.encode() in path.read_bytes()]


def _tables_with(key: str, database: Path) -> list[str]:
    """Tables in whose rows the key stands: a database file may hold its text compressed."""
    tables = read_published(database, "select schema_name, table_name from duckdb_tables()").rows()
    assert len(tables) > 30
    return [
        f"{schema}.{table}"
        for schema, table in tables
        if read_published(
            database, f"select count(*) as n from {schema}.{table} as row where row::varchar like '%{key}%'"
        )["n"][0]
    ]


@pytest.mark.slow
def test_run_with_a_key_loads_vintages_and_writes_the_key_nowhere(desk: Desk) -> None:
    with loopback_host(desk.archive) as host:
        done = desk.alvh("run", **_live(host))
        asked = [path for path, _, _ in host.requests if "api.stlouisfed.org" in path]

    assert done.exit_code == 0, done.said
    assert len(asked) == 11
    assert all(path.endswith(f"&api_key={KEY}") for path in asked)
    query = "select value from raw.raw_fred__vintages where vintage_source = 'alfred' order by realtime_start_date"
    assert read_published(desk.published, query)["value"].to_list() == [309.685, 309.698]
    assert KEY not in done.said
    assert _files_with(KEY, desk.root) == []
    assert _tables_with(KEY, desk.published) == []


@pytest.mark.slow
@pytest.mark.parametrize(
    "fault",
    [Fault(400), Fault(500), Fault(is_dropped=True), Fault(301, {"Location": f"https://evil.example/?api_key={KEY}"})],
    ids=["refused", "failing", "dropped", "moved"],
)
def test_run_goes_on_without_the_api_with_a_warning_and_shows_the_key_nowhere(
    desk: Desk, tmp_path: Path, fault: Fault
) -> None:
    settings = {"ALVH_WAREHOUSE_DIR": str(tmp_path / "warehouse")}
    with loopback_host(desk.archive) as host:
        host.faults[host.path_of(page_address("CPIAUCSL", 0, None)) + f"&api_key={KEY}"] = [fault]
        done = desk.alvh("run", **_live(host, **settings))

    assert done.exit_code == 0, done.said
    published = tmp_path / "warehouse" / "published" / "alvh.duckdb"
    query = "select outcome from raw.raw_landing__loads where table_name = 'raw.raw_fred__vintages'"
    assert read_published(published, query)["outcome"].to_list() == ["unreachable"]
    assert "raw_fred__vintages" in done.said
    assert KEY not in done.said
    assert _files_with(KEY, tmp_path) == []


def test_settings_are_listed_and_refused_without_the_key(desk: Desk) -> None:
    listed = desk.alvh("settings", ALVH_FRED_API_KEY=KEY)
    refused = desk.alvh("settings", ALVH_FRED_API_KEY=f"{KEY}-x")

    assert (listed.exit_code, refused.exit_code) == (0, 1)
    assert "ALVH_FRED_API_KEY" in listed.said
    assert "ALVH_FRED_API_KEY=***: " in refused.said
    assert "32 signs" in refused.said
    assert KEY not in listed.said + refused.said
