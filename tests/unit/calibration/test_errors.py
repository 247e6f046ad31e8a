"""Model minus market by delta and expiry, on chains whose error is known."""

import polars as pl
import pytest

from pipelines.calibration.errors import calibration_error, calibration_slice
from pipelines.calibration.quotes import chain_quotes
from pipelines.contracts.fct_calibration_error import DELTA_BUCKETS


def test_chain_of_the_model_has_no_error_in_any_bucket(chain_at, signals, curve) -> None:
    rows = calibration_error(chain_quotes(chain_at["spx"](), signals, curve))

    assert set(rows["delta_bucket"]) == set(DELTA_BUCKETS)
    assert set(rows["level_source"]) == {"indices", "chain"}
    assert rows["median_abs_error_pts"].max() < 0.01
    assert rows["median_abs_error_vol"].max() < 1e-4
    assert set(rows["forward_source"]) == {"parity"}


def test_dearer_market_is_underpriced_and_its_own_level_mends_it(chain_at, signals, curve) -> None:
    rows = calibration_error(chain_quotes(chain_at["spx"](1.1), signals, curve))

    by_level = dict(rows.group_by("level_source").agg(pl.col("mean_error_pts").max()).iter_rows())
    assert by_level["indices"] < 0
    assert abs(by_level["chain"]) < 0.05


@pytest.mark.parametrize(("factor", "is_inside"), [(1.0, True), (1.05, True), (1.08, False), (0.92, False)])
def test_level_outside_its_band_is_said(factor, is_inside, chain_at, signals, curve) -> None:
    """The band is 0.05 of the variance swap around 0.854 of it: 5.9 % of the level."""
    row = calibration_slice(chain_quotes(chain_at["spx"](factor), signals, curve)).row(0, named=True)

    assert row["is_inside_band"] is is_inside
    assert row["market_atm_vol"] == pytest.approx(factor * row["model_atm_vol"], rel=1e-3)


def test_condor_credit_is_compared_on_the_strikes_of_the_model(chain_at, signals, curve) -> None:
    exact, dear = (
        calibration_slice(chain_quotes(chain_at["spx"](factor), signals, curve)).row(0, named=True)
        for factor in (1.0, 1.1)
    )

    assert exact["condor_credit_error_indices_ratio"] == pytest.approx(0, abs=1e-6)
    assert dear["condor_credit_error_indices_ratio"] < -0.05
    assert dear["condor_credit_error_chain_ratio"] == pytest.approx(0, abs=0.005)


def test_condor_without_a_quoted_wing_is_not_compared(chain_at, signals, curve) -> None:
    near = chain_at["spx"]().filter(pl.col("strike_pts") > 4600)

    row = calibration_slice(chain_quotes(near, signals, curve)).row(0, named=True)

    assert row["condor_credit_error_indices_ratio"] is None


def test_vix_calls_are_priced_on_the_settled_future(chain_at, signals, curve) -> None:
    chain = chain_quotes(chain_at["vix"](), signals, curve)
    row = calibration_slice(chain).row(0, named=True)

    assert (row["forward_pts"], row["forward_source"]) == (15.0, "vx_settle")
    assert calibration_error(chain)["median_abs_error_pts"].max() < 1e-6
    assert row["fitted_slope_ratio"] == pytest.approx(1.1, abs=1e-6)
    assert row["condor_credit_error_indices_ratio"] is None


def test_vix_without_a_settlement_is_priced_on_parity(chain_at, signals, curve) -> None:
    row = calibration_slice(chain_quotes(chain_at["vix"](), signals, curve.clear())).row(0, named=True)

    assert (row["forward_pts"], row["forward_source"]) == (14.9, "parity")


def test_both_products_stand_side_by_side(chain_at, signals, curve) -> None:
    both = pl.concat([chain_at["spx"](), chain_at["vix"]()])

    rows = calibration_slice(chain_quotes(both, signals, curve))

    assert rows["root"].to_list() == ["SPXW", "VIX"]
    assert rows["is_inside_band"].all()


def test_no_chain_makes_empty_tables(chain_at, signals, curve) -> None:
    chain = chain_quotes(chain_at["spx"]().clear(), signals, curve)

    assert calibration_error(chain).is_empty()
    assert calibration_slice(chain).is_empty()


def test_day_without_indices_has_fits_and_no_model(chain_at, signals, curve) -> None:
    blind = signals.with_columns(vix_close_pts=pl.lit(None, pl.Float64))

    row = calibration_slice(chain_quotes(chain_at["spx"](), blind, curve)).row(0, named=True)

    assert row["model_atm_vol"] is None
    assert row["is_inside_band"] is None
    assert row["market_atm_vol"] == pytest.approx(0.854 * 0.14, rel=1e-3)
