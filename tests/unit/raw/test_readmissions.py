"""Letting quarantined rows in: recorded, for exactly those rows, from the next load on and for good."""

import json
import re

import polars as pl
import pytest

from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.raw.cboe_index_history import DATASET as INDICES
from pipelines.raw.fred_series import DATASET as FRED
from pipelines.raw.quarantine import QuarantineError, quarantined_load, quarantined_loads
from pipelines.raw.quarantine_state import state_of
from pipelines.raw.readmissions import readmit, readmitted
from tests.fixtures import series

VVIX = series.INDEX.format(symbol="VVIX")
CPI = series.FRED.format(series="CPIAUCSL")
GOOD_ROWS = ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0)


def _readmit(market, why: str = "the exchange confirmed it") -> int:
    folder = market.settings.quarantine_dir
    return readmit(folder, quarantined_loads(folder)[0], "a person", why)


def test_readmitted_row_is_loaded_by_the_next_run_and_stays(market) -> None:
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 260.0)))
    assert market.load(INDICES).outcome == "rejected"

    assert _readmit(market) == 1
    report = market.load(INDICES)

    assert (report.outcome, report.rows_quarantined) == ("loaded", 0)
    assert 260.0 in market.rows(INDICES)["close_pts"].to_list()
    assert market.load(INDICES).outcome == "unchanged"
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 260.0), ("01/08/2024", 90.0)))
    assert market.load(INDICES).outcome == "loaded"


def test_of_several_promises_one_is_named_and_the_others_stay_out(market) -> None:
    bad = ("03/15/2006", 15.71)
    market.put(VVIX, series.close_only("VVIX", bad, *GOOD_ROWS))
    market.load(INDICES)
    market.put(VVIX, series.close_only("VVIX", bad, *GOOD_ROWS[:-1]))
    assert market.load(INDICES).outcome == "rejected"
    loads = quarantined_loads(market.settings.quarantine_dir)
    (load,) = (one for one in loads if len({row["promise"] for row in one.rows()}) == 2)

    for promise in (None, "no_such_promise"):
        with pytest.raises(QuarantineError, match=r"broke .*history_is_complete \(1 rows\).* with --promise"):
            readmit(market.settings.quarantine_dir, load, "a person", "why", promise)
    assert readmit(market.settings.quarantine_dir, load, "a person", "withdrawn", "history_is_complete") == 1

    assert market.load(INDICES).outcome == "partial"
    closes = market.rows(INDICES).filter(pl.col("index_symbol") == "VVIX")["close_pts"]
    assert closes.to_list() == [85.0, 86.0]


def test_ledger_that_a_kill_cut_is_read_up_to_there_and_goes_on(market) -> None:
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 260.0)))
    market.load(INDICES)
    _readmit(market)
    ledger = market.settings.quarantine_dir / "readmissions.jsonl"
    whole = ledger.read_text()
    ledger.write_text(whole + whole[:40])

    assert len(readmitted(market.settings.quarantine_dir)) == 1
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 261.0)))
    market.load(INDICES)
    _readmit(market)
    assert len(readmitted(market.settings.quarantine_dir)) == 2

    ledger.write_text("{}\n" + whole)
    with pytest.raises(QuarantineError, match="line 1: not a re-admission; remove the line"):
        readmitted(market.settings.quarantine_dir)


def test_another_value_in_the_same_place_is_not_let_in(market) -> None:
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 260.0)))
    market.load(INDICES)
    _readmit(market)
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 261.0)))

    assert market.load(INDICES).outcome == "rejected"


def test_ledger_says_who_when_why_and_which(market) -> None:
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/05/2024", 260.0)))
    report = market.load(INDICES)
    _readmit(market, "checked with a second vendor")
    ledger = market.settings.quarantine_dir / "readmissions.jsonl"
    before = ledger.read_bytes()
    with pytest.raises(QuarantineError, match=r"let in before, by a person on 20\d\d-.*: checked with a second vendor"):
        _readmit(market, "twice is once")

    assert ledger.read_bytes() == before
    (row,) = readmitted(market.settings.quarantine_dir).rows(named=True)
    assert (row["table_name"], row["promise"], row["row_key"], row["readmitted_by"], row["why"]) == (
        "raw.raw_cboe__index_history", "vvix_is_plausible", "VVIX|2024-01-05", "a person",
        "checked with a second vendor",
    )  # fmt: skip
    assert report.quarantine_file.stem.endswith(row["quarantine_id"])


