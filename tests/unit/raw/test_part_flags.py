"""A streamed table keeps its accounts: flags go with their rows, rows that are let in stay, lost ones are missed."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from pipelines.contracts.completeness import Freshness
from pipelines.contracts.data_docs import build_data_docs
from pipelines.contracts.profile import ShareBand
from pipelines.contracts.table import RowRule
from pipelines.raw import part_gate
from pipelines.raw.load_log import RowsLostError
from pipelines.raw.option_quotes import SPX
from pipelines.raw.part_whole import chain_results
from pipelines.raw.quarantine import quarantined_loads
from pipelines.raw.readmissions import readmit
from tests.fixtures.option_files import OPTOPSY_TITLES, lines

DEAR = RowRule("bid_is_usual", pl.col("bid_pts") < 100, "a dear option; compare it", "flag", "bid_pts")
ODD = replace(SPX, contract=replace(SPX.contract, rules=(*SPX.contract.rules, DEAR)))


@pytest.fixture
def chains(market, tmp_path: Path):
    """The market with a folder of option files and no snapshots."""
    (tmp_path / "own").mkdir()
    for day in market.root.glob("as_of=*"):
        day.rename(market.root / "not_kept")
    return replace(market, settings=market.settings.model_copy(update={"option_files": tmp_path / "own"}))


def put(chains, name: str, *quotes: str) -> None:
    """A file with quotes `day strike bid`."""
    rows = [
        f"SPX,2024-01-{day},2024-02-16,{strike},c,{bid},{float(bid) + 1},0.5"
        for day, strike, bid in (quote.split() for quote in quotes)
    ]
    (chains.settings.option_files / name).write_bytes(lines(OPTOPSY_TITLES, *rows))


def flagged(chains) -> list[tuple[str, str, float]]:
    rows = chains.warehouse.query("select promise, row_key, value from raw.raw_landing__flags order by all")
    return [(promise, key.split("|")[0], value) for promise, key, value in rows.iter_rows()]


def test_an_odd_row_is_loaded_and_listed(chains) -> None:
    put(chains, "a.csv", "03 4700 50", "03 4800 120")

    report = chains.load(ODD)

    assert (report.outcome, report.rows_out, report.rows_flagged) == ("loaded", 2, 1)
    assert report.broken == {"bid_is_usual": 1}
    assert flagged(chains) == [("bid_is_usual", "2024-01-03", 120.0)]
    assert chains.log(ODD)["rows_flagged"] == 1


def test_a_flag_goes_with_its_row(chains) -> None:
    put(chains, "a.csv", "03 4800 120", "04 4800 130")
    chains.load(ODD)
    put(chains, "b.csv", "03 4800 20")  # the last name counts
    chains.load(ODD)
    assert flagged(chains) == [("bid_is_usual", "2024-01-04", 130.0)]

    (chains.settings.option_files / "b.csv").unlink()
    chains.load(ODD)
    assert len(flagged(chains)) == 2  # the row that had given way is back

    put(chains, "a.csv", "03 4800 20")
    chains.load(ODD)
    assert flagged(chains) == []


def test_a_row_that_gives_way_at_once_has_no_flag(chains) -> None:
    put(chains, "b.csv", "03 4800 20")
    chains.load(ODD)
    put(chains, "a.csv", "03 4800 120")

    chains.load(ODD)

    assert flagged(chains) == []


def test_rows_of_a_refused_file_have_no_flag(chains) -> None:
    put(chains, "a.csv", "03 4800 120", "03 -1 50")

    assert chains.load(ODD).outcome == "rejected"
    assert flagged(chains) == []


def test_the_table_as_a_whole_is_flagged_and_forgiven(chains) -> None:
    late = Freshness("chains_are_fresh", "quote_date", pl.lit("SPX chains"), -1, "none may end at all")
    put(chains, "a.csv", "03 4700 50")
    chains.load(replace(SPX, contract=replace(SPX.contract, profile=(late,))))
    assert flagged(chains) == [("chains_are_fresh", "SPX chains", 0.0)]

    put(chains, "a.csv", "03 4700 51")
    assert chains.load(SPX).rows_flagged == 0
    assert flagged(chains) == []


def test_what_is_streamed_can_not_promise_to_refuse_as_a_whole() -> None:
    band = ShareBand("share", pl.col("bid_pts") == 0, 0.5, "history")

    with pytest.raises(ValueError, match="flagged as a whole, not refused"):
        replace(SPX, contract=replace(SPX.contract, profile=(band,)))


def test_results_of_great_expectations_are_kept_and_make_a_page(chains, tmp_path: Path) -> None:
    put(chains, "a.csv", "03 4700 50", "03 -1 50")
    put(chains, "b.csv", "04 4700 50")
    chains.load(ODD)
    record = chains.settings.validations_dir / f"{SPX.contract.name}.json"

    of_chains = chain_results(ODD, chains.settings)
    kept = [*json.loads(record.read_text(encoding="utf-8")), *(result.to_json_dict() for result in of_chains)]
    results = {item["expectation_config"]["kwargs"]["column"]: item["success"] for item in kept}
    page = build_data_docs([record], tmp_path / "scratch", tmp_path / "site", {record.stem: of_chains})

    assert results["strike_pts_in_range"] is False
    assert results["bid_is_usual"] is results["chains_are_fresh"] is results["parity_break_ratio"] is True
    (shown,) = (tmp_path / "site").glob(f"validations/{SPX.contract.name}/**/*.html")
    assert page.exists()
    assert "a dear option; compare it" in shown.read_text(encoding="utf-8")


def test_quarantined_row_is_let_in_by_the_next_load_and_stays(chains) -> None:
    put(chains, "a.csv", "03 4700 50", "03 4800 200000")
    put(chains, "b.csv", "04 4700 51")
    folder = chains.settings.quarantine_dir
    assert chains.load(SPX).outcome == "rejected"
    (held,) = quarantined_loads(folder, SPX.contract.name)
    assert {(row["source_address"], row["source_line"]) for row in held.rows()} == {("file:a.csv", 3)}

    for promise in ("bid_pts_in_range", "ask_pts_in_range"):
        assert readmit(folder, held, "a person", "the exchange confirmed it", promise) == 1
    report = chains.load(SPX)

    assert (report.outcome, report.rows_out, report.rows_quarantined) == ("loaded", 3, 0)
    assert 200000.0 in chains.rows(SPX)["bid_pts"].to_list()
    assert chains.load(SPX).outcome == "unchanged"
    put(chains, "a.csv", "03 4700 50", "03 4800 200001")  # another value in its place is not let in
    assert chains.load(SPX).outcome == "rejected"
    assert 200000.0 in chains.rows(SPX)["bid_pts"].to_list()  # the last good rows stay


def test_row_is_let_in_when_each_promise_that_it_breaks_was_waived(chains) -> None:
    put(chains, "a.csv", "03 4700 50", "03 4800 -5")
    folder = chains.settings.quarantine_dir
    chains.load(SPX)
    (held,) = quarantined_loads(folder, SPX.contract.name)

    readmit(folder, held, "a person", "seen", "bid_pts_in_range")
    assert chains.load(SPX).outcome == "rejected"
    readmit(folder, held, "a person", "seen", "ask_pts_in_range")
    report = chains.load(SPX)

    assert (report.outcome, report.rows_out) == ("loaded", 2)


def test_rows_that_do_not_arrive_are_missed_and_their_file_is_read_again(chains, monkeypatch) -> None:
    write = part_gate.write_change

    def losing(connection, contract, parts, change) -> None:
        write(connection, contract, parts, replace(change, rows=change.rows[1:]))

    put(chains, "a.csv", "03 4700 50", "03 4800 20")
    monkeypatch.setattr(part_gate, "write_change", losing)
    with pytest.raises(RowsLostError, match=r"other rows than were judged of file:a\.csv"):
        chains.load(SPX)
    monkeypatch.setattr(part_gate, "write_change", write)

    report = chains.load(SPX)

    assert (report.outcome, report.rows_out, chains.rows(SPX).height) == ("loaded", 2, 2)


def test_a_strike_is_the_same_text_in_a_flag_and_in_the_table() -> None:
    """Flags are told by the text of their key, written by polars and looked up in SQL; they part below 0.0001."""
    (strike,) = (column for column in SPX.contract.columns if column.name == "strike_pts")
    spaced = np.geomspace(max(strike.minimum, 1e-9), strike.maximum, 2_000)
    strikes = pl.DataFrame({"strike_pts": [*spaced, *spaced.round(3), 4700.0, 12.5]})

    in_sql = duckdb.from_arrow(strikes.to_arrow()).query("t", "select cast(strike_pts as varchar) from t").fetchall()

    assert [text for (text,) in in_sql] == strikes["strike_pts"].cast(pl.String).to_list()
