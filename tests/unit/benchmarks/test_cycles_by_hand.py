"""One cycle of each index, from roll to roll, worked out by hand.

SPX stands at 4002 on 17 February 2023, the roll, at 4100 from then to 16 March, and closes 2 % higher on 17 March, the
next roll: options settle at 4100 · 1.02^¼ and are sold at 4100 · 1.02^½. VIX 20, SKEW 133, bills 3 %, dividends 1.5 %.
"""

import math

import numpy as np
import pytest

from pipelines.benchmarks.pricing import CENTRAL
from pipelines.benchmarks.replay_spx import replay_spx
from pipelines.benchmarks.replay_vxth import replay_vxth
from pipelines.benchmarks.rules import SPX_RULES, VXTH
from pipelines.benchmarks.vix_cycles import vix_cycles
from tests.fixtures.hand_prices import (
    RATE,
    YIELD,
    black,
    black_delta,
    spx_option,
    spx_strike_by_delta,
    vix_call,
    vix_vol,
)
from tests.unit.benchmarks.test_replay_vxth import options_at

SOLD_AT, EVE, SETTLED, SOLD_AGAIN, CLOSE = 4002.0, 4100.0, 4100 * 1.02**0.25, 4100 * 1.02**0.5, 4182.0
MONTH, NEXT_MONTH, QUARTER = 27 + 22.5 / 24, 34 + 22.5 / 24, 90 + 22.5 / 24  # from 11:00 to the opening
LEFT_ON_EVE, LEFT_AT_CLOSE, QUARTER_LEFT = 17.5 / 24, 34 + 17.5 / 24, 90 + 17.5 / 24  # from 16:00 to the opening
HALF_SPREAD = 0.023 / 2  # of a mid at a VIX of 20

CALL, PUT = True, False
Leg = tuple[int, bool, float]  # contracts, kind, strike


def value(legs: list[Leg], spot: float, days: float) -> float:
    return sum(n * spx_option(spot, strike, days, kind) for n, kind, strike in legs)


def settled(legs: list[Leg], spot: float) -> float:
    return sum(n * max((spot - strike) * (1 if kind else -1), 0.0) for n, kind, strike in legs)


def stocks(spot: float, since: float, days: float) -> float:
    """One index unit bought at `since`, dividends reinvested for so many days."""
    return spot * math.exp(YIELD * days / 365) if since else 0.0


def bills(days: float) -> float:
    return 1 / (1 - RATE * days / 360)


def levels(start: float, on_eve: float, end: float, next_start: float, at_close: float) -> tuple[float, float]:
    """Level at the close before the second roll and at the second roll's, 1 at the first roll."""
    return on_eve / start, end / start * at_close / next_start


def with_stocks(legs: list[Leg], following: list[Leg]) -> tuple[float, float]:
    """Stocks and options; what the old ones settle at is in stocks until the sale."""
    morning = SOLD_AGAIN / SETTLED * math.exp(YIELD * 0.25 / 365)
    return levels(
        SOLD_AT + value(legs, SOLD_AT, MONTH),
        stocks(EVE, SOLD_AT, 27.5) + value(legs, EVE, LEFT_ON_EVE),
        stocks(SOLD_AGAIN, SOLD_AT, 28) + settled(legs, SETTLED) * morning,
        SOLD_AGAIN + value(following, SOLD_AGAIN, NEXT_MONTH),
        stocks(CLOSE, SOLD_AGAIN, 0.5) + value(following, CLOSE, LEFT_AT_CLOSE),
    )


def with_bills(legs: list[Leg], cash: float, following: list[Leg], next_cash: float) -> tuple[float, float]:
    return levels(
        cash + value(legs, SOLD_AT, MONTH),
        cash * bills(27) + value(legs, EVE, LEFT_ON_EVE),
        cash * bills(28) + settled(legs, SETTLED),
        next_cash + value(following, SOLD_AGAIN, NEXT_MONTH),
        next_cash + value(following, CLOSE, LEFT_AT_CLOSE),
    )