def test_of_rows_that_another_load_let_in_only_the_others_are_new(market) -> None:
    folder = market.settings.quarantine_dir
    for third in (87.0, 270.0):
        market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS[:2], ("01/04/2024", third), ("01/05/2024", 260.0)))
        market.load(INDICES)
    one, both = sorted(quarantined_loads(folder), key=lambda load: len(load.rows()))
    readmit(folder, one, "a person", "the fifth")
    state = state_of(both, readmitted(folder), RAW_LANDING__LOADS.polars_schema.to_frame())
    assert re.fullmatch(r"1 of 2 let in by a person on 20\d\d-\d\d-\d\d: the fifth", state)

    assert readmit(folder, both, "a person", "the fourth") == 1
    assert readmitted(folder).select("row_key", "why").rows() == [
        ("VVIX|2024-01-05", "the fifth"), ("VVIX|2024-01-04", "the fourth"),
    ]  # fmt: skip


def test_withdrawn_history_is_accepted_the_same_way(market) -> None:
    market.load(FRED)
    market.put(CPI, series.fred("CPIAUCSL", ("2023-12-01", "308.5")))
    assert market.load(FRED).outcome == "rejected"

    _readmit(market, "the series was rebased")

    assert market.load(FRED).outcome == "loaded"
    assert market.rows(FRED).filter(pl.col("series_id") == "CPIAUCSL").height == 1


def test_a_file_that_could_not_be_read_has_no_rows_to_let_in(market) -> None:
    market.put(VVIX, series.WEB_PAGE)
    market.load(INDICES)

    with pytest.raises(QuarantineError, match="a whole file could not be read"):
        _readmit(market)


def test_a_key_that_occurs_twice_can_not_be_let_in(market) -> None:
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS, ("01/04/2024", 99.0)))
    market.load(INDICES)

    with pytest.raises(QuarantineError, match="rows that break key_is_unique"):
        _readmit(market)


def test_load_in_quarantine_is_named_by_the_beginning_of_its_id(market) -> None:
    folder = market.settings.quarantine_dir
    market.put(VVIX, series.WEB_PAGE)
    market.load(INDICES)
    (load,) = quarantined_loads(folder, "raw.raw_cboe__index_history")

    assert quarantined_load(folder, load.quarantine_id[:5]) == load
    assert quarantined_loads(folder, "raw_fred__series") == []
    with pytest.raises(QuarantineError, match="0 loads in quarantine begin so"):
        quarantined_load(folder, "zzz")


def test_an_adjusted_root_has_no_code_and_stays_out(chains) -> None:
    titles = (
        "underlying_symbol,quote_date,root,expiration,strike,option_type,bid_1545,ask_1545,underlying_bid_1545,"
        "underlying_ask_1545,bid_eod,ask_eod,trade_volume,close,open_interest"
    )
    quotes = [f"^SPX,2024-01-03,{root},2024-02-16,{strike},C,50,51,0,0,50,51,1,50,1"
              for root, strike in (("SPX", 4700), ("XSP1", 4800))]  # fmt: skip
    (chains.folder / "adjusted.csv").write_text("\n".join([titles, *quotes, ""]))
    chains.load()
    folder = chains.market.settings.quarantine_dir
    load = quarantined_loads(folder)[0]

    with pytest.raises(QuarantineError, match="root_is_known"):
        readmit(folder, load, "me", "it is only adjusted")
    let_in_by_an_older_version = {
        "table_name": f"raw.{load.table}", "promise": "root_is_known", "row_sha256": load.rows()[0]["row_sha256"],
        "row_key": "", "quarantine_id": "", "readmitted_by": "me", "readmitted_at": "2024-01-04T00:00:00+00:00",
        "why": "",
    }  # fmt: skip
    (folder / "readmissions.jsonl").write_text(json.dumps(let_in_by_an_older_version) + "\n")
    chains.put("other.csv", "04 4700 50")

    assert chains.load().rows_out == 2
