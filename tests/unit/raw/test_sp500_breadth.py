"""The S&P 500 count at the gate: made from the user's two files, or an empty table."""

from dataclasses import replace
from pathlib import Path

from pipelines.raw.sp500_breadth import DATASET as BREADTH

MEMBERS = "symbol,opt-in,opt-out\nA,2000-06-05,\nB,2000-06-05,\n"
CLOSES = "date,symbol,close\n2024-01-02,A,10\n2024-01-02,B,20\n2024-01-03,A,11\n2024-01-03,B,19\n2024-01-04,A,12\n"


def _with_files(market, folder: Path, closes: str = CLOSES, members: str = MEMBERS):
    files = {"member_closes": folder / "closes.csv", "membership": folder / "members.csv"}
    files["member_closes"].write_text(closes, encoding="utf-8")
    files["membership"].write_text(members, encoding="utf-8")
    return replace(market, settings=market.settings.model_copy(update=files))


def test_without_files_the_table_is_empty(market) -> None:
    assert (market.load(BREADTH).outcome, market.rows(BREADTH).height) == ("loaded", 0)


def test_members_are_counted_per_session(market, tmp_path) -> None:
    mine = _with_files(market, tmp_path)

    assert mine.load(BREADTH).outcome == "loaded"
    rows = mine.rows(BREADTH).sort("trade_date")
    counts = rows.select("priced_issues", "advances_issues", "declines_issues", "coverage_ratio", "source_line").rows()
    assert counts == [
        (0, 0, 0, 0.0, 2), (2, 1, 1, 1.0, 4), (1, 1, 0, 0.5, 6),
    ]  # fmt: skip


def test_row_leads_to_the_bytes_of_both_files(market, tmp_path) -> None:
    mine = _with_files(market, tmp_path)
    mine.load(BREADTH)

    for name in ("source_sha256", "membership_sha256"):
        digest = mine.rows(BREADTH)[name][0]
        assert (mine.settings.landing_dir / "objects" / digest[:2] / digest).exists()


def test_same_files_again_change_nothing(market, tmp_path) -> None:
    mine = _with_files(market, tmp_path)
    mine.load(BREADTH)

    assert mine.load(BREADTH).outcome == "unchanged"


def test_other_membership_is_counted_anew(market, tmp_path) -> None:
    _with_files(market, tmp_path).load(BREADTH)
    mine = _with_files(market, tmp_path, members=MEMBERS.replace("B,2000-06-05,", "B,2000-06-05,2024-01-03"))

    assert mine.load(BREADTH).outcome == "loaded"
    assert mine.rows(BREADTH).sort("trade_date")["members_issues"].to_list() == [2, 1, 1]


def test_damaged_close_leaves_the_last_good_rows(market, tmp_path) -> None:
    _with_files(market, tmp_path).load(BREADTH)
    report = _with_files(market, tmp_path, closes=CLOSES.replace(",19", ",x")).load(BREADTH)

    assert report.outcome == "rejected"
    assert "file:closes.csv row 5 column 'close': 'x' is not a price above 0" in report.message
    assert market.rows(BREADTH).height == 3


def test_closes_of_no_member_are_refused(market, tmp_path) -> None:
    report = _with_files(market, tmp_path, closes="date,symbol,close\n2024-01-02,SPY,470\n").load(BREADTH)

    assert report.outcome == "rejected"
    assert "none of its symbols is in file:members.csv" in report.message


def test_file_that_is_gone_is_missing(market, tmp_path) -> None:
    mine = _with_files(market, tmp_path)
    mine.settings.membership.unlink()
    report = mine.load(BREADTH)

    assert report.outcome == "missing"
    assert "members.csv: No such file or directory — correct the setting that names it" in report.message


def test_without_a_membership_file_the_one_of_the_package_is_used(market, tmp_path) -> None:
    closes = CLOSES.replace(",A,", ",AAPL,").replace(",B,", ",BRK.B,")
    mine = _with_files(market, tmp_path, closes=closes)
    mine.settings = mine.settings.model_copy(update={"membership": None})

    assert mine.load(BREADTH).outcome == "loaded"
    rows = mine.rows(BREADTH).sort("trade_date")
    assert rows["members_issues"].to_list() == [502, 502, 502]
    assert rows["priced_issues"].to_list() == [0, 2, 1]
    manifest = (mine.settings.landing_dir / "manifest.jsonl").read_text(encoding="utf-8")
    assert "package:index-constitution==" in manifest
    assert rows["membership_sha256"][0] in manifest


def test_closes_that_are_not_adjusted_take_a_fall_to_two_thirds_for_a_split(market, tmp_path) -> None:
    closes = CLOSES.replace("2024-01-03,A,11", "2024-01-03,A,6.667")
    mine = _with_files(market, tmp_path, closes=closes)
    mine.load(BREADTH)
    assert mine.rows(BREADTH).sort("trade_date")["suspect_moves_issues"].to_list() == [0, 1, 0]

    mine = _with_files(market, tmp_path, closes=closes.replace("symbol,close", "symbol,adj_close"))
    mine.load(BREADTH)
    assert mine.rows(BREADTH).sort("trade_date")["suspect_moves_issues"].to_list() == [0, 0, 0]
