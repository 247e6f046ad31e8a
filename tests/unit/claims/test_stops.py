"""S10 and S12: stops that the hedge moved, and the Kaplan-Meier curve, by hand."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from pipelines.claims.stops import stop_rows, survival_curves
from pipelines.contracts.fct_survival_curve import FCT_SURVIVAL_CURVE
from pipelines.contracts.promises import unkept_promises


def survival_of(moves: list[int], gap_days: int = 30) -> pl.DataFrame:
    """Condors of 20 closes, one after the other; stopped alone at close 10, in the book `move` later; 99 = never."""
    stop = date(2020, 3, 1)
    fills = [date(2015, 1, 1) + timedelta(days=gap_days * n) for n in range(len(moves))]
    return pl.DataFrame(
        {
            "preset": "p",
            "baseline": "b",
            "rung": range(len(moves)),
            "fill_date": fills,
            "expiry_date": [day + timedelta(days=29) for day in fills],
            "unhedged_tdays": 10,
            "book_tdays": [20 if move == 99 else 10 + move for move in moves],
            "unhedged_stop_date": stop,
            "book_stop_date": [None if move == 99 else stop for move in moves],
            "is_saved": [move == 99 for move in moves],
            "is_premature": [move != 0 for move in moves],
            "is_simulated": False,
        },
        schema_overrides={"book_stop_date": pl.Date, "rung": pl.Int32},
    )


def test_hedge_that_moves_stops_keeps_condors_in_the_trade(four_years, settings) -> None:
    rows = {
        (row["claim_id"], row["variant"]): row
        for row in stop_rows(survival_of([99, 5, 5, 0, 99, 5]), four_years, settings)
    }

    assert rows["S10", "headline"]["estimate"] == pytest.approx((10 + 5 + 5 + 0 + 10 + 5) / 60)
    assert rows["S10", "headline"]["verdict"] == "supported"
    assert rows["S10", "saved"]["estimate"] == pytest.approx(2 / 6)
    assert rows["S12", "headline"]["estimate"] == pytest.approx(5 / 6)
    unmoved = stop_rows(survival_of([0] * 6), four_years, settings)[0]
    assert (unmoved["verdict"], unmoved["verdict_reason"]) == ("not_testable", "the hedge moved no stop")
    earlier = stop_rows(survival_of([-5, -4, -5, -5, -3, -5]), four_years, settings)[0]
    assert earlier["verdict"] == "contradicted"


def test_condors_held_at_the_same_time_tell_no_more_than_one(four_years, settings) -> None:
    moves = [99, 5, 0, 0, 99, 5, 0, -3, 0, 0, 4, 0, 0, 0, 5, 99, -2, 0, 0, 7]
    lone = survival_of(moves)
    copies = pl.concat([lone.with_columns(rung=pl.lit(100 * n, dtype=pl.Int32) + pl.col("rung")) for n in range(5)])

    for once, five in zip(*(stop_rows(lives, four_years, settings) for lives in (lone, copies)), strict=True):
        assert once["ci_lo"] < once["estimate"] < once["ci_hi"]
        assert (five["ci_lo"], five["ci_hi"]) == pytest.approx((once["ci_lo"], once["ci_hi"]))
        assert five["n_effective"] == once["n_effective"]


def test_pieces_are_the_condors_a_figure_rests_on_whose_lives_do_not_overlap(four_years, settings) -> None:
    moves = [99, 5, 0, 0, 5, 99, 0, 5]

    apart, in_pairs = (stop_rows(survival_of(moves, gap_days=days), four_years, settings) for days in (30, 15))
    assert [row["n_effective"] for row in apart] == [5, 8, 8]
    assert [row["n_effective"] for row in in_pairs] == [3, 4, 4]
    assert (in_pairs[0]["verdict"], in_pairs[0]["ci_lo"]) == ("not_testable", None)


def test_survival_curve_is_kaplan_and_meier_s() -> None:
    curve = survival_curves(survival_of([99, 5, 5, 0]))

    assert unkept_promises(FCT_SURVIVAL_CURVE, curve) == []
    alone = curve.filter(pl.col("side") == "alone")
    assert alone.select("held_tdays", "at_risk_condors", "survival_ratio").rows() == [(10, 4, 0.0)]
    hedged = curve.filter(pl.col("side") == "hedged")
    assert hedged.select("held_tdays", "at_risk_condors", "stopped_condors").rows() == [(10, 4, 1), (15, 3, 2)]
    assert hedged["survival_ratio"].to_list() == pytest.approx([0.75, 0.25])
    assert hedged["survival_error_ratio"][0] == pytest.approx(np.sqrt(0.75**2 * (1 / (4 * 3))))
