"""The published answer and the banner of a failed run, on real files."""

from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.verdicts import claim_verdicts
from pipelines.contracts.fct_backtest_daily import FCT_BACKTEST_DAILY
from pipelines.contracts.fct_claim_verdict import FCT_CLAIM_VERDICT
from pipelines.contracts.report_tables import DIM_RUN
from pipelines.quant.drawdown import drawdown_ratio
from pipelines.report.published import headline, mark_failed, with_status_removed
from pipelines.report.status import STATUS_PLACE
from pipelines.warehouse import Warehouse

PAGE = f'<head><meta name="newest-session" content="2024-08-23"></head><body>\n{STATUS_PLACE}\r\nreport – 100 %</body>'

RUN = {
    "run_id": "r", "origin": "archive", "market": "m", "is_simulated": False, "code_sha256": "c", "input_sha256": "i",
    "settings_sha256": "s",
    "baseline": "b", "seed": 1, "account_usd": 1e6, "newest_session_date": date(2015, 12, 29),
    "published_at": datetime(2016, 1, 1, tzinfo=UTC),
}  # fmt: skip


@pytest.fixture
def page(tmp_path: Path) -> Path:
    path = tmp_path / "report.html"
    path.write_bytes(PAGE.encode())
    return path


def book(preset: str, *, is_simulated: bool) -> pl.DataFrame:
    """Three years of a book that loses in VIX spikes."""
    days = np.busday_offset("2013-01-02", np.arange(780), roll="forward")
    is_spike = np.arange(780) % 90 < 8
    returns = {"unhedged": np.where(is_spike, -0.004, 0.0008), "hedged": np.where(is_spike, -0.003, 0.0007)}
    cells = {
        "preset": [preset] * 780, "baseline": ["b"] * 780, "trade_date": days, "price_source": ["model"] * 780,
        "vix_close_pts": np.where(is_spike, 31.0, 18.0), "spx_close_pts": np.full(780, 2000.0),
        "is_simulated": [is_simulated] * 780,
    }  # fmt: skip
    for side, change in returns.items():
        nav = 1e6 * np.cumprod(1 + change)
        cells |= {f"{side}_return_ratio": change, f"{side}_nav_usd": nav, f"{side}_drawdown_ratio": drawdown_ratio(nav)}
    hedge = (returns["hedged"] - returns["unhedged"]) * 1e6
    cells |= {"hedge_pnl_usd": hedge, "layer1_pnl_usd": hedge}
    zeros = {name: np.zeros(780) for name in FCT_BACKTEST_DAILY.column_names if name not in cells}
    return FCT_BACKTEST_DAILY.conform(pl.DataFrame(cells | zeros))


def publish(folder: Path, *books: pl.DataFrame) -> Path:
    """Publish books; the run was about the first."""
    settings = ClaimSettings(account_usd=1e6, seed=1, piece_draws=50, series_draws=50)
    warehouse = Warehouse(folder / "build" / "alvh.duckdb", folder / "published" / "alvh.duckdb")
    warehouse.write(FCT_BACKTEST_DAILY, pl.concat(books))
    verdicts = [claim_verdicts(daily, drawdown_episodes(daily), settings) for daily in books]
    warehouse.write(FCT_CLAIM_VERDICT, pl.concat(verdicts))
    warehouse.write(DIM_RUN, pl.DataFrame([{**RUN, "preset": books[0]["preset"][0]}], schema=DIM_RUN.polars_schema))
    warehouse.publish()
    return warehouse.published


def test_headline_starts_with_session_and_market_and_gives_three_lines(tmp_path):
    lines = headline(publish(tmp_path, book("p", is_simulated=True)))
    assert lines[0] == "newest session 29 Dec 2015, simulated market"
    assert len(lines) == 4
    assert "Worth it?" in lines[1]


def test_headline_of_a_real_market_does_not_say_simulated(tmp_path):
    assert headline(publish(tmp_path, book("p", is_simulated=False)))[0] == "newest session 29 Dec 2015"


def test_headline_is_about_the_book_of_the_run(tmp_path):
    first, second = book("a", is_simulated=False), book("b", is_simulated=False).slice(0, 500)
    assert headline(publish(tmp_path, first, second))[0] == "newest session 29 Dec 2015"


def test_headline_before_anything_is_published_says_what_to_do(tmp_path):
    with pytest.raises(FileNotFoundError, match="make run"):
        headline(tmp_path / "alvh.duckdb")


def test_banner_is_put_once_and_keeps_every_other_byte(page):
    mark_failed(page, "gate shut")
    once = page.read_bytes()
    mark_failed(page, "gate shut")
    assert page.read_bytes() == once
    assert b"Last run did not publish: gate shut; what you see is from 2024-08-23" in once
    assert with_status_removed(once) == PAGE.encode()


def test_banner_of_the_same_failure_does_not_rewrite_the_page(page):
    mark_failed(page, "gate shut")
    written = page.stat().st_ino
    mark_failed(page, "gate shut")
    assert page.stat().st_ino == written


def test_reader_that_holds_the_page_open_keeps_what_he_reads(page):
    with page.open("rb") as reader:
        mark_failed(page, "gate shut")
        assert reader.read() == PAGE.encode()


def test_no_partial_file_is_left_behind(page):
    mark_failed(page, "gate shut")
    assert [path.name for path in page.parent.iterdir()] == ["report.html"]


def test_failure_before_anything_was_published_marks_nothing(tmp_path):
    mark_failed(tmp_path / "report.html", "gate shut")
    assert list(tmp_path.iterdir()) == []
