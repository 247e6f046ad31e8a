"""Option files of the user's own: layouts told by their headers, packed or not, and what is refused."""

import io
import zipfile
from pathlib import Path

import pytest

from pipelines.sources.errors import SourceFormatError, SourceMissingError
from pipelines.sources.option_files import layout_of, option_files, parse_option_file
from tests.fixtures.option_files import (
    DATASHOP_CALCS,
    DATASHOP_CALCS_ROW,
    DATASHOP_PLAIN,
    DATASHOP_ROW,
    OPTIONSDX_ROW,
    OPTIONSDX_TITLES,
    OPTOPSY_ROWS,
    OPTOPSY_TITLES,
    lines,
)
from tests.fixtures.option_quotes import gzipped, quote_table

LAYOUTS = {
    "quote_table": quote_table(),
    "datashop_eod": lines(DATASHOP_PLAIN, DATASHOP_ROW),
    "optionsdx": lines(OPTIONSDX_TITLES, OPTIONSDX_ROW),
    "optopsy": lines(OPTOPSY_TITLES, *OPTOPSY_ROWS),
}


def zipped(**members: bytes) -> bytes:
    pack = io.BytesIO()
    with zipfile.ZipFile(pack, "w", zipfile.ZIP_DEFLATED) as folder:
        for name, content in members.items():
            folder.writestr(name, content)
    return pack.getvalue()


@pytest.mark.parametrize("layout", LAYOUTS)
def test_layout_is_told_by_the_header(layout: str) -> None:
    assert layout_of(LAYOUTS[layout], "file:some.csv") == layout


def test_calculated_columns_change_no_layout() -> None:
    assert layout_of(lines(DATASHOP_CALCS, DATASHOP_CALCS_ROW), "a") == "datashop_eod"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_packed_and_plain_files_read_the_same(layout: str) -> None:
    name, index = ("file:vix_eod_202401.txt", "VIX") if layout == "optionsdx" else ("file:x.csv", "SPX")
    plain = parse_option_file(LAYOUTS[layout], name, "cafe", index).rows

    assert set(plain["source_layout"]) == {layout}
    for packed in (gzipped(LAYOUTS[layout]), zipped(inside=LAYOUTS[layout])):
        assert parse_option_file(packed, name, "cafe", index).rows.equals(plain)


@pytest.mark.parametrize("symbol", ["SPX", "^SPX", "$SPX", ".SPX", "spx", "SPXW"])
@pytest.mark.parametrize("layout", ["datashop_eod", "optopsy"])
def test_an_index_is_known_whichever_way_it_is_spelled(layout: str, symbol: str) -> None:
    header, *rows = LAYOUTS[layout].decode().splitlines()
    spelled = lines(header, *(symbol + row[row.index(",") :] for row in rows))

    found = parse_option_file(spelled, "a", "cafe", "SPX")

    assert (found.rows.height, found.lines_of_others) == (len(rows), 0)


def test_lines_of_others_are_counted_and_a_file_of_none_is_refused() -> None:
    other = DATASHOP_ROW.replace("^SPX", "SPY").replace("SPXW", "SPY")

    found = parse_option_file(lines(DATASHOP_PLAIN, DATASHOP_ROW, other, other), "a", "cafe", "SPX")

    assert (found.rows.height, found.lines_of_others) == (1, 2)
    assert parse_option_file(lines(DATASHOP_PLAIN, DATASHOP_ROW, other), "a", "cafe", "VIX").lines_of_others == 2
    with pytest.raises(SourceFormatError, match="no option of SPX or VIX"):
        parse_option_file(lines(DATASHOP_PLAIN, other), "a", "cafe", "SPX")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_users_file_may_lack_the_end_of_its_last_line(layout: str) -> None:
    name, index = ("file:vix_eod_202401.txt", "VIX") if layout == "optionsdx" else ("file:x.csv", "SPX")

    bare = parse_option_file(LAYOUTS[layout].rstrip(b"\n"), name, "cafe", index)

    assert bare.rows.equals(parse_option_file(LAYOUTS[layout], name, "cafe", index).rows)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_users_file_may_have_blank_lines_at_its_end(layout: str) -> None:
    name, index = ("file:vix_eod_202401.txt", "VIX") if layout == "optionsdx" else ("file:x.csv", "SPX")

    blank = parse_option_file(LAYOUTS[layout] + b"\n \r\n", name, "cafe", index)

    assert blank.rows.equals(parse_option_file(LAYOUTS[layout], name, "cafe", index).rows)
    assert blank.lines_of_others == 0


