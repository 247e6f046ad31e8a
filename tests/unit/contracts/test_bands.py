"""Each declared band of a quantile, of each subject, is broken just beyond either side and kept just within it."""

from dataclasses import replace

import polars as pl
import pytest

from pipelines.contracts.profile import QuantileBands, is_kept
from tests.fixtures.raw_case import Case
from tests.fixtures.raw_rows import CASES

LOW, HIGH = 0, 1
BANDS = [
    pytest.param(
        case, promise, subject, quantile, side, id=f"{promise.name}-{subject}-{quantile}-{('low', 'high')[side]}"
    )
    for case in CASES
    for promise in case.contract.profile
    if isinstance(promise, QuantileBands)
    for subject, bands in promise.bands.items()
    for quantile in bands
    for side in (LOW, HIGH)
]


def _rows(case: Case, promise: QuantileBands, subject: str, column: str, value: float) -> pl.DataFrame:
    changes = {column: value, **dict.fromkeys(promise.by.meta.root_names(), subject)}
    return pl.DataFrame([case.row(0, **changes)], schema=case.contract.polars_schema)


def _row_observed_as(case: Case, promise: QuantileBands, subject: str, observed: float) -> pl.DataFrame:
    """A row whose observed value is so: it is a column, or a ratio with one above or below the line."""
    roots = promise.value.meta.root_names()
    column = next(c.name for c in case.contract.columns if c.dtype == pl.Float64 and c.name in roots)
    of_one, of_two = (
        _rows(case, promise, subject, column, value).select(value=promise.value).item() for value in (1.0, 2.0)
    )
    return _rows(case, promise, subject, column, observed / of_one if of_two > of_one else of_one / observed)


@pytest.mark.parametrize(("case", "promise", "subject", "quantile", "side"), BANDS)
def test_a_band_is_broken_just_beyond_it_and_kept_just_within(
    case: Case, promise: QuantileBands, subject: str, quantile: float, side: int
) -> None:
    bound = promise.bands[subject][quantile][side]
    beyond = (1 if side == HIGH else -1) * 1e-6 * max(1.0, abs(bound))

    def is_broken(observed: float) -> bool:
        measures = replace(promise, minimum_rows=1).measured(_row_observed_as(case, promise, subject, observed), None)
        return any(f"{subject}: quantile {quantile} is" in text for text in measures.filter(~is_kept())["detail"])

    assert (is_broken(bound + beyond), is_broken(bound - beyond)) == (True, False)


def test_every_series_and_index_with_bands_is_among_them() -> None:
    subjects = {param.values[2] for param in BANDS}

    assert len(BANDS) > 100
    assert {"DFF", "VXVCLS", "T10Y3M", "SKEW", "VX_M2", "price to earnings", "VX"} <= subjects
