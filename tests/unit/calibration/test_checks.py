"""The checks on smiles say what they judged, and that nothing could be."""

from dataclasses import dataclass
from datetime import date

import polars as pl
import pytest

from pipelines.calibration.assets import NOTHING_TO_JUDGE, model_level_stays_in_its_band, smiles_are_free_of_arbitrage
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


def test_without_a_smile_there_is_no_freedom_of_arbitrage() -> None:
    result = smiles_are_free_of_arbitrage(OneTable(FCT_SMILE_ARBITRAGE, []))

    assert not result.passed
    assert "nothing to judge" in result.description
