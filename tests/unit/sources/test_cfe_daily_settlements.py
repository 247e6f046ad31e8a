"""Daily settlements: the layout, which days are asked for, and that absence stops nothing."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import cfe_daily_settlements as daily
from pipelines.sources import cfe_vx_futures as vx_futures
from pipelines.sources.errors import SourceFormatError, SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import cfe_settlements as files
from tests.fixtures import cfe_vx_futures
from tests.fixtures.archive import DAYS, put, write_archive
from tests.fixtures.provider import Provider

DAY = files.DAY.format(day="2024-01-05")


def landed_contracts(tmp_path: Path) -> Landing:
    """Contract files that end on 2024-01-04."""
    landing = Landing(tmp_path / "landing", FolderTransport(write_archive(tmp_path / "archive")))
    vx_futures.collect(landing)
    return landing


def test_day_is_the_addresses_and_rows_stay_as_published() -> None:
    row = daily.parse_day_file(files.settlements(*files.DAY_ROWS), DAY, "cafe").row(1, named=True)

    assert row == {
        "trade_date": date(2024, 1, 5), "product": "VX", "symbol": "VX02/F4", "expiry_date": date(2024, 1, 10),
        "settle_pts": 13.55, "source_line": 3, "source_sha256": "cafe",
    }  # fmt: skip


def test_day_without_settlements_has_no_rows() -> None:
    assert daily.parse_day_file(files.settlements(), DAY, "cafe").height == 0


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (files.settlements("VX,VX/F4,2024-01-17,x"), r"dt=2024-01-05 line 2 column 'Price': 'x'"),
        (files.settlements("VX,VX/F4,17.01.2024,14"), r"line 2 column 'Expiration Date'"),
        (files.settlements(header="Product,Symbol,Price"), "no column Expiration Date"),
        (b"<html>blocked</html>", "a web page came"),
    ],
)
def test_other_day_file_is_refused_by_line_and_column(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        daily.parse_day_file(payload, DAY, "cafe")


def test_address_without_a_day_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="names no day"):
        daily.parse_day_file(files.settlements(), "settlement.csv", "cafe")


def test_days_about_the_end_of_the_contract_files_are_asked_for(tmp_path: Path) -> None:
    """The files end on Thursday 2024-01-04: from the Sunday before to the Sunday ten days after, weekdays only."""
    wanted = daily.days_wanted(landed_contracts(tmp_path))

    assert (wanted[0], wanted[-1], len(wanted)) == (date(2024, 1, 1), date(2024, 1, 12), 10)


def test_days_that_the_provider_lacks_are_left_out_and_kept_ones_stay(tmp_path: Path) -> None:
    landing = landed_contracts(tmp_path)
    put(tmp_path / "archive", DAY, files.settlements(*files.DAY_ROWS))
    first = daily.collect(landing)
    archived = next((tmp_path / "archive").rglob("*dt=2024-01-05"))
    archived.unlink()

    assert [file.address for file in first] == [DAY]
    assert daily.collect(landing) == first
    assert daily.read([], is_simulated=False).is_empty()
    assert daily.read(first, is_simulated=True)["is_simulated"].all()


def test_host_out_of_reach_is_asked_once_and_stops_nothing(tmp_path: Path) -> None:
    provider = Provider(failure=SourceUnreachableError("no answer", "run again"))

    assert daily.collect(Landing(tmp_path, provider)) == []
    assert len(provider.asked) == 1


def test_newest_day_is_asked_for_in_full_and_a_known_one_conditionally(tmp_path: Path) -> None:
    rows = cfe_vx_futures.good_rows("F (Jan 2024)", 14.0, DAYS)
    provider = Provider({
        cfe_vx_futures.PRODUCT_LIST: cfe_vx_futures.product_list("2024-01-17"),
        cfe_vx_futures.address_of("2024-01-17"): rows, DAY: files.settlements(*files.DAY_ROWS),
    })  # fmt: skip
    for _ in range(2):
        landing = Landing(tmp_path, provider)
        vx_futures.collect(landing)
        daily.collect(landing)

    etags = [etag for address, etag, _ in provider.asked if address == DAY]
    assert etags[0] is None
    assert etags[1] is not None
