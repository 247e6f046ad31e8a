"""Option chains at the gate: the newest snapshot of a session counts, nothing at all is allowed."""

import json
import os
import shutil
from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from pipelines.raw.option_quotes import SPX, VIX
from pipelines.raw.quarantine import quarantined_loads
from pipelines.raw.readmissions import readmit
from tests.fixtures.option_files import OPTOPSY_TITLES, lines
from tests.fixtures.option_quotes import ADDRESS, delayed_quotes, option, quote_table, stamped

LIVE = ADDRESS.format(index="SPX")


def test_chain_of_the_archive_is_loaded_and_no_chain_is_an_empty_table(market) -> None:
    assert (market.load(SPX).outcome, market.rows(SPX).height) == ("loaded", 1)
    assert (market.load(VIX).outcome, market.rows(VIX).height) == ("loaded", 0)


def test_newest_snapshot_of_a_session_counts_and_a_users_table_fills_the_gaps(market, tmp_path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "SPX.csv").write_bytes(quote_table())
    own = replace(market, settings=market.settings.model_copy(update={"option_files": tables}))
    for day in market.root.glob("as_of=*"):
        day.rename(market.root / "not_kept")
    for bid in (49.0, 50.0):
        own.put(LIVE, delayed_quotes(option("SPX240117C04700000", bid=bid)))
        report = own.load(SPX)

    assert (report.rows_in, report.rows_out, report.rows_deduplicated) == (4, 2, 2)
    rows = own.rows(SPX).sort("option_type").select("option_type", "bid_pts", "source_layout").rows()
    assert rows == [("C", 50.0, "delayed_json"), ("P", 32.9, "quote_table")]


def test_a_crossed_quote_is_quarantined_and_the_rest_of_the_chain_counts(market) -> None:
    market.load(SPX)
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    path.write_bytes(delayed_quotes(option(bid=60.0)))

    report = market.load(SPX)

    assert (report.outcome, report.rows_quarantined) == ("partial", 1)
    assert "crossed" in report.message
    assert market.rows(SPX).is_empty()


def _chain(strikes: int, crossed: int = 0, **stamps: str) -> bytes:
    """A chain of calls; the first ones are crossed."""
    return delayed_quotes(
        *(option(f"SPXW240117C0{4000 + n}000", bid=60.0 if n < crossed else 50.1) for n in range(strikes)), **stamps
    )


@pytest.mark.parametrize(("crossed", "outcome", "rows"), [(4, "partial", 196), (5, "rejected", 0)])
def test_more_than_a_few_crossed_quotes_reject_the_chain(market, crossed: int, outcome: str, rows: int) -> None:
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    path.write_bytes(_chain(200, crossed))

    report = market.load(SPX)

    assert (report.outcome, market.rows(SPX).height) == (outcome, rows)
    assert "crossed" in report.message


@pytest.mark.parametrize("is_evening_first", [True, False])
def test_a_pull_of_the_morning_after_never_takes_the_place_of_the_close(market, is_evening_first: bool) -> None:
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    morning = market.root / "as_of=2024-01-04" / path.relative_to(market.root / "as_of=2024-01-03")
    morning.parent.mkdir(parents=True)
    path.unlink()
    pulls = [(path, _chain(3)), (morning, _chain(4, timestamp="2024-01-04 08:00:00"))]
    for place, payload in pulls if is_evening_first else reversed(pulls):
        place.write_bytes(payload)
        market.load(SPX)

    found = market.rows(SPX).sort("strike_pts").select("strike_pts", "is_off_close").rows()
    assert found == [(4000, False), (4001, False), (4002, False), (4003, True)]


def test_what_gave_way_to_a_close_comes_back_when_the_close_goes(market, tmp_path) -> None:
    tables = tmp_path / "tables"
    tables.mkdir()
    own = replace(market, settings=market.settings.model_copy(update={"option_files": tables}))
    shutil.rmtree(market.root / "as_of=2024-01-03")
    (tables / "a evening.csv").write_bytes(quote_table())
    (tables / "b morning.csv").write_bytes(quote_table(preamble=stamped("Jan 04 2024 @ 04:47 ET")))

    report = own.load(SPX)

    assert (report.rows_out, report.rows_deduplicated) == (2, 2)
    assert own.rows(SPX)["is_off_close"].to_list() == [False, False]
    (tables / "a evening.csv").unlink()
    own.load(SPX)
    assert own.rows(SPX)["is_off_close"].to_list() == [True, True]


def test_a_chain_that_lost_its_options_leaves_the_one_before(market) -> None:
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    path.write_bytes(_chain(100))
    market.load(SPX)
    for cut, reason in ((_chain(94), "94 rows where the file it replaces has 100"), (_none(), "no option in it")):
        path.write_bytes(cut)

        report = market.load(SPX)

        assert report.outcome == "rejected"
        assert reason in report.message
        assert market.rows(SPX).height == 100
    path.write_bytes(_chain(95))
    assert market.load(SPX).is_good
    assert market.rows(SPX).height == 95


def test_a_cut_that_is_meant_is_let_in(market) -> None:
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    path.write_bytes(_chain(100))
    market.load(SPX)
    path.write_bytes(_chain(60))
    market.load(SPX)
    folder = market.settings.quarantine_dir

    readmit(folder, quarantined_loads(folder, SPX.contract.name)[0], "a person", "40 options were delisted")

    assert market.load(SPX).is_good
    assert market.rows(SPX).height == 60


def test_a_file_of_other_days_is_no_cut(market, tmp_path) -> None:
    own = replace(market, settings=market.settings.model_copy(update={"option_files": tmp_path / "own"}))
    (tmp_path / "own").mkdir()
    for days in (("03", "04", "05"), ("08",)):
        rows = [f"SPX,2024-01-{day},2024-02-16,{4000 + n},c,1,2,0.5" for day in days for n in range(40)]
        (tmp_path / "own" / "latest.csv").write_bytes(lines(OPTOPSY_TITLES, *rows))

        assert own.load(SPX).is_good

    assert set(own.rows(SPX).filter(pl.col("source_layout") == "optopsy")["quote_date"]) == {date(2024, 1, 8)}


def _none() -> bytes:
    answer = json.loads(delayed_quotes())
    answer["data"]["options"] = []
    return json.dumps(answer).encode() + b"\n"


@pytest.mark.parametrize("day", ["2024-01-01", "2024-01-06"])
def test_a_chain_of_a_day_without_a_session_is_refused(market, day: str) -> None:
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    path.write_bytes(delayed_quotes(last_trade_time=f"{day}T16:15:00"))

    report = market.load(SPX)

    assert report.outcome == "rejected"
    assert "no session on that day" in report.message


def test_a_bad_answer_stops_one_run_and_not_those_after_the_repair(market) -> None:
    market.load(SPX)
    (path,) = market.root.glob("as_of=2024-01-03/**/*.gz")
    good = path.read_bytes()
    path.write_bytes(b"<html>refused</html>\n")
    refused = market.load(SPX)
    path.write_bytes(good + b"")
    os.utime(path, (1, 1))

    repaired = market.load(SPX)

    assert refused.outcome == "rejected"
    assert repaired.is_good
    assert market.rows(SPX)["bid_pts"].to_list() == [50.1]


def test_quote_date_is_the_session_and_not_the_day_of_the_download(market) -> None:
    market.load(SPX)

    assert market.rows(SPX).select(pl.col("quote_date").unique()).item() == date(2024, 1, 3)
