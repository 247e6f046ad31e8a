"""One market, whichever way it comes: as a folder, as an archive over HTTP, or from the providers."""

from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from pipelines.settings import Settings
from pipelines.sources import breadth_advance_decline, cboe_index_history, fred_series
from pipelines.sources import cfe_vx_futures as vx_futures
from pipelines.sources import option_quotes as chains
from pipelines.sources.errors import SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import Landing
from pipelines.sources.origins import open_landing
from pipelines.sources.transport import SIMULATED_MARK
from tests.fixtures import cfe_vx_futures, option_quotes, series
from tests.fixtures.archive import DAYS, EXPIRIES, LABELS, WEEKLY, put, write_archive
from tests.fixtures.loopback import Fault, LoopbackHost, landing_of, loopback_host

VIX = series.INDEX.format(symbol="VIX")
CHAIN = option_quotes.ADDRESS.format(index="SPX")


@pytest.fixture
def host(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with loopback_host(write_archive(tmp_path / "archive")) as running:
        yield running


def test_simulated_archive_says_so_over_http_too(host: LoopbackHost) -> None:
    assert not landing_of(host, "archive").is_simulated
    (host.root / SIMULATED_MARK).touch()
    assert landing_of(host, "archive", "second").is_simulated


def test_archive_that_cannot_say_whether_it_is_simulated_is_unreachable(host: LoopbackHost, monkeypatch) -> None:
    monkeypatch.setattr("pipelines.sources.patience.sleep_using_event", lambda _event: lambda _seconds: None)
    host.faults[f"/archive/{SIMULATED_MARK}"] = [Fault(503)] * 2

    with pytest.raises(SourceUnreachableError, match="status 503"):
        landing_of(host, "archive")


def test_kept_days_are_listed_and_compressed_files_found(host: LoopbackHost) -> None:
    transport = landing_of(host, "archive").transport

    assert transport.snapshot_dates() == [date(2024, 1, 3)]
    assert transport.get(CHAIN, as_of=date(2024, 1, 3)).payload == option_quotes.gzipped(option_quotes.delayed_quotes())
    with pytest.raises(SourceMissingError):
        transport.get(CHAIN, as_of=date(2024, 1, 4))


# --- one market, whichever way it comes --------------------------------------------------------------


def collected(landing: Landing) -> dict[tuple[str, str | None], str]:
    """Hash of every file that the readers ask for."""
    files = [
        *vx_futures.collect(landing), *cboe_index_history.collect(landing), *fred_series.collect(landing),
        *breadth_advance_decline.collect(landing, None), *chains.collect(landing, "SPX", None),
    ]  # fmt: skip
    return {(file.address, file.as_of): file.sha256 for file in files}


def test_folder_http_archive_and_live_land_the_same_bytes(host: LoopbackHost) -> None:
    put(host.root, CHAIN, option_quotes.delayed_quotes())
    settings = Settings(origin="archive", archive=str(host.root), warehouse_dir=host.root.parent / "folder")
    folder = collected(open_landing(settings))

    archive = collected(landing_of(host, "archive"))
    live = collected(landing_of(host, "live", "second"))

    assert len(folder) == 13
    assert archive == folder
    assert {key for key in live if key[0] != CHAIN} == {key for key in folder if key[0] != CHAIN}
    assert all(live[key] == folder[key] for key in live if key[0] != CHAIN)
    assert (CHAIN, None) in live


@pytest.mark.parametrize("origin", ["live", "archive"])
def test_second_run_asks_conditionally_and_leaves_complete_contracts_alone(host: LoopbackHost, origin: str) -> None:
    complete = {cfe_vx_futures.address_of(expiry): label for expiry, label in zip(EXPIRIES, LABELS, strict=True)}
    for address, label in complete.items():
        expiry = address[-14:-4]
        put(host.root, address, cfe_vx_futures.good_rows(label, 14.0, (*DAYS, expiry)))
    legacy = cfe_vx_futures.LEGACY + "CFE_F08_VX.csv"
    put(host.root, legacy, cfe_vx_futures.contract_file(cfe_vx_futures.LEGACY_TRADED))
    first = collected(landing_of(host, origin))
    before = len(host.requests)

    again = collected(landing_of(host, origin))

    assert again == first
    asked = Counter(path for path, _, _ in host.requests[before:])
    assert asked[host.path_of(cfe_vx_futures.PRODUCT_LIST, origin)] == 1
    assert asked[host.path_of(cfe_vx_futures.address_of(WEEKLY), origin)] == 1  # its expiry day is not there yet
    assert [asked[host.path_of(address, origin)] for address in (*complete, legacy)] == [0, 0, 0]
    statuses = {status for path, _, status in host.requests[before:] if SIMULATED_MARK not in path and path[-1] != "/"}
    assert statuses <= {304, 404}
    assert len(landing_of(host, origin).versions) == len(first)


def test_changed_file_is_landed_beside_its_old_version(host: LoopbackHost) -> None:
    landing = landing_of(host, "live")
    old = landing.fetch(VIX)
    put(host.root, VIX, series.OHLC + b"01/04/2024,14.1,14.9,13.7,14.3\n")

    new = landing.fetch(VIX)

    assert (new.status, old.payload()) == ("changed", series.OHLC)
    assert [file.sha256 for file in landing.versions_of(VIX)] == [old.sha256, new.sha256]


# --- contracts that storage says it does not have ----------------------------------------------------

DENIED = Fault(
    403, {"Content-Type": "application/xml"}, b'<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'
)


def test_a_listed_weekly_that_storage_does_not_have_is_left_out(host: LoopbackHost) -> None:
    host.faults[host.path_of(cfe_vx_futures.address_of(WEEKLY))] = [DENIED]

    found = {file.address for file in vx_futures.collect(landing_of(host, "live"))}

    assert cfe_vx_futures.address_of(WEEKLY) not in found
    assert {cfe_vx_futures.address_of(expiry) for expiry in EXPIRIES} <= found


def test_a_listed_monthly_that_storage_does_not_have_is_missing(host: LoopbackHost) -> None:
    host.faults[host.path_of(cfe_vx_futures.address_of(EXPIRIES[0]))] = [DENIED]

    with pytest.raises(SourceMissingError, match="status 403"):
        vx_futures.collect(landing_of(host, "live"))


def test_a_weekly_behind_a_bot_wall_is_unreachable_and_not_left_out(host: LoopbackHost) -> None:
    wall = Fault(403, {"Content-Type": "text/html"}, b"<html>Access Denied</html>")
    host.faults[host.path_of(cfe_vx_futures.address_of(WEEKLY))] = [wall] * 2

    with pytest.raises(SourceUnreachableError, match="status 403"):
        vx_futures.collect(landing_of(host, "live"))
