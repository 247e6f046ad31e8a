"""Vintages at the gate: optional, contradictions refused, and a bad download of long ago no obstacle for ever."""

from dataclasses import replace
from datetime import UTC, date, datetime

import polars as pl
import pytest
from pydantic import SecretStr

from pipelines.contracts.fred_vintages import RAW_FRED__VINTAGES
from pipelines.raw.fred_vintages import DATASET
from pipelines.raw.gate import load
from pipelines.sources.errors import SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.fred_api import page_address
from pipelines.sources.landing import Landing
from tests.fixtures import series
from tests.fixtures.fred_api import FIRST_CPI, REVISED_CPI, answer
from tests.fixtures.provider import Provider

API = page_address("CPIAUCSL", 0, None)
CSV = series.FRED.format(series="CPIAUCSL")


def test_without_key_copies_or_earlier_downloads_the_table_is_empty(market) -> None:
    assert market.load(DATASET).outcome == "loaded"
    assert market.rows(DATASET).is_empty()


def test_answers_kept_in_an_archive_are_loaded(market) -> None:
    market.put(API, answer(FIRST_CPI, REVISED_CPI))

    assert market.load(DATASET).outcome == "loaded"
    assert market.rows(DATASET)["value"].to_list() == [309.685, 309.698]


def test_today_passed_off_as_history_leaves_the_last_good_rows(market) -> None:
    market.put(API, answer(FIRST_CPI, REVISED_CPI))
    market.load(DATASET)
    before = market.fingerprint(DATASET)
    market.put(API, answer(*[("2026-11-24", "2026-11-24", f"2024-0{month}-01", "309.7") for month in (1, 2)]))

    report = market.load(DATASET)

    assert (report.outcome, market.fingerprint(DATASET)) == ("rejected", before)
    assert "no vintages in the answer" in report.message


def test_two_copies_of_one_day_that_differ_are_refused(market, tmp_path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    for note, value in (("", "309.685"), ("_other", "309.7")):
        (copies / f"CPIAUCSL_asof_2026-01-03{note}.csv").write_text(f"date,value\n2024-01-01,{value}\n")
    settings = market.settings.model_copy(update={"macro_vintages": copies})

    report = load(DATASET, Landing(settings.landing_dir, FolderTransport(market.root)), market.warehouse, settings)

    assert (report.outcome, list(report.broken)) == ("rejected", ["key_is_unique"])


@pytest.mark.parametrize(("source", "outcome"), [("landed", "partial"), ("user_file", "rejected")])
def test_implausible_value_of_an_earlier_download_is_quarantined(market, source: str, outcome: str) -> None:
    good = {
        "series_id": "CPIAUCSL", "observation_date": date(2024, 1, 1), "value": 309.7,
        "realtime_start_date": date(2024, 3, 1), "realtime_end_date": None, "vintage_source": source,
        "seen_at": datetime(2024, 3, 1, tzinfo=UTC), "source_sha256": "cafe", "source_line": 2,
        "is_simulated": False,
    }  # fmt: skip
    bad = {**good, "value": 309_700.0, "seen_at": datetime(2024, 3, 2, tzinfo=UTC)}
    rows = pl.DataFrame([good, bad], schema=RAW_FRED__VINTAGES.polars_schema)

    report = market.load(replace(DATASET, read=lambda *_: rows))

    assert (report.outcome, report.broken) == (outcome, {"value_is_plausible": 1})


def test_while_the_api_is_out_of_reach_the_rest_is_loaded_with_a_warning(market, tmp_path) -> None:
    copies = tmp_path / "copies"
    copies.mkdir()
    (copies / "CPIAUCSL_asof_2026-01-03.csv").write_text("date,value\n2024-01-01,309.698\n")
    more = {"origin": "live", "fred_api_key": SecretStr("0123456789abcdef" * 2), "macro_vintages": copies}
    mine = replace(market, settings=market.settings.model_copy(update=more))
    answers = {page_address("CPIAUCSL", 0, more["fred_api_key"]): answer(FIRST_CPI, REVISED_CPI)}
    down = Provider(failure=SourceUnreachableError("api: status 500", "run again later"))

    first, second = mine.load(DATASET, down), mine.load(DATASET, down)

    assert (first.outcome, second.outcome) == ("unreachable", "unreachable")
    assert "status 500" in first.message
    assert (mine.rows(DATASET)["vintage_source"].to_list(), mine.log(DATASET)["rows_in_table"]) == (["user_file"], 1)

    assert mine.load(DATASET, Provider(answers)).outcome == "loaded"
    before = mine.fingerprint(DATASET)
    assert mine.load(DATASET, down).outcome == "unreachable"
    assert mine.fingerprint(DATASET) == before  # with the answers of the last good day
    assert mine.rows(DATASET).group_by("vintage_source").len().sort("vintage_source").rows() == [
        ("alfred", 2), ("user_file", 1),
    ]  # fmt: skip
