"""The checks on smiles say what they judged, and that nothing could be."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from pipelines.calibration.assets import (
    NOTHING_TO_JUDGE,
    model_errors_stay_in_their_bands,
    model_level_stays_in_its_band,
    smiles_are_free_of_arbitrage,
)
from pipelines.calibration.errors import calibration_error, calibration_slice
from pipelines.calibration.quotes import chain_quotes
from pipelines.contracts.fct_calibration_error import FCT_CALIBRATION_ERROR
from pipelines.contracts.fct_calibration_slice import FCT_CALIBRATION_SLICE
from pipelines.contracts.fct_smile_arbitrage import FCT_SMILE_ARBITRAGE
from pipelines.contracts.table import TableContract


@dataclass(frozen=True)
class OneTable:
    """A warehouse in which every table is this one: rows with these values and null elsewhere."""

    contract: TableContract
    rows: list[dict[str, object]]

    def read(self, _name: str) -> pl.DataFrame:
        found = [dict.fromkeys(self.contract.column_names) | row for row in self.rows]
        return pl.DataFrame(found, schema=self.contract.polars_schema)


def slice_of(day: int, *, dte: int = 30, is_inside: bool | None = True) -> dict[str, object]:
    return {"root": "SPX", "quote_date": date(2024, 1, day), "dte_days": dte, "is_inside_band": is_inside}


@pytest.mark.parametrize("found", [[], [slice_of(5, dte=90)], [slice_of(5, is_inside=None)]])
def test_without_a_chain_to_judge_on_the_band_does_not_pass(found: list) -> None:
    result = model_level_stays_in_its_band(OneTable(FCT_CALIBRATION_SLICE, found))

    assert (result.passed, result.description) == (False, NOTHING_TO_JUDGE)


def test_the_newest_chain_is_judged_by_the_half_of_its_expiries() -> None:
    for inside, outside, passed, told in ((1, 1, True, None), (1, 2, False, "SPX 2024-01-05: 33% inside")):
        found = [slice_of(4, is_inside=False), *[slice_of(5)] * inside, *[slice_of(5, is_inside=False)] * outside]

        result = model_level_stays_in_its_band(OneTable(FCT_CALIBRATION_SLICE, found))

        assert (result.passed, result.description) == (passed, told)


def errors_of(chain: pl.DataFrame, signals: pl.DataFrame, curve: pl.DataFrame) -> tuple[OneTable, OneTable]:
    quotes = chain_quotes(chain, signals, curve)
    errors, slices = calibration_error(quotes), calibration_slice(quotes)
    return OneTable(FCT_CALIBRATION_ERROR, errors.to_dicts()), OneTable(FCT_CALIBRATION_SLICE, slices.to_dicts())


@pytest.mark.parametrize("dearer_vol", [0.03, -0.03])
def test_a_wing_within_its_band_does_not_warn(dearer_vol, chain_at, signals, curve) -> None:
    errors, _ = errors_of(chain_at["spx"](far_put_vol=dearer_vol), signals, curve)

    result = model_errors_stay_in_their_bands(errors)

    assert (result.passed, result.description) == (True, None)


@pytest.mark.parametrize("dearer_vol", [0.05, -0.05])
def test_a_wing_that_left_the_market_warns_though_the_level_did_not(dearer_vol, chain_at, signals, curve) -> None:
    errors, slices = errors_of(chain_at["spx"](far_put_vol=dearer_vol), signals, curve)

    result = model_errors_stay_in_their_bands(errors)

    assert model_level_stays_in_its_band(slices).passed
    assert not result.passed
    assert result.severity.value == "WARN"
    assert "SPXW 2024-01-05: put_05 indices 0% inside" in result.description
    assert "call" not in result.description


@pytest.mark.parametrize("days", [19, 61])
def test_errors_of_other_expiries_have_no_band(days, chain_at, signals, curve) -> None:
    errors, _ = errors_of(chain_at["spx"]().with_columns(dte_days=pl.lit(days)), signals, curve)

    assert errors.rows[0]["band_vol"] is None
    assert model_errors_stay_in_their_bands(errors).description == NOTHING_TO_JUDGE


@pytest.mark.parametrize(("factor", "passed"), [(0.95, True), (1.05, True), (0.85, False), (1.15, False)])
def test_vix_calls_may_be_off_by_what_the_parameters_allow(factor, passed, chain_at, signals, curve) -> None:
    errors, _ = errors_of(chain_at["vix"](factor), signals, curve)

    assert model_errors_stay_in_their_bands(errors).passed is passed


def test_without_a_smile_there_is_no_freedom_of_arbitrage() -> None:
    result = smiles_are_free_of_arbitrage(OneTable(FCT_SMILE_ARBITRAGE, []))

    assert not result.passed
    assert "nothing to judge" in result.description
