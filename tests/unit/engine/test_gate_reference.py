"""Gates of the layers as the compiled walk gets them, against what the methodology says of each signal.

The walk takes its gates from the stages' own functions, so that their agreement says nothing about them.
"""

import numpy as np
import pytest

from pipelines.condor.policy import load_policy
from pipelines.layers.preset import Trigger
from tests.fixtures.engine_random import random_case

VALID_DAYS = 5


def is_open(row: dict, rule: str, level: float, valid_days: int) -> bool:
    """S14, S15: a cross-up no older than the valid days, its own counted; S17, V17; unknown is closed."""
    if rule in ("vix_macd", "curve_macd"):
        age = row[f"{rule}_cross_up_age_tdays"]
        return row[f"{rule}_null_reason"] is None and age is not None and age in range(valid_days)
    if rule == "breadth":
        return row["is_ad_early_deterioration"] is True
    return row["edr_pct"] is not None and row["edr_pct"] > level


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "rules", [("vix_macd",), ("curve_macd",), ("breadth",), ("edr",), ("vix_macd", "breadth"), ("curve_macd", "edr")]
)
def test_a_gate_is_open_where_each_of_its_signals_is(seed: int, rules: tuple[str, ...]) -> None:
    bench = random_case(seed).bench()
    triggers = tuple(Trigger(rule=rule, level=1.4) for rule in rules)
    rows = bench.signals.to_dicts()
    expected = [all(is_open(row, rule, 1.4, VALID_DAYS) for rule in rules) for row in rows]

    place = bench.gate(triggers, VALID_DAYS)
    bench.plan(load_policy("vs_45d_16d"), 1e7)
    found = bench.market().gates[place]

    assert np.flatnonzero(found).tolist() == np.flatnonzero(expected).tolist()
    assert 0 < sum(expected) < len(expected)
