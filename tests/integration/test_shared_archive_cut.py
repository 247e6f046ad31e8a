"""The real archive with its last 200 sessions cut off, then whole: no earlier row may change, no claim knew more."""

import shutil
from datetime import date

import pytest

from pipelines.warehouse import read_published
from tests.fixtures.claims_until import benchmark_goals, claims_until, differing, published_claims
from tests.fixtures.cut_archive import cut_archive
from tests.fixtures.dated_facts import DATED_FACTS, rows_until
from tests.fixtures.desk import Desk
from tests.fixtures.shared_data import shared_data_or_skip

pytestmark = [pytest.mark.slow, pytest.mark.shared]

CUT_DAY = date(2025, 7, 1)  # 200 sessions before the archive's newest day, 2026-04-17


def test_the_last_200_sessions_change_no_earlier_row_and_no_claim_of_that_day(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    archive = shared_data_or_skip() / "archive"
    desk = Desk(tmp_path_factory.mktemp("cut"))
    cut_archive(archive, desk.archive, CUT_DAY)
    first = desk.alvh("run")
    assert first.exit_code == 0, first.said
    before = {table: rows_until(desk.published, table, CUT_DAY) for table in DATED_FACTS}
    claims, goals = published_claims(desk.published), benchmark_goals(desk.published)
    assert all(len(rows) for rows in (*before.values(), *claims.values()))
    sessions = read_published(desk.published, "select max(trade_date) as d from signals.fct_signal_daily")["d"][0]
    assert sessions == CUT_DAY

    shutil.copytree(archive, desk.archive, dirs_exist_ok=True)
    second = desk.alvh("run")

    assert second.exit_code == 0, second.said
    changed = {
        table: rows.height
        for table, rows in before.items()
        if not rows.equals(rows_until(desk.published, table, CUT_DAY), null_equal=True)
    }
    assert not changed
    newer = f"select count(*) as n from signals.fct_signal_daily where trade_date > date '{CUT_DAY}'"
    assert read_published(desk.published, newer)["n"][0] == 200
    assert differing(claims_until(desk.published, CUT_DAY, goals), claims) == {}
