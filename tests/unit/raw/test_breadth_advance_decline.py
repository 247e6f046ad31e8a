"""Breadth at the gate: the exchange's counts, the user's own, or none."""

from dataclasses import replace

import polars as pl

from pipelines.raw.breadth_advance_decline import DATASET as BREADTH
from tests.fixtures import series


def test_users_counts_stand_beside_the_exchanges(market, tmp_path) -> None:
    own = tmp_path / "counts.csv"
    own.write_text("date,advancers,decliners\n2024-01-02,900,600\n", encoding="utf-8")
    mine = replace(market, settings=market.settings.model_copy(update={"breadth_file": own}))

    assert mine.load(BREADTH).outcome == "loaded"
    assert mine.rows(BREADTH).group_by("universe").len().sort("universe").rows() == [("nyse", 3), ("sp1500", 1)]


def test_no_counts_at_all_is_an_empty_table(market) -> None:
    for path in market.root.rglob("NYSE_*.csv"):
        path.unlink()

    assert (market.load(BREADTH).outcome, market.rows(BREADTH).height) == ("loaded", 0)


def test_missing_counts_of_a_day_stay_as_zeros(market) -> None:
    for kind in ("advn", "decln"):
        market.put(series.NYSE.format(kind=kind), series.nyse(("20240102", 0)))
    market.load(BREADTH)

    assert market.rows(BREADTH).select(pl.sum("advances_issues"), pl.sum("declines_issues")).row(0) == (0, 0)


def test_file_that_the_setting_names_but_nobody_has_is_missing(market, tmp_path) -> None:
    settings = market.settings.model_copy(update={"breadth_file": tmp_path / "none.csv"})
    market.load(BREADTH)

    report = replace(market, settings=settings).load(BREADTH)

    assert report.outcome == "missing"
    assert "none.csv: No such file or directory — correct the setting that names it" in report.message
    assert market.rows(BREADTH).height == 3
