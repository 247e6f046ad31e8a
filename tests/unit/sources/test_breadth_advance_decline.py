"""Advance/decline counts: NYSE files, a user's CSV or JSON lines, and what is refused."""

import json
from datetime import date
from pathlib import Path

import pytest

from pipelines.sources import breadth_advance_decline as source
from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from tests.fixtures import series
from tests.fixtures.archive import put, write_archive

OWN = [("2024-01-02", 900, 600), ("2024-01-03", 0, 0)]
CSV = "date,advancers,decliners,net\n2024-01-02,900,600,300\n2024-01-03,0,0,0\n"
JSON_LINES = "".join(json.dumps({"date": d, "advancers": a, "decliners": b, "net": a - b}) + "\n" for d, a, b in OWN)


def _landing(folder: Path) -> Landing:
    return Landing(folder / "landing", FolderTransport(write_archive(folder / "archive")))


def test_nyse_counts_are_joined_by_day(tmp_path: Path) -> None:
    landing = _landing(tmp_path)

    rows = source.read(source.collect(landing, None), is_simulated=False)

    assert rows.select("universe", "trade_date", "advances_issues", "declines_issues", "source_line").row(0) == (
        "nyse", date(2024, 1, 2), 1500, 1400, 1,
    )  # fmt: skip
    assert len(rows) == 3


@pytest.mark.parametrize(("cut", "whole"), [("advn", "decln"), ("decln", "advn")])
def test_a_day_in_one_nyse_file_only_is_refused_and_the_first_is_named(tmp_path: Path, cut: str, whole: str) -> None:
    landing = _landing(tmp_path)
    put(tmp_path / "archive", series.NYSE.format(kind=cut), series.nyse(("20240104", 1400)))

    message = rf"NYSE_{cut}\.csv: no count of 2024-01-02, which .*NYSE_{whole}\.csv has \(2 such days\)"
    with pytest.raises(SourceFormatError, match=message):
        source.read(source.collect(landing, None), is_simulated=False)


def test_one_nyse_file_alone_counts_nothing(tmp_path: Path) -> None:
    landing = _landing(tmp_path)
    (tmp_path / "archive/unicorn.us.com/advdec/NYSE_decln.csv").unlink()

    files = source.collect(landing, None)

    assert files == []
    assert source.read(files, is_simulated=False).is_empty()


@pytest.mark.parametrize("mark", ["", "\ufeff"], ids=["plain", "byte-order mark"])
@pytest.mark.parametrize("text", [CSV, JSON_LINES], ids=["CSV", "JSON lines"])
def test_users_counts_read_the_same_in_both_forms(text: str, mark: str) -> None:
    rows = source.parse_count_file((mark + text).encode(), "file:counts", "cafe")

    assert rows.select("trade_date", "advances_issues", "declines_issues").rows() == [
        (date.fromisoformat(day), advances, declines) for day, advances, declines in OWN
    ]
    assert rows["source_line"][0] == (2 if text is CSV else 1)


@pytest.mark.parametrize(
    ("name", "universe"),
    [("file:my_SP500_counts.csv", "sp500"), ("file:nyse.csv", "nyse"), ("file:counts.csv", "sp1500")],
)
def test_universe_is_what_the_name_says(name: str, universe: str) -> None:
    assert set(source.parse_count_file(CSV.encode(), name, "cafe")["universe"]) == {universe}


def test_users_file_comes_after_the_exchanges(tmp_path: Path) -> None:
    own = tmp_path / "counts.jsonl"
    own.write_text(JSON_LINES, encoding="utf-8")

    rows = source.read(source.collect(_landing(tmp_path), own), is_simulated=False)

    assert rows["universe"].unique(maintain_order=True).to_list() == ["nyse", "sp1500"]


def test_users_file_that_is_not_there_is_missing(tmp_path: Path) -> None:
    with pytest.raises(SourceMissingError, match=r"counts\.csv: No such file.*correct the setting"):
        source.collect(_landing(tmp_path), tmp_path / "counts.csv")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (JSON_LINES + '{"date": "2024-01-04", "advancers": 1}\n', "line 3: not a count row"),
        (JSON_LINES + '{"date": "2024-01-0', "line 3: not a count row"),
        (JSON_LINES + "[1]\n", "line 3: not a count row"),
        (JSON_LINES.replace("900", '"many"'), "line 1 column 'advancers': 'many'"),
        (JSON_LINES.replace("600", "null"), "line 1 column 'decliners': 'None'"),
        (JSON_LINES.replace("2024-01-03", "Jan 3"), "line 2 column 'date': 'Jan 3'"),
        (CSV.replace("decliners", "fallers"), "no column decliners"),
        (CSV.replace("900", "900.5"), "line 2 column 'advancers': '900.5'"),
    ],
)
def test_other_count_files_are_refused(text: str, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        source.parse_count_file(text.encode(), "file:counts", "cafe")


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        (series.WEB_PAGE, "a web page"),
        (series.nyse(("20240102", 1500))[:-2], "line 1: the file stops in the middle"),
        (series.nyse(("2024-01-02", 1500)), "line 1 column 'day': '2024-01-02'"),
        (b"20240102, 1500\n20240103, x\n", "line 2 column 'count': 'x'"),
        (b"20240102\n", "no column count"),
    ],
)
def test_other_nyse_files_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message):
        source.parse_nyse_file(payload, "NYSE_advn.csv", "advances_issues")
