"""VX futures at the gate: every kind of bad file leaves the last good table and says why."""

from datetime import date

import polars as pl
import pytest

from pipelines.raw.cfe_vx_futures import DATASET as VX
from tests.fixtures import cfe_vx_futures as files
from tests.fixtures import series
from tests.fixtures.archive import EXPIRIES


def _zero_settlement(payload: bytes) -> bytes:
    return payload.replace(b"14.0,0.00,1000", b"0.00,0.00,1000", 1)


BAD_FILES = [
    pytest.param(_zero_settlement, "rejected", "settlement_is_published: 1 rows, first expiry_date=2024-01-17, "
                 "trade_date=2024-01-02, line 2 of", id="zero settlement"),
    pytest.param(lambda _: series.WEB_PAGE, "rejected", "line 1: a web page came instead of data", id="HTML page"),
    pytest.param(lambda payload: payload[:-7], "rejected", "line 4: the file stops in the middle", id="cut in a line"),
    pytest.param(lambda payload: payload[: payload[:-1].rindex(b"\n") + 1], "rejected",
                 "history_is_complete: 1 rows of the last good load are gone, the first is 2024-01-17, 2024-01-04",
                 id="cut at the end of a line"),
    pytest.param(lambda payload: payload.replace(b"Settle", b"Settlement"), "rejected", "no column Settle",
                 id="column renamed"),
    pytest.param(lambda payload: payload + b"2024-01-02,F (Jan 2024),9,9,9,9,9,0,1,0,1\n", "rejected",
                 "key_is_unique: 2 rows, first expiry_date=2024-01-17, trade_date=2024-01-02", id="contradiction"),
    pytest.param(lambda _: b"", "rejected", "the answer is empty", id="empty"),
    pytest.param(None, "missing", "no such file", id="file gone"),
]  # fmt: skip


@pytest.mark.parametrize(("damage", "outcome", "message"), BAD_FILES)
def test_bad_load_keeps_the_last_good_table_and_says_why(market, damage, outcome: str, message: str) -> None:
    market.load(VX)
    before, rows, inputs = market.fingerprint(VX), market.rows(VX), market.log(VX)["good_input_sha256"]
    path = next(market.root.rglob(f"VX_{EXPIRIES[0]}.csv"))
    path.unlink() if damage is None else path.write_bytes(damage(path.read_bytes()))

    report = market.load(VX)

    assert (report.outcome, report.is_good, report.rows_out) == (outcome, False, 0)
    assert message in report.message
    assert market.fingerprint(VX) == before
    assert market.rows(VX).equals(rows)
    log = market.log(VX)
    assert (log["outcome"], log["good_input_sha256"], log["rows_in_table"]) == (outcome, inputs, 9)
    assert message in log["message"]


@pytest.mark.parametrize(("damage", "outcome", "message"), BAD_FILES[:3])
def test_first_load_that_is_bad_makes_no_table(market, damage, outcome: str, message: str) -> None:
    path = next(market.root.rglob(f"VX_{EXPIRIES[0]}.csv"))
    path.write_bytes(damage(path.read_bytes()))

    assert market.load(VX).outcome == outcome
    assert not market.warehouse.has(VX.contract.qualified_name)


def test_load_is_good_again_once_the_file_is(market) -> None:
    market.load(VX)
    good = market.fingerprint(VX)
    path = next(market.root.rglob(f"VX_{EXPIRIES[0]}.csv"))
    payload = path.read_bytes()
    path.write_bytes(_zero_settlement(payload))
    market.load(VX)
    path.write_bytes(payload)

    report = market.load(VX)

    assert report.outcome == "loaded"
    assert market.fingerprint(VX) == good
    assert (market.log(VX)["outcome"], market.load(VX).outcome) == ("loaded", "unchanged")


def test_rejected_rows_are_kept_with_their_reason(market) -> None:
    path = next(market.root.rglob(f"VX_{EXPIRIES[0]}.csv"))
    path.write_bytes(_zero_settlement(path.read_bytes()))

    report = market.load(VX)

    (row,) = market.quarantined(report)
    assert (row["expiry_date"], row["trade_date"], row["settle_pts"]) == ("2024-01-17", "2024-01-02", 0.0)
    assert row["reason"].startswith("settlement_is_published: a settlement of 0 is not a price")
    assert report.broken["settlement_is_published"] == 1
    assert report.quarantine_file.parent == market.settings.quarantine_dir / "raw_cfe__vx_futures"


def test_twice_given_and_erroneous_rows_of_the_first_years_do_not_refuse_the_rest(market) -> None:
    """§5.1: on ten times today's scale before 2007-03-26, with rows twice and `03/23/2006,K (May 07),170.00,…`."""
    old = "03/23/2007,K (May 07),136.90,139.00,136.50,138.00,138.70,1.50,561,0,19879,"
    new = "03/26/2007,K (May 07),13.80,14.30,13.70,13.80,13.79,-0.08,490,0,20141"
    year_early = "03/23/2006,K (May 07),170.00,170.00,170.00,170.00,170.00,0.00,1,0,1,"
    contradiction = new.replace("13.79", "13.97")
    swapped = "03/27/2007,K (May 07),13.80,13.70,14.30,13.80,13.79,0.00,490,0,20141"
    lines = (year_early, old, old, new, contradiction, swapped)
    market.put(files.LEGACY + "CFE_K07_VX.csv", files.contract_file(*lines, newline="\r\n"))

    report = market.load(VX)

    assert (report.outcome, report.rows_deduplicated, report.rows_quarantined) == ("partial", 1, 3), report.message
    assert report.broken["key_is_unique"] == 2
    assert report.broken["low_not_above_high"] == 1
    kept = market.rows(VX).filter(pl.col("expiry_date") == date(2007, 5, 16)).sort("trade_date")
    assert kept.select("trade_date", "settle_pts").rows() == [(date(2006, 3, 23), 170.0), (date(2007, 3, 23), 138.7)]