def bxm() -> tuple[float, float]:
    return with_stocks([(-1, CALL, 4005)], [(-1, CALL, 4145)])


def pput() -> tuple[float, float]:
    """0.95 · 4002 = 3801.9 and 0.95 · 4140.8 = 3933.8, the strikes below; bought where it trades."""
    return with_stocks([(1, PUT, 3800)], [(1, PUT, 3930)])


def bxmd() -> tuple[float, float]:
    strikes = (spx_strike_by_delta(SOLD_AT, 0.30, MONTH, CALL), spx_strike_by_delta(SOLD_AGAIN, 0.30, NEXT_MONTH, CALL))
    return with_stocks(*([(-1, CALL, strike)] for strike in strikes))


def cll() -> tuple[float, float]:
    """March ends a quarter: the first put settles with the call, the next one lives for three months.

    The put is bought at the ask.
    """
    put, call, next_put, next_call = [(1, PUT, 3800)], [(-1, CALL, 4405)], [(1, PUT, 3930)], [(-1, CALL, 4555)]
    morning = SOLD_AGAIN / SETTLED * math.exp(YIELD * 0.25 / 365)
    asked = 1 + HALF_SPREAD
    paid, next_paid = asked * value(put, SOLD_AT, MONTH), asked * value(next_put, SOLD_AGAIN, QUARTER)
    return levels(
        SOLD_AT + paid + value(call, SOLD_AT, MONTH),
        stocks(EVE, SOLD_AT, 27.5) + value(put + call, EVE, LEFT_ON_EVE),
        stocks(SOLD_AGAIN, SOLD_AT, 28) + settled(put + call, SETTLED) * morning,
        SOLD_AGAIN + next_paid + value(next_call, SOLD_AGAIN, NEXT_MONTH),
        stocks(CLOSE, SOLD_AGAIN, 0.5) + value(next_put, CLOSE, QUARTER_LEFT) + value(next_call, CLOSE, LEFT_AT_CLOSE),
    )


def put() -> tuple[float, float]:
    """Bills that grow to the strike by the settlement, 28 and 35 days later."""
    cash, next_cash = 4000 * (1 - RATE * 28 / 360), 4140 * (1 - RATE * 35 / 360)
    return with_bills([(-1, PUT, 4000)], cash, [(-1, PUT, 4140)], next_cash)


def cmbo() -> tuple[float, float]:
    """1.02 · 4002 = 4082.0 and 1.02 · 4140.8 = 4223.6, the strikes above; stocks pay the call, bills the put."""
    cash, next_cash = 4000 * (1 - RATE * 28 / 360), 4140 * (1 - RATE * 35 / 360)
    put, call, following = [(-1, PUT, 4000)], [(-1, CALL, 4085)], [(-1, PUT, 4140), (-1, CALL, 4225)]
    morning = SOLD_AGAIN / SETTLED * math.exp(YIELD * 0.25 / 365)
    return levels(
        SOLD_AT + cash + value(put + call, SOLD_AT, MONTH),
        stocks(EVE, SOLD_AT, 27.5) + cash * bills(27) + value(put + call, EVE, LEFT_ON_EVE),
        stocks(SOLD_AGAIN, SOLD_AT, 28) + cash * bills(28) + settled(call, SETTLED) * morning + settled(put, SETTLED),
        SOLD_AGAIN + next_cash + value(following, SOLD_AGAIN, NEXT_MONTH),
        stocks(CLOSE, SOLD_AGAIN, 0.5) + next_cash + value(following, CLOSE, LEFT_AT_CLOSE),
    )


def bfly() -> tuple[float, float]:
    """Wings of 200 at first; then 205 below and 210 above, of which the wider counts, tenfold."""
    first = [(1, PUT, 3800), (-1, PUT, 4000), (-1, CALL, 4000), (1, CALL, 4200)]
    following = [(1, PUT, 3935), (-1, PUT, 4140), (-1, CALL, 4140), (1, CALL, 4350)]
    return with_bills(first, 10 * 200, following, 10 * 210)


