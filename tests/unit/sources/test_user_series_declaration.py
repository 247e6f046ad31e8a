"""The declaration of a user's series: what is read, and that each mistake is named with what would be right."""

from pathlib import Path

import pytest

from pipelines.sources.errors import SourceFormatError
from pipelines.sources.user_series_declaration import Declaration, read_declaration

EXAMPLE = Path(__file__).parents[3] / "docs" / "user_series.toml"
GOOD = """\
[[series]]
name = "reit"
path = "vnq.csv"
date_column = "Date"
value_column = "Close"
unit = "usd"
is_adjusted = true
frequency = "daily"
publication_lag_days = 0

[shiller]
path = "ie_data.xls"
"""


def _complaint(old: str, new: str) -> str:
    assert old in GOOD
    with pytest.raises(SourceFormatError) as refusal:
        read_declaration(GOOD.replace(old, new, 1).encode(), "mine.toml")
    return str(refusal.value)


def test_good_declaration_is_read() -> None:
    read = read_declaration(GOOD.encode(), "mine.toml")

    assert [series.name for series in read.series] == ["reit"]
    assert (read.series[0].date_format, read.series[0].header_row, read.series[0].second_source_of) == (
        "%Y-%m-%d", 1, None,
    )  # fmt: skip
    assert read.shiller.path == "ie_data.xls"


def test_shipped_example_is_good_and_shows_every_key() -> None:
    read = read_declaration(EXAMPLE.read_bytes(), EXAMPLE.name)

    shown = {key for series in read.series for key in series.model_fields_set}
    assert shown == set(type(read.series[0]).model_fields)
    assert read.shiller is not None


def test_empty_declaration_declares_nothing() -> None:
    assert read_declaration(b"", "mine.toml") == Declaration()


@pytest.mark.parametrize(
    ("old", "new", "place", "nearest"),
    [
        ("date_column", "date_colum", "series.0.date_colum", "date_column"),
        ("publication_lag_days", "lag_days", "series.0.lag_days", "publication_lag_days"),
        ("[[series]]", "[[serie]]", "serie", "series"),
        ('path = "ie', 'file_path = "ie', "shiller.file_path", "path"),
    ],
)
def test_unknown_key_is_named_with_the_nearest_valid_one(old: str, new: str, place: str, nearest: str) -> None:
    message = _complaint(old, new)

    assert message.startswith("mine.toml: ")
    assert f"unknown key '{place}'; nearest valid key: '{nearest}'" in message
    assert "docs/user_series.toml is an example" in message


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('unit = "usd"\n', "", "series.0.unit: this key is needed"),
        ('"usd"', '"dollar"', "series.0.unit: must be one of pts, usd, pct, ratio, vol (got 'dollar')"),
        ('"daily"', '"weekly"', "series.0.frequency: must be one of daily, monthly (got 'weekly')"),
        ("days = 0", "days = -1", "series.0.publication_lag_days: "),
        ('"reit"', '"VNQ close"', "series.0.name: "),
        ('path = "vnq.csv"', 'path = "vnq.csv"\nsecond_source_of = "DAX"', "second_source_of: must be one of VIX, "),
        ('path = "vnq.csv"', 'path = "vnq.csv"\ndate_format = "%d"', "date_format: must name year and month"),
        ("[shiller]", GOOD.partition("[shiller]")[0] + "[shiller]", "two series are named reit"),
        ("[[series]]", "<html>", "not readable as TOML"),
    ],
)
def test_wrong_value_is_named_with_its_place(old: str, new: str, complaint: str) -> None:
    assert complaint in _complaint(old, new)
