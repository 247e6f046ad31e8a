"""The gate: what becomes of a load, and what survives it."""

from datetime import date

import polars as pl

from pipelines.raw.cboe_index_history import DATASET as INDICES
from pipelines.raw.cfe_vx_futures import DATASET as VX
from pipelines.sources.errors import SourceUnreachableError
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.transport import SIMULATED_MARK
from tests.fixtures import cfe_vx_futures, series
from tests.fixtures.archive import DAYS, EXPIRIES

CONTRACT = cfe_vx_futures.address_of(EXPIRIES[0])
VVIX = series.INDEX.format(symbol="VVIX")
GOOD_ROWS = ("01/02/2024", 85.0), ("01/03/2024", 86.0), ("01/04/2024", 87.0)


def test_good_load_is_written_whole(market) -> None:
    report = market.load(VX)

    assert (report.outcome, report.message, report.is_good) == ("loaded", "", True)
    assert (report.files, report.rows_in, report.rows_out, report.rows_quarantined, report.rows_deduplicated) == (
        4, 9, 9, 0, 0,
    )  # fmt: skip
    assert report.broken == {}
    assert report.quarantine_file is None
    assert market.rows(VX).schema == VX.contract.polars_schema


def test_same_inputs_change_nothing_and_say_so(market) -> None:
    first = market.load(VX)
    before = market.fingerprint(VX)

    report = market.load(VX)

    assert report.outcome == "unchanged"
    assert (report.rows_out, report.files) == (first.rows_out, first.files)
    assert market.fingerprint(VX) == before


def test_newer_rows_replace_the_table(market) -> None:
    market.load(INDICES)
    market.put(VVIX, series.close_only("VVIX", *GOOD_ROWS[:2], ("01/04/2024", 99.0), ("01/05/2024", 88.0)))

    report = market.load(INDICES)

    assert report.outcome == "loaded"
    closes = market.rows(INDICES).filter(pl.col("index_symbol") == "VVIX")["close_pts"].to_list()
    assert closes == [85.0, 86.0, 99.0, 88.0]


def test_provider_out_of_reach_keeps_the_table(market) -> None:
    class Unreachable(FolderTransport):
        def get(self, address: str, **_: object):
            raise SourceUnreachableError(f"{address}: status 403", "run again later")

    market.load(VX)
    before = market.fingerprint(VX)

    report = market.load(VX, Unreachable(market.root))

    assert (report.outcome, report.is_good) == ("unreachable", False)
    assert "status 403 — run again later" in report.message
    assert market.fingerprint(VX) == before
    assert market.load(VX).outcome == "loaded"


def test_refused_file_leaves_its_reason_in_quarantine_once(market) -> None:
    market.put(CONTRACT, series.WEB_PAGE)
    market.load(VX)
    market.load(VX)

    (file,) = (market.settings.quarantine_dir / "raw_cfe__vx_futures").iterdir()
    assert "a web page came instead of data" in file.read_text(encoding="utf-8")


def test_rows_in_are_rows_out_quarantined_and_deduplicated(market) -> None:
    market.put(VVIX, series.close_only("VVIX", ("03/15/2006", 15.71), *GOOD_ROWS, GOOD_ROWS[0]))

    report = market.load(INDICES)

    assert (report.rows_quarantined, report.rows_deduplicated) == (1, 1)
    assert report.rows_in == report.rows_out + report.rows_quarantined + report.rows_deduplicated
    assert len(market.rows(INDICES)) == report.rows_out


def test_simulated_market_is_written_on_every_row_and_in_the_log(market) -> None:
    (market.root / SIMULATED_MARK).touch()

    market.load(VX)

    assert market.rows(VX)["is_simulated"].all()
    assert market.log(VX)["is_simulated"]


def test_row_leads_back_to_the_bytes_it_was_read_from(market) -> None:
    market.load(VX)

    row = market.rows(VX).filter(pl.col("trade_date") == date.fromisoformat(DAYS[1])).row(0, named=True)
    landed = market.settings.landing_dir / "objects" / row["source_sha256"][:2] / row["source_sha256"]
    assert landed.read_text().splitlines()[row["source_line"] - 1].startswith(DAYS[1])
