"""Which transport an origin has; readers never learn it."""

from datetime import date
from pathlib import Path
from threading import Barrier, Lock

import pytest

from pipelines.settings import Settings
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.http_transport import HttpTransport
from pipelines.sources.landing import Landing
from pipelines.sources.landing_replay import LandingTransport
from pipelines.sources.origins import open_landing, option_file_folder
from tests.fixtures.archive import put
from tests.fixtures.provider import Provider

FRED = "https://fred.stlouisfed.org/graph/fredgraph.csv?id=DTB3"


def _landing(tmp_path: Path, **settings: object) -> Landing:
    return open_landing(Settings(warehouse_dir=tmp_path / "warehouse", **settings))


def test_folder_is_read_from_disk(tmp_path: Path) -> None:
    transport = _landing(tmp_path, origin="archive", archive=str(tmp_path)).transport

    assert isinstance(transport, FolderTransport)
    assert transport.root == tmp_path


def test_landing_folder_is_replayed(tmp_path: Path) -> None:
    put(tmp_path / "archive", FRED, b"1\n")
    Landing(tmp_path / "kept", FolderTransport(tmp_path / "archive")).fetch(FRED)

    transport = _landing(tmp_path, origin="archive", archive=str(tmp_path / "kept")).transport

    assert isinstance(transport, LandingTransport)


@pytest.mark.parametrize(
    ("gateway", "url"),
    [(None, FRED), ("http://127.0.0.1:9", "http://127.0.0.1:9/fred.stlouisfed.org/graph/fredgraph.csv?id=DTB3")],
)
def test_live_asks_the_provider_or_the_gateway_that_relays_it(tmp_path: Path, gateway: str | None, url: str) -> None:
    transport = _landing(tmp_path, origin="live", live_gateway=gateway).transport

    assert isinstance(transport, HttpTransport)
    assert transport.route(FRED, None) == url
    assert transport.snapshot_dates() == []
    assert not transport.is_simulated


def test_two_archives_and_the_live_market_have_landings_of_their_own(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    roots = {
        _landing(tmp_path, origin="archive", archive=str(tmp_path / "one")).root,
        _landing(tmp_path, origin="archive", archive=str(tmp_path / "two")).root,
        _landing(tmp_path, origin="live").root,
    }

    assert len(roots) == 3


def test_only_the_simulated_market_brings_option_files_of_its_own(tmp_path: Path) -> None:
    settings = Settings(warehouse_dir=tmp_path, origin="archive", archive=str(tmp_path))

    assert option_file_folder(settings) is None


def test_address_inside_an_http_archive_is_its_path_there(tmp_path: Path) -> None:
    from pipelines.sources.origins import _archive_route

    route = _archive_route("http://127.0.0.1:9/market")

    assert route(FRED, None) == "http://127.0.0.1:9/market/fred.stlouisfed.org/graph/fredgraph.csv@id=DTB3"
    assert route("https://h.example/a b.json", date(2024, 1, 3)) == (
        "http://127.0.0.1:9/market/as_of=2024-01-03/h.example/a%20b.json"
    )


@pytest.mark.parametrize("at_once", [2, 9])
def test_as_many_addresses_are_brought_at_once_as_the_setting_says(tmp_path: Path, at_once: int) -> None:
    class Meeting(Provider):
        """Answers once so many requests wait together; more than that never do."""

        def __init__(self, answers: dict[str, bytes]) -> None:
            super().__init__(answers)
            self.barrier, self.lock = Barrier(at_once, timeout=10), Lock()
            self.under_way = self.most = 0

        def get(self, address: str, **asked: object):
            with self.lock:
                self.under_way += 1
                self.most = max(self.most, self.under_way)
            self.barrier.wait()
            with self.lock:
                self.under_way -= 1
            return super().get(address, **asked)

    addresses = [f"https://host.example/{number}" for number in range(2 * at_once)]
    landing = _landing(tmp_path, origin="archive", archive=str(tmp_path), requests_at_once=at_once)
    landing.transport = meeting = Meeting(dict.fromkeys(addresses, b"1\n"))

    assert len(landing.fetch_all([(address, False) for address in addresses])) == 2 * at_once
    assert meeting.most == at_once
