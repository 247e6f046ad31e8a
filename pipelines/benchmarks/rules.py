"""What a published option-strategy index holds, as plain values. Nothing in here prices anything."""

from dataclasses import dataclass
from enum import StrEnum

from pipelines.quant.costs import BUY, SELL


class Rounding(StrEnum):
    """Which listed strike stands for the one the rule names."""

    NEAREST = "nearest"
    DOWN = "down"  # the highest at or below
    UP = "up"  # the lowest at or above


class Cash(StrEnum):
    """How much cash one unit holds at a roll."""

    NONE = "none"
    STRIKES = "strikes"  # bills that grow to the strikes of all sold puts by their settlement
    TEN_MAX_LOSSES = "ten_max_losses"  # bills worth ten times the wider wing


@dataclass(frozen=True)
class ByDelta:
    """Listed strike whose Black delta has the nearest absolute value."""

    delta_ratio: float


@dataclass(frozen=True)
class ByMoneyness:
    """Strike as a share of the index at the roll."""

    spot_ratio: float
    rounding: Rounding


@dataclass(frozen=True)
class Leg:
    """One option of a unit: `units` contracts, + bought (`BUY`), − sold (`SELL`)."""

    is_call: bool
    units: int
    strike: ByDelta | ByMoneyness
    months: int = 1  # 3 = held from one quarterly expiry to the next
    pays_ask: bool = False  # bought at the ask; otherwise at mid


@dataclass(frozen=True)
class SpxRule:
    """An index on SPX options: rolled on the third Friday, settled at that morning's opening quotation."""

    symbol: str
    meaning: str
    stock_units: int
    cash: Cash
    legs: tuple[Leg, ...]
    source: str

    def settles_in_stocks(self, leg: Leg) -> bool:
        """Tell whether the stocks pay what a leg settles at: all but the puts that bills secure.

        Between settlement and sale such an index is stocks alone, of the value that the settlement left: its return
        on a roll day is (1 + to the settlement)(1 + stocks until the sale)(1 + to the close) − 1 (Description of the
        CBOE S&P 500 BuyWrite Index, 2010-11-19).
        """
        return self.stock_units > 0 and (leg.is_call or self.cash is Cash.NONE)


@dataclass(frozen=True)
class WeightBand:
    """Share of value spent on calls while the future lies in (above_pts, up_to_pts]."""

    above_pts: float
    up_to_pts: float
    weight_ratio: float


@dataclass(frozen=True)
class TailHedgeRule:
    """VXTH: stocks, and one-month VIX calls for a share of value that depends on the matching VX future."""

    symbol: str
    meaning: str
    delta_ratio: float
    bands: tuple[WeightBand, ...]
    near_boundary_pts: float  # a roll so near a band's end could have had the other weight
    source: str


_CBOE = "https://cdn.cboe.com/api/global/us_indices/governance"

VXTH = TailHedgeRule(
    symbol="VXTH",
    meaning="S&P 500 total return and one-month 30-delta VIX calls bought at the ask on VIX expiry days",
    delta_ratio=0.30,
    bands=(WeightBand(15.0, 30.0, 0.010), WeightBand(30.0, 50.0, 0.005)),
    near_boundary_pts=0.1,
    source=f"methodology §3.1; {_CBOE}/Cboe_VIX_Tail_Hedge_Index_Methodology.pdf; cboe.com/us/indices/dashboard/vxth",
)

_SHORT_ATM_PUT = Leg(False, SELL, ByMoneyness(1.0, Rounding.DOWN))

SPX_RULES: tuple[SpxRule, ...] = (
    SpxRule(
        "CNDR",
        "20-delta shorts, 5-delta wings, bills worth ten times the wider wing",
        0,
        Cash.TEN_MAX_LOSSES,
        (
            Leg(False, BUY, ByDelta(0.05)),
            Leg(False, SELL, ByDelta(0.20)),
            Leg(True, SELL, ByDelta(0.20)),
            Leg(True, BUY, ByDelta(0.05)),
        ),
        f"{_CBOE}/CNDR_Methodology.pdf v4.1 (2025-12-12): §2.1 deltas and collateral, §2.2 SOQ and mid quotes",
    ),
    SpxRule(
        "PUT",
        "one-month at-the-money put sold, secured by bills",
        0,
        Cash.STRIKES,
        (_SHORT_ATM_PUT,),
        "Methodology of the CBOE S&P 500 PutWrite Index, July 2014: full collateral N x K, strike at or below",
    ),
    SpxRule(
        "BXM",
        "S&P 500 total return, one-month at-the-money call sold",
        1,
        Cash.NONE,
        (Leg(True, SELL, ByMoneyness(1.0, Rounding.UP)),),
        "Description of the CBOE S&P 500 BuyWrite Index: first strike above, VWAP of 11:30 to 13:30",
    ),
    SpxRule(
        "PPUT",
        "S&P 500 total return, one-month 5 % out-of-the-money put bought",
        1,
        Cash.NONE,
        (Leg(False, BUY, ByMoneyness(0.95, Rounding.DOWN)),),
        f"{_CBOE}/Cboe_SP_500_Put_Protection_Indices_Methodology.pdf; methodology §3.3: VWAP of trades 11:30 to 12:00,"
        " the last ask only where nothing traded",
    ),
    SpxRule(
        "BXMD",
        "S&P 500 total return, one-month 30-delta call sold",
        1,
        Cash.NONE,
        (Leg(True, SELL, ByDelta(0.30)),),
        "cboe.com/us/indices/dashboard/bxmd: out-of-the-money call with delta nearest 0.30",
    ),
    SpxRule(
        "CLL",
        "S&P 500 total return, three-month 95 % put bought, one-month 110 % call sold",
        1,
        Cash.NONE,
        (
            Leg(False, BUY, ByMoneyness(0.95, Rounding.DOWN), months=3, pays_ask=True),
            Leg(True, SELL, ByMoneyness(1.10, Rounding.UP)),
        ),
        "CBOE S&P 500 95-110 Collar Index (CLL): put at the average ask, strike below 95 % and above 110 %, cross-roll",
    ),
    SpxRule(
        "BFLY",
        "one-month straddle sold, 5 % wings bought, bills worth ten times the wider wing",
        0,
        Cash.TEN_MAX_LOSSES,
        (
            Leg(False, BUY, ByMoneyness(0.95, Rounding.NEAREST)),
            Leg(False, SELL, ByMoneyness(1.0, Rounding.NEAREST)),
            Leg(True, SELL, ByMoneyness(1.0, Rounding.NEAREST)),
            Leg(True, BUY, ByMoneyness(1.05, Rounding.NEAREST)),
        ),
        "cboe.com/us/indices/dashboard/bfly: short straddle, wings 5 % out, bills cover ten times the loss",
    ),
    SpxRule(
        "CMBO",
        "S&P 500 and bills, one-month at-the-money put and 2 % out-of-the-money call sold",
        1,
        Cash.STRIKES,
        (_SHORT_ATM_PUT, Leg(True, SELL, ByMoneyness(1.02, Rounding.UP))),
        "cboe.com/us/indices/dashboard/cmbo: put secured by one-month bills, call by the index position",
    ),
)

SYMBOLS: tuple[str, ...] = (VXTH.symbol, *(rule.symbol for rule in SPX_RULES))
