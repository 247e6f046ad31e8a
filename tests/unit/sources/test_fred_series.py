"""FRED: both header wordings, missing values as null, and what is refused."""

from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import fred_series as source
from pipelines.sources.errors import SourceFormatError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import series
from tests.fixtures.archive import write_archive

NAME = series.FRED.format(series="DTB3")


def test_dot_and_nothing_are_null_and_the_unit_stays_percent() -> None:
    payload = series.fred("DTB3", ("2024-01-01", "."), ("2024-01-02", "5.21"), ("2024-01-03", ""))

    rows = source.parse_series_file(payload, NAME, "cafe")

    assert rows["value"].to_list() == [None, 5.21, None]
    assert rows["observation_date"].to_list() == [date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)]
    assert set(rows["series_id"]) == {"DTB3"}
    assert rows["source_line"].to_list() == [2, 3, 4]


@pytest.mark.parametrize("mark", [b"", series.BOM], ids=["plain", "byte-order mark"])
def test_older_header_reads_the_same(mark: bytes) -> None:
    payload = mark + series.fred("DTB3", ("2024-01-02", "5.21"), date_column="DATE")

    assert source.parse_series_file(payload, NAME, "cafe")["value"].to_list() == [5.21]


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (series.fred("DGS2", ("2024-01-02", "4.3")), "no column DTB3; found observation_date, DGS2"),
        (series.fred("DTB3", ("2024-01-02", "n/a")), "line 2 column 'DTB3': 'n/a'"),
        (series.fred("DTB3", ("2024-01-02", "NaN")), "line 2 column 'DTB3': 'NaN'"),
        (series.fred("DTB3", ("", "4.3")), "line 2 column 'observation_date': None"),
        (series.WEB_PAGE, "a web page came"),
        (series.fred("DTB3", ("2024-01-02", "5.21"))[:-3], "stops in the middle of a line"),
    ],
)
def test_other_files_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        source.parse_series_file(payload, NAME, "cafe")


def test_series_that_the_provider_lacks_is_left_out(tmp_path: Path) -> None:
    landing = Landing(tmp_path / "landing", FolderTransport(write_archive(tmp_path / "archive")))

    rows = source.read(source.collect(landing), is_simulated=False)

    assert rows.group_by("series_id", maintain_order=True).len().rows() == [("CPIAUCSL", 2), ("DTB3", 2)]


def test_header_without_rows_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="a header and no row below it"):
        source.parse_series_file(b"observation_date,DFF\n", "graph?id=DFF", "cafe")
