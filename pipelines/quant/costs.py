"""What trading costs: spread, share of it paid, fees. Pure numpy.

Fills follow the ORATS convention of methodology §3.4: a buy pays bid + fraction · (ask − bid), a
sale receives ask − fraction · (ask − bid); the more legs an order has, the nearer to mid it fills.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]

BUY: Final = 1
SELL: Final = -1
OPTION_MULTIPLIER_USD: Final = 100.0  # USD per point: VIX and SPX options (§1.0)


@dataclass(frozen=True)
class CostModel:
    """Cost parameters. Evidence tags as in the methodology: [P] published, [V] verified, [U] unsure."""

    # Share of the spread paid by number of legs; 1 and 2 legs [P], 4 legs [U] (§3.4).
    fill_fraction: Mapping[int, float] = field(default_factory=lambda: MappingProxyType({1: 0.75, 2: 0.66, 4: 0.56}))
    # VIX calls below $1 quote about 0.15 wide: 0.20/0.35, 0.55/0.70, 0.45/0.65, 0.35/0.50 in a
    # 2016 sample [V]. Above, the same share of price as 0.15 on a call of 1.90 [U].
    vix_spread_min_pts: float = 0.15
    vix_spread_ratio: float = 0.08
    # SPX legs: crossing four legs cost a median 2.5 % of the credit over 13 chain days, 4–7 % in
    # 2019 and 2020, 13 % on 2020-03-20 with VIX at 66 [V, §6.3]; floor of two ticks [U].
    spx_spread_min_pts: float = 0.10
    spx_spread_ratio: float = 0.023
    spx_calm_vix_pts: float = 20.0
    spx_stress_power: float = 1.4
    # Per contract and side. SPX: exchange 0.36–0.45 plus broker 0.65 [P]. VIX: exchange tier by
    # premium 0.10–0.45 [U] plus broker (§3.4).
    spx_fee_usd: float = 1.10
    vix_fee_usd: float = 0.90


DEFAULT_COSTS = CostModel()

SCENARIOS: Final[Mapping[str, CostModel]] = MappingProxyType(
    {
        "expected": DEFAULT_COSTS,
        "mid": CostModel(fill_fraction=MappingProxyType({1: 0.5, 2: 0.5, 4: 0.5})),
        "bid_ask": CostModel(fill_fraction=MappingProxyType({1: 1.0, 2: 1.0, 4: 1.0})),
        # [D]: a market in which spreads have doubled and every leg crosses the whole of its own.
        "stressed": CostModel(
            fill_fraction=MappingProxyType({1: 1.0, 2: 1.0, 4: 1.0}),
            vix_spread_min_pts=0.30,
            vix_spread_ratio=0.16,
            spx_spread_min_pts=0.20,
            spx_spread_ratio=0.046,
        ),
    }
)
"""How well a book is filled: by the fractions above, at mids, across the spread, across twice the spread.

Fees stay, and so do sizes: a premium buys at the ask of `DEFAULT_COSTS` in all of them (S18).
"""


def fill_price_pts(
    mid_pts: ArrayLike,
    spread_pts: ArrayLike,
    side: ArrayLike,
    legs: int,
    costs: CostModel = DEFAULT_COSTS,
) -> Floats:
    """Return the price one leg fills at, points.

    Args:
        mid_pts: Mid of the leg, points, ≥ 0.
        spread_pts: Ask minus bid of the leg, points, ≥ 0.
        side: `BUY` (+1) or `SELL` (−1), per leg.
        legs: Legs of the whole order.
        costs: Parameters.

    Returns:
        Fill price, shape of the broadcast arguments, never below 0 (nobody pays to be rid of a
        long option). NaN where an argument is NaN.

    Raises:
        ValueError: No fraction is known for that many legs, a side is neither +1 nor −1, or a
            spread is negative.
    """
    if legs not in costs.fill_fraction:
        raise ValueError(f"no fill fraction for {legs} legs; known: {sorted(costs.fill_fraction)}")
    spread, sides = np.asarray(spread_pts, dtype=np.float64), np.asarray(side, dtype=np.float64)
    if not np.isin(sides, (BUY, SELL)).all():
        raise ValueError("side must be BUY (+1) or SELL (-1)")
    if (spread < 0).any():
        raise ValueError("spread_pts must not be negative")
    paid = (costs.fill_fraction[legs] - 0.5) * spread
    return np.asarray(np.maximum(np.asarray(mid_pts, dtype=np.float64) + sides * paid, 0.0))


def vix_call_spread_pts(mid_pts: ArrayLike, costs: CostModel = DEFAULT_COSTS) -> Floats:
    """Return the bid–ask spread of a VIX call: max(0.15, 8 % of mid), points. NaN stays NaN."""
    mid = np.asarray(mid_pts, dtype=np.float64)
    return np.asarray(np.maximum(costs.vix_spread_min_pts, costs.vix_spread_ratio * mid))


def vix_call_ask_pts(mid_pts: ArrayLike, costs: CostModel = DEFAULT_COSTS) -> Floats:
    """Return the ask of a VIX call: its mid and half its spread, points. NaN stays NaN.

    >>> float(vix_call_ask_pts(0.8).round(3))  # 0.15 wide
    0.875
    """
    mid = np.asarray(mid_pts, dtype=np.float64)
    return np.asarray(mid + vix_call_spread_pts(mid, costs) / 2)


def spx_leg_spread_pts(mid_pts: ArrayLike, vix_pts: ArrayLike, costs: CostModel = DEFAULT_COSTS) -> Floats:
    """Return the bid–ask spread of an SPX option: wider in stress, points. NaN stays NaN.

    max(0.10, 2.3 % of mid × max(1, VIX/20)^1.4) with the default parameters.
    """
    mid = np.asarray(mid_pts, dtype=np.float64)
    return np.asarray(np.maximum(costs.spx_spread_min_pts, costs.spx_spread_ratio * mid * spx_stress(vix_pts, costs)))


def spx_stress(vix_pts: ArrayLike, costs: CostModel = DEFAULT_COSTS) -> Floats:
    """Return how many times wider than in a calm market SPX spreads are: max(1, VIX/20)^1.4. NaN stays NaN."""
    vix = np.asarray(vix_pts, dtype=np.float64)
    return np.asarray(np.maximum(1.0, vix / costs.spx_calm_vix_pts) ** costs.spx_stress_power)
