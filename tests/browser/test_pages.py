"""The report page and the Dagster UI as a headless browser sees them."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.request import Request, urlopen

import pytest

from pipelines.raw.session_clock import all_sessions
from tests.fixtures.desk import Desk

pytestmark = pytest.mark.slow

PORT = 3971
CHAINS = ["raw", "raw_cboe__spx_option_quotes"]
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--virtual-time-budget=25000",
)  # fmt: skip


def dom_of(url: str, profile: Path) -> str:
    """The page's document after its scripts have run."""
    browser = shutil.which("chromium") or shutil.which("google-chrome")
    if not browser:
        pytest.skip("no chromium on this machine: apt-get install chromium")
    command = [browser, *FLAGS, f"--user-data-dir={profile}", "--dump-dom", url]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120).stdout


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, whole_market: Path) -> Desk:
    desk = Desk(tmp_path_factory.mktemp("browser"))
    shutil.copytree(whole_market, desk.archive)
    assert desk.alvh("run").exit_code == 0
    return desk


@pytest.fixture(scope="module")
def ui(desk: Desk) -> Iterator[str]:
    server = subprocess.Popen(
        desk.command("ui", "--port", str(PORT)),
        env=desk.environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    address = f"http://127.0.0.1:{PORT}"
    for _ in range(120):
        try:
            urlopen(address, timeout=2).read(1)
            break
        except OSError:
            time.sleep(1)
    yield address
    os.killpg(server.pid, signal.SIGINT)
    server.wait(timeout=180)  # ten seconds where nothing else runs


def _asked(ui: str, query: str, **variables: object) -> dict:
    body = json.dumps({"query": query, "variables": variables}).encode()
    request = Request(f"{ui}/graphql", body, {"Content-Type": "application/json"})
    return json.loads(urlopen(request, timeout=60).read())["data"]


def test_the_page_draws_every_chart(desk: Desk, tmp_path: Path) -> None:
    document = dom_of(desk.published.with_name("report.html").as_uri(), tmp_path)

    assert 'data-charts="drawn"' in document
    assert "SIMULATED MARKET" in document.upper()


def test_lineage_reaches_from_the_report_to_every_source(ui: str) -> None:
    nodes = _asked(ui, "{assetNodes {assetKey {path} dependencyKeys {path} groupName}}")["assetNodes"]
    parents = {
        tuple(node["assetKey"]["path"]): [tuple(key["path"]) for key in node["dependencyKeys"]] for node in nodes
    }
    reached, waiting = set(), [("publish", "published_warehouse")]
    while waiting:
        key = waiting.pop()
        if key not in reached:
            reached.add(key)
            waiting += parents.get(key, [])

    sources = {key for key in parents if key[0] == "sources"}
    assert len(sources) >= 10
    assert sources <= reached


def test_schedule_runs_after_the_close_in_new_york(ui: str, tmp_path: Path) -> None:
    assert "after_the_close" in dom_of(f"{ui}/automation", tmp_path)


def _launched(ui: str, job: str, assets: list[list[str]] | None = None, **tags: str) -> str:
    """Status in which a run that was launched from the UI ends."""
    selector = {"repositoryLocationName": "pipelines.definitions", "repositoryName": "__repository__", "jobName": job}
    launched = _asked(
        ui,
        "mutation($p: ExecutionParams!) {launchRun(executionParams: $p) {... on LaunchRunSuccess {run {runId}}}}",
        p={
            "selector": selector | ({"assetSelection": [{"path": path} for path in assets]} if assets else {}),
            "runConfigData": {"loggers": {"progress": {}}} if not assets else {},
            "mode": "default",
            "executionMetadata": {"tags": [{"key": name, "value": value} for name, value in tags.items()]},
        },
    )
    return _ended(ui, launched["launchRun"]["run"]["runId"])


def _ended(ui: str, run_id: str) -> str:
    for _ in range(180):
        found = _asked(ui, "query($id: ID!) {runOrError(runId: $id) {... on Run {status}}}", id=run_id)
        if (status := found["runOrError"]["status"]) in ("SUCCESS", "FAILURE", "CANCELED"):
            return status
        time.sleep(1)
    return "STARTED"


def _sessions(ui: str) -> dict[str, str]:
    """Status of each session of SPX chains that is not missing."""
    ranges = "assetPartitionStatuses {... on TimePartitionStatuses {ranges {status startKey endKey}}}"
    query = f"query($k: AssetKeyInput!) {{assetNodeOrError(assetKey: $k) {{... on AssetNode {{{ranges}}}}}}}"
    found = _asked(ui, query, k={"path": CHAINS})["assetNodeOrError"]["assetPartitionStatuses"]["ranges"]
    return {
        str(day): part["status"]
        for part in found
        for day in all_sessions()
        if part["startKey"] <= str(day) <= part["endKey"]
    }


def test_a_run_launched_from_the_ui_succeeds(ui: str) -> None:
    assert _launched(ui, "daily") == "SUCCESS"


def test_sessions_of_the_chains_are_partitions_that_can_be_asked_for(desk: Desk, ui: str) -> None:
    table = desk.tables().query("select distinct quote_date::varchar from raw.raw_cboe__spx_option_quotes order by 1")
    held = table.to_series().to_list()
    without = str(max(day for day in all_sessions() if str(day) < held[0]))
    assert _sessions(ui) == dict.fromkeys(held, "MATERIALIZED")

    assert _launched(ui, "__ASSET_JOB", [CHAINS], **{"dagster/partition": held[0]}) == "SUCCESS"
    assert _launched(ui, "__ASSET_JOB", [CHAINS], **{"dagster/partition": without}) == "FAILURE"

    assert _sessions(ui) == {without: "FAILED"} | dict.fromkeys(held, "MATERIALIZED")


def test_a_range_of_sessions_is_one_run(desk: Desk, ui: str) -> None:
    held = [day for day, status in _sessions(ui).items() if status == "MATERIALIZED"]
    launched = _asked(
        ui,
        "mutation($p: LaunchBackfillParams!) {launchPartitionBackfill(backfillParams: $p) "
        "{... on LaunchBackfillSuccess {backfillId}}}",
        p={"assetSelection": [{"path": CHAINS}], "partitionNames": held, "tags": []},
    )
    fields = "... on PartitionBackfill {status runs(limit: 9) {status}}"
    query = f"query($b: String!) {{partitionBackfillOrError(backfillId: $b) {{{fields}}}}}"
    for _ in range(180):
        found = _asked(ui, query, b=launched["launchPartitionBackfill"]["backfillId"])["partitionBackfillOrError"]
        if found["status"].startswith(("COMPLETED", "FAILED")):
            break
        time.sleep(1)

    assert found == {"status": "COMPLETED_SUCCESS", "runs": [{"status": "SUCCESS"}]}
