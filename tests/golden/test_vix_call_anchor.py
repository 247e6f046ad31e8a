"""VIX-call model against the exchange's printed example (methodology §6.6, level 2).

Cboe's 2020 hedging example: on 2020-02-19, with VVIX at 95.9, the March 2020 VIX 20 call cost
$0.75. The VX settlement is not printed, so the forward is a range; the parameter `a` was chosen
from this very point, which makes it a smoke test and no validation.
"""

from datetime import date

import numpy as np
import pytest

from pipelines.quant.vix_smile import vix_call_price

PRINTED_PREMIUM = 0.75
DAYS = (date(2020, 3, 18) - date(2020, 2, 19)).days


@pytest.mark.parametrize("forward", [15.6, 15.8, 16.0])
def test_march_2020_call_of_the_exchange_example_is_within_15_percent(forward) -> None:
    price = vix_call_price(95.9, DAYS, 20.0, forward, rate_ratio=0.0155)

    assert price == pytest.approx(PRINTED_PREMIUM, rel=0.15)


def test_stated_range_of_the_methodology_is_reproduced() -> None:
    prices = vix_call_price(95.9, DAYS, 20.0, np.array([15.6, 16.0]), rate_ratio=0.0)

    assert prices.round(2).tolist() == [0.73, 0.8]
