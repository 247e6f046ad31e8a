"""Option files as other programs write them give the same quotes, and one without rows is refused."""

import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.option_files import parse_option_file
from tests.fixtures.option_files import (
    DATASHOP_CALCS,
    DATASHOP_CALCS_ROW,
    OPTIONSDX_ROW,
    OPTIONSDX_TITLES,
    OPTOPSY_ROWS,
    OPTOPSY_TITLES,
    lines,
)

USUAL = {
    "datashop_eod": lines(DATASHOP_CALCS, DATASHOP_CALCS_ROW),
    "optionsdx": lines(OPTIONSDX_TITLES, OPTIONSDX_ROW),
    "optopsy": lines(OPTOPSY_TITLES, *OPTOPSY_ROWS),
}


def _spelled(payload: bytes, spelling: str) -> bytes:
    table = [line.split(",") for line in payload.decode().replace(", ", ",").splitlines()]
    if spelling == "in quotation marks":
        return lines(*(",".join(f'"{cell}"' for cell in row) for row in table))
    if spelling == "titles after blanks":
        return lines(", ".join(table[0]) + " ", *map(",".join, table[1:]))
    return payload.replace(b"\n", b"\r")


@pytest.mark.parametrize("spelling", ["in quotation marks", "titles after blanks", "carriage returns alone"])
@pytest.mark.parametrize("layout", USUAL)
def test_a_users_file_may_be_written_by_other_programs(layout: str, spelling: str) -> None:
    name, index = ("file:vix_eod_202401.txt", "VIX") if layout == "optionsdx" else ("file:x.csv", "SPX")

    read = parse_option_file(_spelled(USUAL[layout], spelling), name, "cafe", index)

    assert read.rows.equals(parse_option_file(USUAL[layout], name, "cafe", index).rows)
    assert read.lines_of_others == 0


@pytest.mark.parametrize("layout", USUAL)
def test_a_header_without_rows_is_refused(layout: str) -> None:
    titles = USUAL[layout].split(b"\n", 1)[0]

    with pytest.raises(SourceFormatError, match="a header and no row below it"):
        parse_option_file(titles, "file:vix_eod_202401.txt", "cafe", "VIX")
