"""Shiller's data at the gate: loaded where the declaration names them, else an empty table."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from pipelines.raw.shiller_monthly import DATASET as SHILLER

CSV = (
    "period,sp_price,dividend,earnings,cpi,long_rate\n2023-06-01,4345.37,68.2,181.0,305.1,3.75\n2023-07-01,4508,0,0,,\n"
)


def _with(market, folder: Path, content: str, declaration: str = '[shiller]\npath = "shiller.csv"\n'):
    (folder / "mine.toml").write_text(declaration, encoding="utf-8")
    (folder / "shiller.csv").write_text(content, encoding="utf-8")
    return replace(market, settings=market.settings.model_copy(update={"user_series": folder / "mine.toml"}))


def test_without_a_declaration_the_table_is_empty(market, tmp_path: Path) -> None:
    assert (market.load(SHILLER).outcome, market.rows(SHILLER).height) == ("loaded", 0)
    assert _with(market, tmp_path, CSV, "").load(SHILLER).outcome == "unchanged"


def test_months_load_as_published(market, tmp_path: Path) -> None:
    mine = _with(market, tmp_path, CSV)

    assert mine.load(SHILLER).outcome == "loaded"
    rows = mine.rows(SHILLER).sort("observation_date")
    assert rows.select("observation_date", "dividend_pts", "earnings_pts", "source_line").rows() == [
        (date(2023, 6, 1), 68.2, 181.0, 2), (date(2023, 7, 1), 0.0, 0.0, 3),
    ]  # fmt: skip


def test_damaged_month_leaves_the_last_good_rows(market, tmp_path: Path) -> None:
    _with(market, tmp_path, CSV).load(SHILLER)

    for damaged in (CSV.replace("4508", "0"), CSV.replace("2023-07-01", "2023-07-02"), CSV.replace("4508", "x")):
        assert _with(market, tmp_path, damaged).load(SHILLER).outcome == "rejected"
    assert market.rows(SHILLER).height == 2
