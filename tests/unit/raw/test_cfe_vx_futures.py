"""VX futures at the gate: every kind of bad file leaves the last good table and says why."""

import pytest

from pipelines.raw.cfe_vx_futures import DATASET as VX
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
