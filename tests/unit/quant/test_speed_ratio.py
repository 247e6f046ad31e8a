"""The compiled loops stay ahead of numpy and scipy on the same options: ratios of one run, never seconds."""

from functools import partial
from time import process_time

import pytest

from tests.benchmarks.engine import seconds
from tests.benchmarks.pricing import options
from tests.benchmarks.pricing_peers import ours, scipy


# Measured: 5, 5 and 9. A loop that has fallen out of the vector units takes three to six times as long.
@pytest.mark.slow
@pytest.mark.parametrize(("job", "least"), [("price", 2.5), ("greeks", 2.5), ("iv", 4.5)])
def test_options_are_cheaper_than_by_numpy_and_scipy(job: str, least: float) -> None:
    columns = options(100_000)
    own, peer = (seconds(process_time, partial(contender(1)[job], columns), times=5) for contender in (ours, scipy))

    assert peer / own > least
