"""VX contract files: both layouts with their quirks, the product list, and what is landed."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from pipelines.sources import cfe_vx_futures as source
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import LandedFile, Landing
from tests.fixtures import cfe_vx_futures as files
from tests.fixtures.archive import DAYS, EXPIRIES, WEEKLY, put, write_archive
from tests.fixtures.provider import Provider

NAME = files.address_of("2014-03-18")


def test_listing_trading_and_final_rows_are_kept_as_published() -> None:
    rows = source.parse_contract_file(files.contract_file(files.LISTING, files.TRADED, files.FINAL), NAME, "cafe")

    listing, traded, final = rows.rows(named=True)
    assert listing["settle_pts"] == listing["close_pts"] == 0.0
    assert traded == {
        "trade_date": date(2013, 11, 19), "contract_label": "H (Mar 2014)", "open_pts": 17.10, "high_pts": 17.45,
        "low_pts": 16.90, "close_pts": 17.20, "settle_pts": 17.25, "change_pts": 0.15, "volume_contracts": 1234,
        "efp_contracts": 56, "open_interest_contracts": 789, "source_line": 3,
        "expiry_date": date(2014, 3, 18), "duration_type": "M", "source_sha256": "cafe",
    }  # fmt: skip
    assert (final["trade_date"], final["close_pts"], final["settle_pts"]) == (final["expiry_date"], 0.0, 15.94)


def test_legacy_file_keeps_the_old_price_scale_and_trailing_commas_do_no_harm() -> None:
    payload = files.contract_file(files.LEGACY_TRADED + ",,", header=files.HEADER + ",", newline="\r\n")

    row = source.parse_contract_file(payload, files.LEGACY + "CFE_F08_VX.csv", "cafe").row(0, named=True)

    assert (row["trade_date"], row["expiry_date"]) == (date(2007, 3, 23), date(2008, 1, 16))
    assert row["settle_pts"] == 171.30


def test_disclaimer_above_the_header_is_passed_over_and_lines_still_count_from_the_top() -> None:
    payload = b"CFE data is compiled for the convenience of site visitors, ...\n" + files.contract_file(files.TRADED)

    row = source.parse_contract_file(payload, NAME, "cafe").row(0, named=True)

    assert (row["settle_pts"], row["source_line"]) == (17.25, 3)


def test_file_without_its_header_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="not a readable table"):
        source.parse_contract_file(b"disclaimer\n" * 9 + files.contract_file(files.TRADED), NAME, "cafe")


@pytest.mark.parametrize(
    ("name", "expiry"),
    [
        ("VX_2026-04-15.csv", date(2026, 4, 15)),
        ("CFE_K04_VX.csv", date(2004, 5, 19)),  # the first contract
        ("CFE_K07_VX.csv", date(2007, 5, 16)),
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

    expected = [date.fromisoformat(day) for day in (WEEKLY, *EXPIRIES)]
    assert rows["expiry_date"].unique(maintain_order=True).to_list() == expected
    assert rows["is_simulated"].all()
    assert rows.group_by("expiry_date").agg(pl.col("source_sha256").n_unique())["source_sha256"].to_list() == [1, 1, 1]


# --- what is landed ----------------------------------------------------------------------------------


def names(files: list[LandedFile]) -> list[str]:
    return [file.name.rsplit("/", 1)[-1] for file in files]


def test_weeklies_and_legacy_contracts_that_exist_are_landed_too(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    put(root, files.PRODUCT_LIST, files.product_list(*EXPIRIES, weekly=(WEEKLY, "2024-01-24")))  # one without a file
    put(root, files.LEGACY + "CFE_F08_VX.csv", files.contract_file(files.LEGACY_TRADED))
    put(root, files.LEGACY + "CFE_K04_VX.csv", files.contract_file(files.FIRST_TRADED))

    found = source.collect(Landing(tmp_path / "landing", FolderTransport(root)))

    assert found[0].address == files.PRODUCT_LIST
    assert names(found[1:]) == ["CFE_K04_VX.csv", "CFE_F08_VX.csv", *(f"VX_{day}.csv" for day in (WEEKLY, *EXPIRIES))]


def test_weekly_and_monthly_rows_are_told_apart(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    put(root, files.LEGACY + "CFE_F08_VX.csv", files.contract_file(files.LEGACY_TRADED))

    rows = source.read(source.collect(Landing(tmp_path / "landing", FolderTransport(root))), is_simulated=False)

    found = rows.select("expiry_date", "duration_type").unique().sort("expiry_date").rows()
    assert [(str(day), duration) for day, duration in found] == [
        ("2008-01-16", "M"), (WEEKLY, "W"), *((day, "M") for day in EXPIRIES),
    ]  # fmt: skip


COMPLETE = files.good_rows("F (Jan 2024)", 14.0, DAYS) + b"2024-01-17,F (Jan 2024),0,0,0,0,14.5,0.1,0,0,9\n"


@pytest.mark.parametrize(("is_complete", "asks"), [(True, 1), (False, 2)])
def test_expired_contract_is_asked_for_again_until_its_expiry_day_is_there(tmp_path, is_complete: bool, asks) -> None:
    """A file kept from before the expiry lacks its last days, however long ago the contract expired."""
    january = files.address_of(EXPIRIES[0])
    payload = COMPLETE if is_complete else files.good_rows("F (Jan 2024)", 14.0, DAYS)
    provider = Provider({files.PRODUCT_LIST: files.product_list(EXPIRIES[0]), january: payload})

    for _ in range(2):
        source.collect(Landing(tmp_path, provider))

    assert [address for address, _, _ in provider.asked].count(january) == asks


def test_contract_on_the_list_without_a_file_is_missing(tmp_path: Path) -> None:
    root = write_archive(tmp_path / "archive")
    put(root, files.PRODUCT_LIST, files.product_list(*EXPIRIES, "2024-03-20"))

    with pytest.raises(SourceMissingError, match=r"VX_2024-03-20\.csv: no such file"):
        source.collect(Landing(tmp_path / "landing", FolderTransport(root)))
