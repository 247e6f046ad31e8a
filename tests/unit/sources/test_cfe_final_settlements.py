"""Final settlements: both files, their column names, and that absence stops nothing."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import cfe_final_settlements as final
from pipelines.sources.errors import SourceFormatError, SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import cfe_settlements as files
from tests.fixtures.archive import put
from tests.fixtures.provider import Provider


def test_files_out_of_reach_stop_nothing(tmp_path: Path) -> None:
    provider = Provider(failure=SourceUnreachableError("no answer", "run again"))

    assert final.collect(Landing(tmp_path, provider)) == []


@pytest.mark.parametrize(
    ("header", "row"),
    [
        (files.HEADER, "VX,VX/H4,2024-03-20,14.8800"),
        ("Product,Symbol,Duration,Settlement Date,Settlement Price", "VX,VX/H4,Monthly,2024-03-20,14.8800"),
    ],
)
@pytest.mark.parametrize(("address", "listing"), [(files.FINAL, "current"), (files.FINAL_ARCHIVED, "archived")])
def test_final_settlements_are_read_by_the_names_of_their_columns(address, listing, header, row) -> None:
    (found,) = final.parse_final_settlements(files.settlements(row, header=header), address, "cafe").rows(named=True)

    assert (found["expiry_date"], found["settle_pts"], found["listing"]) == (date(2024, 3, 20), 14.88, listing)


def test_final_settlements_of_another_layout_are_refused() -> None:
    with pytest.raises(SourceFormatError, match="no column Price; found Product, Symbol, Expiration Date, Value"):
        final.parse_final_settlements(files.settlements(header=files.HEADER.replace("Price", "Value")), "f", "cafe")


def test_final_settlements_of_both_files_are_landed(tmp_path: Path) -> None:
    root = tmp_path / "archive"
    put(root, files.FINAL, files.settlements(*files.FINAL_ROWS))
    put(root, files.FINAL_ARCHIVED, files.settlements("VX,VX/F8,2008-01-16,23.3"))

    rows = final.read(final.collect(Landing(tmp_path / "landing", FolderTransport(root))), is_simulated=False)

    assert rows["listing"].to_list() == ["current"] * 3 + ["archived"]
    assert final.read([], is_simulated=False).is_empty()
