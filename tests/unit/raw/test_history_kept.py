"""History of every table that is published over and over: what was revised is kept, what was cut is refused."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from pipelines.raw.breadth_advance_decline import DATASET as BREADTH
from pipelines.raw.cfe_daily_settlements import DATASET as DAILY
from pipelines.raw.cfe_final_settlements import DATASET as FINAL
from pipelines.raw.cfe_vx_futures import DATASET as VX
from pipelines.raw.shiller_monthly import DATASET as SHILLER
from pipelines.raw.sp500_breadth import DATASET as SP500
from pipelines.raw.user_series import DATASET as SERIES
from tests.fixtures import cfe_settlements as settlements
from tests.fixtures import series
from tests.fixtures.archive import DAYS

DAY = settlements.DAY.format(day=DAYS[-1])
NYSE_DAYS = [day.replace("-", "") for day in DAYS]
GONE = "rows of the last good load are gone"
MONTHS = "period,sp_price,dividend,earnings,cpi,long_rate\n2023-06-01,4345.37,68.2,181.0,305.1,3.75\n"
SHILLER_FILE = MONTHS + "2023-07-01,4508,0,0,,\n"
REIT_FILE = "Date,Close\n2024-01-02,88.5\n2024-01-03,88.9\n"
MEMBERS = "symbol,opt-in,opt-out\nA,2000-06-05,\nB,2000-06-05,\n"
CLOSES = "date,symbol,close\n2024-01-02,A,10\n2024-01-02,B,20\n2024-01-03,A,11\n2024-01-03,B,19\n2024-01-04,A,12\n"
SERIES_DECLARED = """
[[series]]
name = "{name}"
path = "mine.csv"
date_column = "Date"
value_column = "Close"
unit = "usd"
is_adjusted = true
frequency = "daily"
publication_lag_days = 0
"""


def _revised(market) -> pl.DataFrame:
    return market.warehouse.read("raw.raw_landing__revisions").sort("row_key", "column_name")


def _own(market, folder: Path, declaration: str, content: str):
    (folder / "mine.toml").write_text(declaration, encoding="utf-8")
    (folder / "mine.csv").write_text(content, encoding="utf-8")
    return replace(market, settings=market.settings.model_copy(update={"user_series": folder / "mine.toml"}))


def _closes(market, folder: Path, closes: str = CLOSES, members: str = MEMBERS):
    files = {"member_closes": folder / "closes.csv", "membership": folder / "members.csv"}
    files["member_closes"].write_text(closes, encoding="utf-8")
    files["membership"].write_text(members, encoding="utf-8")
    return replace(market, settings=market.settings.model_copy(update=files))


def test_a_count_is_revised_by_either_of_its_files(market) -> None:
    market.load(BREADTH)
    market.put(series.NYSE.format(kind="decln"), series.nyse(*((day, 1900) for day in NYSE_DAYS)))

    assert market.load(BREADTH).outcome == "loaded"
    revised = _revised(market)
    assert revised.select("row_key", "column_name", "old_value", "new_value").rows() == [
        (f"nyse|{day[:4]}-{day[4:6]}-{day[6:]}", "declines_issues", "1400", "1900") for day in NYSE_DAYS
    ]
    assert (revised["old_sha256"] != revised["new_sha256"]).all()


def test_counts_that_were_cut_leave_the_last_good_ones(market) -> None:
    market.load(BREADTH)
    for kind in ("advn", "decln"):
        market.put(series.NYSE.format(kind=kind), series.nyse(*((day, 1400) for day in NYSE_DAYS[1:])))

    report = market.load(BREADTH)

    assert (report.outcome, market.rows(BREADTH).height) == ("rejected", 3)
    assert "1 rows of the last good load are gone, the first is nyse, 2024-01-02" in report.message


def test_counts_that_the_provider_has_no_more_are_those_that_were_kept(market) -> None:
    market.load(BREADTH)
    for path in market.root.rglob("NYSE_*.csv"):
        path.unlink()

    assert (market.load(BREADTH).outcome, market.rows(BREADTH).height) == ("unchanged", 3)


def test_counts_that_a_user_gives_no_more_are_taken_back(market, tmp_path) -> None:
    own = tmp_path / "counts.csv"
    own.write_text("date,advancers,decliners\n2024-01-02,900,600\n", encoding="utf-8")
    replace(market, settings=market.settings.model_copy(update={"breadth_file": own})).load(BREADTH)

    assert (market.load(BREADTH).outcome, market.rows(BREADTH)["universe"].to_list()) == ("loaded", ["nyse"] * 3)


@pytest.mark.parametrize(
    ("dataset", "address", "rows"),
    [(FINAL, settlements.FINAL, settlements.FINAL_ROWS), (DAILY, DAY, settlements.DAY_ROWS)],
    ids=["final", "daily"],
)
def test_settlements_keep_what_was_revised_and_refuse_what_was_cut(market, dataset, address, rows) -> None:
    market.load(VX)
    market.put(address, settlements.settlements(*rows))
    market.load(dataset)
    price = rows[0].rsplit(",", 1)[1]
    market.put(address, settlements.settlements(rows[0].replace(price, "15.99"), *rows[1:]))

    assert market.load(dataset).outcome == "loaded"
    (revised,) = _revised(market).rows(named=True)
    assert (revised["column_name"], float(revised["old_value"]), revised["new_value"]) == (
        "settle_pts", float(price), "15.99",
    )  # fmt: skip

    market.put(address, settlements.settlements(*rows[1:]))
    report = market.load(dataset)
    assert (report.outcome, market.rows(dataset).height) == ("rejected", len(rows))
    assert GONE in report.message


@pytest.mark.parametrize(
    ("dataset", "declared", "content", "old", "new", "column"),
    [
        (SERIES, SERIES_DECLARED.format(name="reit"), REIT_FILE, "88.9", "88.1", "value"),
        (SHILLER, '[shiller]\npath = "mine.csv"\n', SHILLER_FILE, "4508", "4507", "sp500_price_pts"),
    ],
    ids=["series", "Shiller"],
)
def test_a_users_file_keeps_what_was_revised_and_refuses_what_was_cut(
    market, tmp_path, dataset, declared, content, old, new, column
) -> None:
    _own(market, tmp_path, declared, content).load(dataset)

    assert _own(market, tmp_path, declared, content.replace(old, new)).load(dataset).outcome == "loaded"
    (revised,) = _revised(market).rows(named=True)
    assert (revised["column_name"], float(revised["old_value"]), float(revised["new_value"])) == (
        column, float(old), float(new),
    )  # fmt: skip

    report = _own(market, tmp_path, declared, content[: content[:-1].rindex("\n") + 1]).load(dataset)
    assert (report.outcome, market.rows(dataset).height) == ("rejected", 2)
    assert GONE in report.message


@pytest.mark.parametrize(
    ("dataset", "declared", "content", "left"),
    [
        (SERIES, SERIES_DECLARED.format(name="reit"), REIT_FILE, ["other", "other"]),
        (SHILLER, '[shiller]\npath = "mine.csv"\n', SHILLER_FILE, []),
    ],
    ids=["another series", "no Shiller"],
)
def test_what_is_no_longer_declared_is_taken_back(market, tmp_path, dataset, declared, content, left) -> None:
    _own(market, tmp_path, declared, content).load(dataset)

    report = _own(market, tmp_path, SERIES_DECLARED.format(name="other"), REIT_FILE).load(dataset)

    assert report.outcome == "loaded"
    assert market.rows(dataset)[dataset.contract.key[0]].to_list() == left


def test_a_count_of_members_is_revised_by_closes_and_by_membership(market, tmp_path) -> None:
    _closes(market, tmp_path).load(SP500)
    _closes(market, tmp_path, closes=CLOSES.replace("B,19", "B,21")).load(SP500)
    assert _revised(market).select("row_key", "column_name", "old_value", "new_value").rows() == [
        ("2024-01-03", "advances_issues", "1", "2"), ("2024-01-03", "declines_issues", "1", "0"),
    ]  # fmt: skip

    members = MEMBERS.replace("B,2000-06-05,", "B,2000-06-05,2024-01-04")
    _closes(market, tmp_path, closes=CLOSES.replace("B,19", "B,21"), members=members).load(SP500)
    assert _revised(market).filter(pl.col("row_key") == "2024-01-04")["column_name"].to_list() == [
        "coverage_ratio", "members_issues",
    ]  # fmt: skip


def test_closes_that_were_cut_leave_the_last_good_count_and_none_at_all_take_it_back(market, tmp_path) -> None:
    _closes(market, tmp_path).load(SP500)

    report = _closes(market, tmp_path, closes=CLOSES.replace("2024-01-04,A,12\n", "")).load(SP500)
    assert (report.outcome, GONE in report.message, market.rows(SP500).height) == ("rejected", True, 3)
    assert (market.load(SP500).outcome, market.rows(SP500).height) == ("loaded", 0)
