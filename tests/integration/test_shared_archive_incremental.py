"""How much a day costs the providers: the requests of a cold backfill of the real archive, and of the run after it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.sources import breadth_advance_decline, cboe_index_history, cfe_vx_futures, fred_series
from pipelines.sources.origins import open_landing
from tests.fixtures.loopback import LoopbackHost, loopback_host
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.shared]


def requests_of_a_run(host: LoopbackHost, warehouse: Path) -> list[tuple[str, int]]:
    """Path and status of each request that the readers of whole histories make."""
    before = len(host.requests)
    place = {"live_gateway": f"{host.address}/live", "warehouse_dir": warehouse}
    landing = open_landing(Settings(origin="live", requests_per_second=1000, **place))
    cfe_vx_futures.collect(landing)
    cboe_index_history.collect(landing)
    fred_series.collect(landing)
    breadth_advance_decline.collect(landing, None)
    return [(path, status) for path, _, status in host.requests[before:]]


def complete_contracts(archive: Path) -> set[str]:
    """Names of the files that end with their own expiry day, more than five days ago: nothing more can come."""
    corrected_until = datetime.now(UTC).date() - timedelta(days=5)
    found = set()
    for path in archive.rglob("VX_*.csv"):
        expiry = path.stem.removeprefix("VX_")
        is_over = date.fromisoformat(expiry) < corrected_until
        if is_over and path.read_text(encoding="utf-8").splitlines()[-1].startswith(expiry):
            found.add(path.name)
    return found


def test_second_run_transfers_nothing_and_asks_for_no_complete_contract(tmp_path: Path, monkeypatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    archive = shared_data_or_skip() / "archive"
    with loopback_host(archive) as host:
        cold = requests_of_a_run(host, tmp_path)
        warm = requests_of_a_run(host, tmp_path)

    absent = {path for path, status in cold if status == 404}
    past = {path for path in absent if "/CFE_" in path or "fomchistorical" in path}  # asked for again in four weeks
    contracts = {path for path, _ in cold if "/VX/VX_" in path or "/CFE_" in path}
    complete = complete_contracts(archive)
    open_ones = {path for path in contracts if "/VX/VX_" in path and path.rsplit("/", 1)[-1] not in complete}
    assert len(contracts) == 271
    assert sum("/CFE_" in path for path in absent) == 44  # the archive's legacy contracts begin in 2008
    assert 150 < len(complete) < 167
    assert max(Counter(path for path, _ in cold).values()) == 1
    assert {path for path, _ in warm} == {path for path, _ in cold} - contracts - past | open_ones
    assert Counter(status for _, status in warm)[200] == 0