def cndr() -> tuple[float, float]:
    def condor(spot: float, days: float) -> list[Leg]:
        wanted = ((1, PUT, 0.05), (-1, PUT, 0.20), (-1, CALL, 0.20), (1, CALL, 0.05))
        return [(n, kind, spx_strike_by_delta(spot, delta, days, kind)) for n, kind, delta in wanted]

    def cash(legs: list[Leg]) -> float:
        far_put, near_put, near_call, far_call = (strike for _, _, strike in legs)
        return 10 * max(near_put - far_put, far_call - near_call)

    first, following = condor(SOLD_AT, MONTH), condor(SOLD_AGAIN, NEXT_MONTH)
    return with_bills(first, cash(first), following, cash(following))


BY_HAND = {"BXM": bxm, "PPUT": pput, "BXMD": bxmd, "CLL": cll, "PUT": put, "CMBO": cmbo, "BFLY": bfly, "CNDR": cndr}


@pytest.mark.parametrize("rule", SPX_RULES, ids=lambda rule: rule.symbol)
def test_a_cycle_is_what_it_is_by_hand(rule, moments_with, expiries) -> None:
    dates = moments_with().dates
    path = np.select([dates <= np.datetime64("2023-02-17"), dates < np.datetime64("2023-03-17")], [SOLD_AT, EVE], CLOSE)
    closes = moments_with(path, rate=RATE, dividend_yield=YIELD)

    replay = replay_spx(rule, closes, expiries, CENTRAL, np.datetime64("2023-02-01"))

    found = [replay.levels[replay.dates == np.datetime64(day)][0] for day in ("2023-03-16", "2023-03-17")]
    assert found == pytest.approx(BY_HAND[rule.symbol](), rel=1e-9)


def test_a_cycle_of_vxth_is_what_it_is_by_hand(moments_with) -> None:
    """1 % in calls at the ask on 22 March, the future of 19 April at 20, VVIX 90; they settle at 35 on 19 April."""
    closes = moments_with(rate=RATE, dividend_yield=YIELD)
    options = options_at(20.0, closes.dates, soq=35.0)
    days = 27 + 22.5 / 24  # both months are of four weeks
    strikes = [20 + step for step in range(30)]  # a point apart above 20
    strike = min(
        strikes, key=lambda k: abs(black_delta(20, k, days / 365, vix_vol(90, days, k, 20), is_call=True) - 0.30)
    )
    mid = vix_call(90, days, strike, 20)
    ask = mid + max(0.15, 0.08 * mid) / 2
    # On the eve less than 14 days are left, where §6.1's slope is 1.25.
    vol = min(0.92 * 0.90 * (30 / (17.5 / 24)) ** 0.25 + 1.25 * math.log(strike / 20), 3.0)
    last_mark, next_mark = black(20, strike, 17.5 / 24 / 365, vol, CALL), vix_call(90, 27 + 17.5 / 24, strike, 20)
    on_eve = 0.99 * math.exp(YIELD * 27.5 / 365) + 0.01 * last_mark / ask
    end = 0.99 * math.exp(YIELD * 28 / 365) + 0.01 * (35 - strike) / ask
    at_close = 0.99 * math.exp(YIELD * 0.5 / 365) + 0.01 * next_mark / ask

    replay = replay_vxth(VXTH, vix_cycles(closes, options, CENTRAL, np.datetime64("2023-03-01")), CENTRAL)

    level = dict(zip(replay.dates.tolist(), replay.levels, strict=True))
    eve, roll = (np.datetime64(day).item() for day in ("2023-04-18", "2023-04-19"))
    assert level[eve] == pytest.approx(on_eve, rel=1e-9)
    assert level[roll] == pytest.approx(end * at_close, rel=1e-9)
