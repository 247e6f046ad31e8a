"""Smiles of each day are judged: calm days are free, the clip of a crisis is not, unknown days are left out."""

import polars as pl

from pipelines.calibration.smile_arbitrage import smile_arbitrage


def judged(signals: pl.DataFrame, **closes: float | None) -> dict[str, dict[str, object]]:
    changed = signals.with_columns(**{f"{name}_close_pts": pl.lit(value, pl.Float64) for name, value in closes.items()})
    return {row["surface"]: row for row in smile_arbitrage(changed).iter_rows(named=True)}


def test_calm_day_is_free_of_arbitrage(signals) -> None:
    rows = judged(signals)

    assert rows["spx"]["is_arbitrage_free"]
    assert rows["vix"]["is_arbitrage_free"]
    assert rows["spx"]["min_calendar_rise_ratio"] > 0
    assert rows["vix"]["min_calendar_rise_ratio"] is None


def test_inverted_indices_may_break_the_calendar(signals) -> None:
    """Total variance of 9 days above that of 30: no later option can be worth less."""
    rows = judged(signals, vix9d=80.0, vix=20.0)

    assert rows["spx"]["min_calendar_rise_ratio"] < 0
    assert not rows["spx"]["is_arbitrage_free"]


def test_clipped_vix_smile_of_a_crisis_is_an_arbitrage(signals) -> None:
    row = judged(signals, vvix=207.0)["vix"]

    assert not row["is_arbitrage_free"]
    assert row["worst_horizon_days"] == 10


def test_day_without_its_index_is_left_out(signals) -> None:
    assert set(judged(signals, vvix=None)) == {"spx"}
    assert set(judged(signals, vix=None)) == {"vix"}