def test_a_workbook_is_refused_as_such() -> None:
    with pytest.raises(SourceFormatError, match=r"quotes\.xlsx: neither CSV nor text"):
        parse_option_file(zipped(sheet=b"1", styles=b"2"), "file:quotes.xlsx", "cafe", "VIX")


def test_rows_inside_quotation_marks_are_not_lines_of_others() -> None:
    first, last = DATASHOP_ROW.rsplit(",", 1)
    payload = lines(DATASHOP_PLAIN, f'{first},"{last}', DATASHOP_ROW, f'{first},{last}"')

    with pytest.raises(SourceFormatError, match="line 2: a quotation mark opens"):
        parse_option_file(payload, "a", "cafe", "SPX")


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_users_file_that_stops_inside_a_line_is_refused(layout: str) -> None:
    name, index = ("file:vix_eod_202401.txt", "VIX") if layout == "optionsdx" else ("file:x.csv", "SPX")
    cut = LAYOUTS[layout][: LAYOUTS[layout].rstrip().rfind(b",")]

    with pytest.raises(SourceFormatError, match="stops in the middle of a line"):
        parse_option_file(cut, name, "cafe", index)


def test_file_of_another_index_gives_no_row() -> None:
    assert parse_option_file(LAYOUTS["datashop_eod"], "a", "cafe", "VIX").rows.is_empty()
    assert parse_option_file(LAYOUTS["optionsdx"], "file:spx_eod.txt", "cafe", "VIX").rows.is_empty()


def test_only_files_that_may_hold_quotes_are_taken(tmp_path: Path) -> None:
    notes = ("notes.md", ".hidden.csv", ".DS_Store", "README.txt", "LICENSE.txt")
    for name in ("b.csv.gz", "a.txt", "c.zip", "d.parquet", *notes):
        (tmp_path / name).touch()
    for folder in (".hidden", "__MACOSX"):
        (tmp_path / folder).mkdir()

    assert [path.name for path in option_files(tmp_path)] == ["a.txt", "b.csv.gz", "c.zip", "d.parquet"]


def test_a_link_that_leads_nowhere_is_taken_so_that_it_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.csv").symlink_to(tmp_path / "gone.csv")

    assert [path.name for path in option_files(tmp_path)] == ["a.csv"]


def test_folder_without_option_files_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.md").touch()

    with pytest.raises(SourceMissingError, match="no file of option quotes in it — is its drive mounted"):
        option_files(tmp_path)


def test_folder_inside_is_refused_for_its_files_would_not_be_read(tmp_path: Path) -> None:
    (tmp_path / "a.csv").touch()
    (tmp_path / "b.csv").mkdir()

    with pytest.raises(SourceMissingError, match=r"files in the folder b\.csv would not be read"):
        option_files(tmp_path)


@pytest.mark.parametrize(
    ("payload", "message"),
    [
        pytest.param(b"7z\xbc\xaf\x27\x1c....", "packed with 7z", id="7z"),
        pytest.param(zipped(one=b"1", two=b"2"), "2 files inside", id="two files in a zip"),
        pytest.param(zipped(one=LAYOUTS["optopsy"])[:-30], "damaged zip", id="cut zip"),
        pytest.param(b"", "the answer is empty", id="empty"),
        pytest.param(b"<html>no</html>\n", "a web page", id="HTML"),
        pytest.param(lines("a,b,c", "1,2,3"), "line 1: no known layout", id="unknown"),
        pytest.param(
            lines(OPTOPSY_TITLES.replace("delta", "vega"), OPTOPSY_ROWS[0]),
            "nearest is optopsy, which also has delta",
            id="nearly optopsy",
        ),
        pytest.param(
            lines(DATASHOP_PLAIN.replace("bid_1545", "bid"), DATASHOP_ROW),
            "nearest is datashop_eod, which also has bid_1545",
            id="nearly DataShop",
        ),
    ],
)
def test_other_files_are_refused(payload: bytes, message: str) -> None:
    with pytest.raises(SourceFormatError, match=message) as refusal:
        parse_option_file(payload, "file:own.csv", "cafe", "SPX")

    assert str(refusal.value).startswith("file:own.csv")


def test_optionsdx_needs_a_name_that_says_the_index() -> None:
    with pytest.raises(SourceFormatError, match="begin with SPX or VIX"):
        parse_option_file(LAYOUTS["optionsdx"], "file:eod_202401.txt", "cafe", "VIX")


def test_zip_that_would_fill_the_memory_is_refused() -> None:
    with pytest.raises(SourceFormatError, match="more than 200 MB"):
        parse_option_file(zipped(bomb=b"0" * (201 * 2**20)), "file:own.zip", "cafe", "SPX")
