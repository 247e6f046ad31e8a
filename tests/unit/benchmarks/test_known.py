"""What the calls of the book's clock settle at: their own future, on calendar rolls too."""

import numpy as np
import pytest

from pipelines.benchmarks.bridge import AT_CLOSES
from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.known import known_vix_cycles
from pipelines.benchmarks.market import Moments
from pipelines.benchmarks.vix_cycles import SOQ
from pipelines.layers.vocabulary import SettlementSource
from pipelines.quant.variance_swap import TENORS_DAYS
from pipelines.quant.vx_forward import VxCurve

DAYS = np.arange("2024-01-01", "2024-01-13", dtype="datetime64[D]")
EXPIRIES = np.array(["2024-01-03", "2024-01-06", "2024-01-10", "2024-02-10"], dtype="datetime64[D]")
LEVELS, FINALS = np.array([10.0, 20.0, 30.0, 40.0]), np.array([11.0, 22.0, 33.0, 44.0])
LAST = str(SettlementSource.VX_LAST_SETTLE)


@pytest.fixture
def closes() -> Moments:
    flat = np.full(len(DAYS), 20.0)
    return Moments(DAYS, flat, flat, np.tile(flat[:, None], len(TENORS_DAYS)), flat, 4 * flat, 0 * flat, 0 * flat)


def futures(without: np.datetime64 | None = None) -> VxCurve:
    """Each future at its own level every day, at its final one on its expiry; `without` has no final one."""
    day, number = (grid.ravel() for grid in np.meshgrid(DAYS, np.arange(len(EXPIRIES)), indexing="ij"))
    expiry = EXPIRIES[number]
    is_listed = (day < expiry) | ((day == expiry) & (expiry != without))
    levels = np.where(day == expiry, FINALS[number], LEVELS[number])
    return VxCurve(day[is_listed], expiry[is_listed], levels[is_listed])


def test_a_calendar_roll_settles_at_the_future_that_ends_and_not_at_the_next(closes: Moments) -> None:
    found = known_vix_cycles(closes, futures(), Cycles.of(DAYS, EXPIRIES, DAYS[0]), AT_CLOSES)

    assert found.cycles.next_dates.tolist() == EXPIRIES[1:].tolist()
    assert found.settled_pts[:-1].tolist() == [22.0, 33.0]
    assert found.settlement_sources[:-1] == [SOQ, SOQ]
    assert found.roll_forwards_pts.tolist() == [20.0, 30.0, 40.0]


def test_without_a_final_settlement_it_is_the_last_of_the_same_future(closes: Moments) -> None:
    found = known_vix_cycles(closes, futures(EXPIRIES[1]), Cycles.of(DAYS, EXPIRIES, DAYS[0]), AT_CLOSES)

    assert found.settled_pts[:-1].tolist() == [20.0, 33.0]
    assert found.settlement_sources[:-1] == [LAST, SOQ]


@pytest.mark.parametrize(("age", "expected"), [(5, (30.0, LAST)), (6, (np.nan, "last_mark"))])
def test_a_settlement_older_than_a_week_of_sessions_says_nothing_of_the_morning(age, expected, closes: Moments) -> None:
    known, expiry = futures(EXPIRIES[2]), EXPIRIES[2]
    pairs = [(day, expiry) for day in DAYS if day <= expiry - age]
    days, expiries = (np.array(part, dtype="datetime64[D]") for part in zip(*pairs, strict=True))
    old = VxCurve(days, expiries, known.settled(days, expiries))

    found = known_vix_cycles(closes, old, Cycles.rolled_on(DAYS, DAYS[1:2], EXPIRIES[2:3], EXPIRIES), AT_CLOSES)

    assert (found.settled_pts[0], found.settlement_sources[0]) == pytest.approx(expected, nan_ok=True)
    assert found.forward_sources[: 8 - age + 1] == ["vx_settle"] * (9 - age)


def test_calls_bought_after_the_settlement_settle_on_a_day_of_their_own(closes: Moments) -> None:
    bought = EXPIRIES[:2] + 1
    cycles = Cycles.rolled_on(DAYS, bought, EXPIRIES[1:3], EXPIRIES)

    whole, holed = (known_vix_cycles(closes, futures(without), cycles, AT_CLOSES) for without in (None, EXPIRIES[2]))

    assert whole.settled_pts.tolist() == [22.0, 33.0]
    assert (holed.settled_pts.tolist(), holed.settlement_sources) == ([22.0, 30.0], [SOQ, LAST])
