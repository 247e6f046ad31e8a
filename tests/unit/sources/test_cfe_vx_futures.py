"""VX contract files: both layouts with their quirks, the product list, and what is landed."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources import cfe_vx_futures as source
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import cfe_vx_futures as files
from tests.fixtures.archive import EXPIRIES, put, write_archive

NAME = files.address_of("2014-03-18")


def test_listing_trading_and_final_rows_are_kept_as_published() -> None:
    rows = source.parse_contract_file(files.contract_file(files.LISTING, files.TRADED, files.FINAL), NAME, "cafe")

    listing, traded, final = rows.rows(named=True)
    assert listing["settle_pts"] == listing["close_pts"] == 0.0
    assert traded == {
        "trade_date": date(2013, 11, 19), "contract_label": "H (Mar 2014)", "open_pts": 17.10, "high_pts": 17.45,
        "low_pts": 16.90, "close_pts": 17.20, "settle_pts": 17.25, "change_pts": 0.15, "volume_contracts": 1234,
        "efp_contracts": 56, "open_interest_contracts": 789, "source_line": 3,
        "expiry_date": date(2014, 3, 18), "source_sha256": "cafe",
    }  # fmt: skip
    assert (final["trade_date"], final["close_pts"], final["settle_pts"]) == (final["expiry_date"], 0.0, 15.94)


def test_legacy_file_keeps_the_old_price_scale_and_trailing_commas_do_no_harm() -> None:
    payload = files.contract_file(files.LEGACY_TRADED + ",,", header=files.HEADER + ",", newline="\r\n")

    row = source.parse_contract_file(payload, files.LEGACY + "CFE_F08_VX.csv", "cafe").row(0, named=True)

    assert (row["trade_date"], row["expiry_date"]) == (date(2007, 3, 23), date(2008, 1, 16))
    assert row["settle_pts"] == 171.30


@pytest.mark.parametrize(
    ("name", "expiry"),
    [
        ("VX_2026-04-15.csv", date(2026, 4, 15)),
        ("CFE_G08_VX.csv", date(2008, 2, 19)),  # Good Friday moved it to a Tuesday
        ("CFE_Z12_VX.csv", date(2012, 12, 19)),
    ],
)
def test_expiry_is_what_the_name_stands_for(name: str, expiry: date) -> None:
    assert source.expiry_of(name) == expiry


def test_name_of_no_contract_is_refused() -> None:
    with pytest.raises(SourceFormatError, match=r"VIX_History\.csv: names no VX contract"):
        source.expiry_of("VIX_History.csv")


def test_damaged_price_names_file_line_and_column() -> None:
    payload = files.contract_file(files.LISTING, files.TRADED.replace("17.25", "1x.25"))

    with pytest.raises(SourceFormatError, match=r"VX_2014-03-18\.csv line 3 column 'Settle': '1x\.25'"):
        source.parse_contract_file(payload, NAME, "cafe")


def test_rows_of_several_files_follow_each_other_with_their_expiry(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing", FolderTransport(write_archive(tmp_path / "archive")))

    rows = source.read(source.collect(landing), is_simulated=True)

    assert rows["expiry_date"].unique(maintain_order=True).to_list() == [date.fromisoformat(day) for day in EXPIRIES]
    assert rows["is_simulated"].all()
    assert rows.group_by("expiry_date").agg(pl.col("source_sha256").n_unique())["source_sha256"].to_list() == [1, 1]


# --- product list ------------------------------------------------------------------------------------


def test_product_list_gives_monthly_contracts_by_expiry() -> None:
    payload = files.product_list("2024-02-14", "2024-01-17", weekly=("2024-01-24",))

    found = source.monthly_contracts(payload, "list")

    assert [expiry for expiry, _ in found] == [date(2024, 1, 17), date(2024, 2, 14)]
    assert found[0][1] == "data/us/futures/market_statistics/historical_data/VX/VX_2024-01-17.csv"


@pytest.mark.parametrize(
    "path",
    [
        "../../etc/passwd",
        "/etc/passwd",
        "data/us/futures/market_statistics/historical_data/VX/../../../../VX_2024-01-17.csv",
        "data/us/futures/market_statistics/historical_data/VX/VX_2024-01-17.csv?x=1",
        "data/us/futures/market_statistics/historical_data/VX/VX_2024-01-17.csv\n",
        "//elsewhere.example/VX_2024-01-17.csv",
    ],
)
def test_path_outside_the_exchanges_folder_is_refused(path: str) -> None:
    with pytest.raises(SourceFormatError, match="unexpected path"):
        source.monthly_contracts(files.product_list("2024-01-17", path=path), "list")


@pytest.mark.parametrize(
    "payload",
    [
        pytest.param(b"<html>blocked</html>", id="web page"),
        pytest.param(b"", id="empty"),
        pytest.param(b"[]", id="a list"),
        pytest.param(b'{"2024": [{"expire_date": "2024-01-17"}]}', id="no duration"),
        pytest.param(b'{"2024": ["VX"]}', id="no objects"),
        pytest.param(files.product_list("2024-01-17").replace(b"2024-01-17", b"17 Jan 2024"), id="another date"),
        pytest.param(files.product_list("2024-01-17")[:-9], id="cut"),
    ],
)
def test_other_product_list_is_refused(payload: bytes) -> None:
    with pytest.raises(SourceFormatError, match="list: not the product list"):
        source.monthly_contracts(payload, "list")


# --- what is landed ----------------------------------------------------------------------------------


def test_weeklies_are_not_landed_and_legacy_contracts_that_exist_are(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    put(root, files.LEGACY + "CFE_F08_VX.csv", files.contract_file(files.LEGACY_TRADED))

    found = source.collect(Landing(tmp_path / "landing", FolderTransport(root)))

    assert [file.name.rsplit("/", 1)[-1] for file in found] == [
        "CFE_F08_VX.csv",
        *(f"VX_{day}.csv" for day in EXPIRIES),
    ]


def test_contract_on_the_list_without_a_file_is_missing(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    put(root, files.PRODUCT_LIST, files.product_list(*EXPIRIES, "2024-03-20"))

    with pytest.raises(SourceMissingError, match=r"VX_2024-03-20\.csv: no such file"):
        source.collect(Landing(tmp_path / "landing", FolderTransport(root)))
