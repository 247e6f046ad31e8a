"""The product list: both kinds of contract, and what is refused."""

from datetime import date

import pytest

from pipelines.sources.cfe_vx_product_list import listed_contracts
from pipelines.sources.errors import SourceFormatError
from tests.fixtures import cfe_vx_futures as files


def test_monthlies_and_weeklies_come_by_expiry() -> None:
    found = listed_contracts(files.product_list("2024-02-14", "2024-01-17", weekly=("2024-01-24",)), "list")

    assert [(contract.expiry_date, contract.duration_type) for contract in found] == [
        (date(2024, 1, 17), "M"), (date(2024, 1, 24), "W"), (date(2024, 2, 14), "M"),
    ]  # fmt: skip
    assert found[0].path == "data/us/futures/market_statistics/historical_data/VX/VX_2024-01-17.csv"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        pytest.param(b'"2024-01-17"', b'"20241-01-17"', "expiry '20241-01-17'", id="a digit too many, as 20268-03-18"),
        pytest.param(b'"2024-01-17"', b'"2023-12-20"', "with the file of another one", id="one expiry too early"),
        pytest.param(b'"M"', b'"Q"', "neither M nor W", id="another duration"),
    ],
)
def test_entry_that_contradicts_itself_is_refused_by_name(old: bytes, new: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        listed_contracts(files.product_list("2024-01-17").replace(old, new), "list")


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
        listed_contracts(files.product_list("2024-01-17", path=path), "list")


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
        listed_contracts(payload, "list")
