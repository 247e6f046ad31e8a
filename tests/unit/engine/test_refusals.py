"""What the walk can't express is refused by name, never run as something else."""

import pytest

from pipelines.backtest.book import Terms
from pipelines.condor.policy import load_policy
from pipelines.condor.stop import Stop
from pipelines.engine.configure import Configurations, UnsupportedError
from pipelines.layers.preset_file import load_preset
from pipelines.quant.costs import CostModel
from tests.fixtures.engine_random import random_case

TERMS = Terms(10_000_000.0)


@pytest.fixture(scope="module")
def rows() -> Configurations:
    return Configurations(random_case(1, days=60).bench(), 1)


def changed(preset: str = "seed_always_on", **layer: object):
    found = load_preset(preset)
    layers = tuple(each.model_copy(update=layer) for each in found.layers)
    return found.model_copy(update={"layers": layers})


def test_a_sizing_of_your_own_is_refused(rows: Configurations) -> None:
    preset = load_preset("vxth")
    preset = preset.model_copy(update={"sizing": preset.sizing.model_copy(update={"mode": "premium_budgets"})})

    with pytest.raises(UnsupportedError, match=r"vxth: sizing\.mode.*premium_budgets.*premium_budget"):
        rows.put(0, preset, load_policy("cndr"), TERMS)


@pytest.mark.parametrize("field", ["strike", "roll"])
def test_a_rule_of_your_own_is_refused(rows: Configurations, field: str) -> None:
    seed = load_preset("seed_always_on")
    own = (seed.strike if field == "strike" else seed.layers[0].roll).model_copy(update={"rule": "by_moon"})

    with pytest.raises(UnsupportedError, match=rf"layers\.1\.{field}\.rule.*by_moon"):
        rows.put(0, changed(**{field: own}), load_policy("cndr"), TERMS)


def test_more_lots_than_there_is_room_for_are_refused(rows: Configurations) -> None:
    with pytest.raises(UnsupportedError, match=r"layers\.lots: 52.*48"):
        rows.put(0, changed(lots=13), load_policy("cndr"), TERMS)


def test_another_stress_curve_is_refused(rows: Configurations) -> None:
    with pytest.raises(UnsupportedError, match="spx_stress_power"):
        rows.put(0, load_preset("none"), load_policy("cndr"), Terms(1e7, CostModel(spx_stress_power=2.0)))


def test_a_stop_at_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="positive"):
        Stop(0.0)
