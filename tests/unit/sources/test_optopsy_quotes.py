"""optopsy's CSV, in and out: what goes out comes in the same."""

import polars as pl

from pipelines.sources.optopsy_quotes import optopsy_rows, parse_optopsy_quotes
from tests.fixtures.option_files import OPTOPSY_ROWS, OPTOPSY_TITLES, lines

FILE = lines(OPTOPSY_TITLES, *OPTOPSY_ROWS)


def test_root_is_the_symbol_or_told_by_the_expiry() -> None:
    rows = parse_optopsy_quotes(FILE, "a", "SPX")

    assert rows.select("root", pl.col("expiry_date").dt.day(), "option_type").rows() == [
        ("SPX", 19, "C"), ("SPXW", 17, "P"), ("SPXW", 19, "C"),
    ]  # fmt: skip
    assert rows["vendor_delta_ratio"].to_list() == [0.54, None, 0.54]
    assert rows["source_line"].to_list() == [2, 3, 4]


def test_what_goes_out_comes_in_the_same() -> None:
    rows = parse_optopsy_quotes(FILE, "a", "SPX")

    again = parse_optopsy_quotes(optopsy_rows(rows).write_csv().encode(), "a", "SPX")

    assert again.equals(rows)


def test_other_symbols_are_left_out() -> None:
    payload = FILE.replace(b"SPXW,", b"SPY,")

    assert parse_optopsy_quotes(payload, "a", "SPX").height == 2
    assert isinstance(parse_optopsy_quotes(payload, "a", "VIX"), pl.DataFrame)
