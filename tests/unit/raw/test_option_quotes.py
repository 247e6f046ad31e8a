"""Option chains at the gate: the newest snapshot of a session counts, nothing at all is allowed."""

import os
from dataclasses import replace
from datetime import date

import polars as pl

from pipelines.raw.option_quotes import SPX, VIX
from tests.fixtures.option_quotes import ADDRESS, delayed_quotes, option, quote_table

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


def test_many_crossed_quotes_reject_the_chain() -> None:
    assert {consent.max_rows for consent in SPX.contract.consents} == {200}


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
