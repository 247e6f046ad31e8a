"""Hosts that are not there, not who they say, too slow for a whole table, or that move to an encrypted line."""

import pytest

from pipelines.sources.errors import SourceMissingError, SourceUnreachableError
from pipelines.sources.origins import open_landing
from tests.fixtures import series
from tests.fixtures.hostile import DATASETS, VIX, HostileDesk
from tests.fixtures.loopback import Fault
from tests.fixtures.wire import CLOSE, raw

NYSE = series.NYSE.format(kind="advn")


@pytest.mark.parametrize(
    ("gateway", "reason"),
    [
        pytest.param("http://127.0.0.1:9", "NewConnectionError", id="connection refused"),
        pytest.param("http://no-such-host.invalid", "NameResolutionError", id="no such name"),
        pytest.param("http://no..such..host", "no address, or no HTTP: Failed to parse", id="name of dots"),
    ],
)
def test_host_that_is_not_there_is_unreachable(loaded_desk: HostileDesk, gateway: str, reason: str) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])

    report = loaded_desk.load(DATASETS[VIX], live_gateway=gateway)

    assert report.outcome == "unreachable"
    assert reason in report.message, report.message
    assert "check the network, then run again" in report.message
    assert loaded_desk.fingerprint(DATASETS[VIX]) == before


def test_line_that_is_not_encrypted_where_it_should_be_is_unreachable(loaded_desk: HostileDesk) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])

    report = loaded_desk.load(
        DATASETS[VIX], live_gateway=loaded_desk.host.address.replace("http:", "https:"), timeout_seconds=2
    )

    assert report.outcome == "unreachable"
    assert "SSLError" in report.message
    assert "check the network, then run again" in report.message
    assert loaded_desk.fingerprint(DATASETS[VIX]) == before


def test_provider_may_move_to_an_encrypted_line(loaded_desk: HostileDesk) -> None:
    loaded_desk.fault(NYSE, Fault(301, {"Location": NYSE.replace("http:", "https:")}))

    landed = open_landing(loaded_desk.settings()).fetch(NYSE)

    assert landed.address == NYSE
    assert loaded_desk.host.statuses_of(loaded_desk.host.path_of(NYSE)) == [301, 200]


def test_two_addresses_that_send_to_each_other_are_left(loaded_desk: HostileDesk) -> None:
    other = VIX.replace("VIX_", "VIX2_")
    for here, there in ((VIX, other), (other, VIX)):
        loaded_desk.fault(here, *[Fault(302, {"Location": there})] * 9)

    with pytest.raises(SourceUnreachableError, match="moved more than 5 times — the provider sends in circles"):
        open_landing(loaded_desk.settings()).fetch(VIX)


def test_table_has_one_deadline_for_all_its_addresses(loaded_desk: HostileDesk) -> None:
    before = loaded_desk.fingerprint(DATASETS[VIX])
    for symbol in ("VIX", "SPX", "VVIX"):
        address = series.INDEX.format(symbol=symbol)
        loaded_desk.fault(address, Fault(pieces=raw(CLOSE, *[b"0"] * 20, pause_seconds=0.05)))

    report = loaded_desk.load(DATASETS[VIX], deadline_seconds=5, asset_deadline_seconds=0.5)

    assert report.outcome == "unreachable"
    assert "the time for the whole table is used up — run again" in report.message
    assert "ALVH_ASSET_DEADLINE_SECONDS" in report.message
    assert loaded_desk.fingerprint(DATASETS[VIX]) == before


def test_deadline_of_one_table_is_not_the_next_ones(loaded_desk: HostileDesk) -> None:
    landing = open_landing(loaded_desk.settings())
    with landing.loading("a table", 0.0), pytest.raises(SourceUnreachableError, match="time for the whole table"):
        landing.fetch(VIX)

    assert landing.fetch(VIX).payload() == series.OHLC


def test_page_for_people_instead_of_a_file_is_missing_and_asked_for_once(loaded_desk: HostileDesk) -> None:
    loaded_desk.fault(VIX, Fault(404, {"Content-Type": "text/html"}, body=b"<html>Not found</html>"))

    with pytest.raises(SourceMissingError, match="status 404 — has the provider moved it"):
        open_landing(loaded_desk.settings()).fetch(VIX)
    assert loaded_desk.asked(VIX) == 1
