"""A session whose chain nobody collected is named in flags and data docs, until a file that holds it comes."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.contracts.data_docs import build_data_docs
from pipelines.raw.option_quotes import SPX
from tests.fixtures.archive import put
from tests.fixtures.option_files import OPTOPSY_TITLES, lines
from tests.fixtures.option_quotes import ADDRESS, delayed_quotes

DAYS = ("2024-01-03", "2024-01-04", "2024-01-05", "2024-01-08", "2024-01-10")  # no 2024-01-09
FLAGS = "select row_key, value, message from raw.raw_landing__flags where promise = 'no_session_was_missed'"


@pytest.fixture
def collected(market):
    """Snapshots of a week but one day."""
    for day in DAYS:
        page = delayed_quotes(timestamp=f"{day} 22:30:00", last_trade_time=f"{day}T16:15:00")
        put(market.root, ADDRESS.format(index="SPX"), page, as_of=day, suffix=".gz")
    return market


def test_missed_session_is_named_and_a_file_of_the_users_own_makes_good(collected, tmp_path: Path) -> None:
    assert collected.load(SPX).rows_flagged == 1
    ((subject, value, message),) = collected.warehouse.query(FLAGS).rows()
    assert (subject, value) == ("SPX chains", 1.0)
    assert message.startswith("SPX chains: 1 missing (2024-01-09); ")
    assert "ALVH_OPTION_FILES" in message

    (tmp_path / "own").mkdir()
    quotes = lines(OPTOPSY_TITLES, "SPX,2024-01-09,2024-02-16,4700,c,50,51,0.5")
    (tmp_path / "own" / "bought.csv").write_bytes(quotes)
    settings = collected.settings.model_copy(update={"option_files": tmp_path / "own"})

    assert replace(collected, settings=settings).load(SPX).rows_flagged == 0
    assert collected.warehouse.query(FLAGS).is_empty()


def test_data_docs_show_the_missed_session_as_a_promise_not_kept(collected, tmp_path: Path) -> None:
    collected.load(SPX)
    record = collected.settings.validations_dir / f"{SPX.contract.name}.json"
    build_data_docs([record], tmp_path / "scratch", tmp_path / "site")

    kept = json.loads(record.read_text(encoding="utf-8"))
    results = {item["expectation_config"]["kwargs"]["column"]: item["success"] for item in kept}
    (page,) = (tmp_path / "site").glob(f"validations/{SPX.contract.name}/**/*.html")
    assert results["no_session_was_missed"] is False
    assert results["chains_are_fresh"] is True
    assert "no_session_was_missed: Basis: New York&#39;s calendar" in page.read_text(encoding="utf-8").replace(
        "'", "&#39;"
    )
