"""What VX futures look like: bands from 41,871 rows of 226 contracts, and rules across the fields of a row."""

from datetime import date

import polars as pl

from pipelines.contracts.completeness import Freshness, SessionsComplete
from pipelines.contracts.profile import QuantileBands, RowsPer, ShareBand
from pipelines.contracts.table import RowRule
from pipelines.contracts.vx_levels import vx_scale

_HISTORY = "the exchange's contract files, 2006-04-21 to 2026-04-17"
_SETTLE = pl.col("settle_pts") / vx_scale("trade_date")
_IS_SETTLED = pl.col("settle_pts") > 0
_SESSION_BEFORE = _SETTLE.shift(1).over("expiry_date", order_by="trade_date")
_TICK = 0.011  # settlements have two decimals
_OHL = ("open_pts", "high_pts", "low_pts")
_LONG_LISTED = date(2008, 1, 1)  # of contracts that expired earlier an archive may have no files
_JUMP = 0.35  # one in 4,000 daily log changes of a contract is larger


_SETTLED = pl.when(_IS_SETTLED).then(_SETTLE)
_NEARER = _SETTLED.rolling_median(3, min_samples=1).shift(1).over("trade_date", order_by="expiry_date")
"""Median settlement of the three contracts before this one on the day's curve: no later day is asked."""
_OFF_THE_CURVE = 0.5  # 0.42 in March 2020, the steepest curve of all; four published settlements are farther off
_FIRST_DAY = pl.col("trade_date").min().over("expiry_date")
_SPAN = (pl.col("expiry_date") - _FIRST_DAY).dt.total_days()
_FIRST_REGULAR = date(2014, 1, 1)  # monthlies that expire from then on were listed 260 to 282 days ahead, but for two
_IS_JUDGED_BY_SPAN = (
    (pl.col("duration_type") == "M")
    & (pl.col("expiry_date") >= _FIRST_REGULAR)
    & (pl.col("trade_date") == _FIRST_DAY)
    & (_SPAN >= 200)  # a shorter one is a file that begins after the listing
)


def _is_inside(price: str) -> pl.Expr:
    """Whether a price lies in the day's range; 0 = not published."""
    known = (pl.col(price) > 0) & (pl.col("low_pts") > 0) & (pl.col("high_pts") > 0)
    return ~known | pl.col(price).is_between(pl.col("low_pts"), pl.col("high_pts"))


FLAGS = (
    RowRule("open_within_range", _is_inside("open_pts"),
            "the open lies outside the day's range: compare the row with the exchange's daily settlement file",
            "flag", "open_pts"),
    RowRule("close_within_range", _is_inside("close_pts"),
            "the close lies outside the day's range: compare the row with the exchange's daily settlement file",
            "flag", "close_pts"),
    RowRule("traded_day_has_prices",
            (pl.col("volume_contracts") == 0) | pl.all_horizontal(pl.col(name) > 0 for name in _OHL),
            "contracts were traded, but open, high or low is 0", "flag", "volume_contracts"),
    RowRule("untraded_day_has_no_range",
            (pl.col("volume_contracts") > 0) | pl.all_horizontal(pl.col(name) == 0 for name in _OHL),
            "nothing was traded, yet there is a range: quotes were written in place of trades", "flag", "high_pts"),
    RowRule("change_is_from_the_session_before",
            ~_IS_SETTLED | (_SESSION_BEFORE == 0)
            | ((_SETTLE - _SESSION_BEFORE - pl.col("change_pts") / vx_scale("trade_date")).abs() <= _TICK),
            "change is not settlement minus the settlement before: one of the three is wrong, or a session is missing",
            "flag", "change_pts"),
    RowRule("settle_jump_is_usual",
            ~_IS_SETTLED | (_SESSION_BEFORE == 0) | ((_SETTLE / _SESSION_BEFORE).log().abs() <= _JUMP),
            "the settlement jumped by more than e^0.35: true in a crash, else a bad print; compare the next day",
            "flag", "settle_pts"),
    RowRule("settle_is_on_the_curve",
            ~_IS_SETTLED | ((_SETTLE / _NEARER).log().abs() <= _OFF_THE_CURVE),
            "the settlement is off the curve of its day by more than e^0.5: a bad print; compare the next day",
            "flag", "settle_pts"),
    RowRule("listing_span_fits_the_expiry", ~_IS_JUDGED_BY_SPAN | _SPAN.is_between(259, 285),
            "monthlies are listed 260 to 282 days ahead; this span fits another expiry: the file may be mislabelled",
            "flag"),
    RowRule("settle_is_plausible", ~_IS_SETTLED | _SETTLE.is_between(8, 100),
            "VX has never settled outside 8 to 100 on today's scale", "flag", "settle_pts"),
)  # fmt: skip
"""Odd rows that are loaded and listed."""

PROFILE = (
    QuantileBands(
        "settle_median_is_of_vx", _SETTLE, pl.lit("VX"), {"VX": {0.5: (8.0, 60.0)}},
        f"{_HISTORY}: the median is 20.5; another unit or product lies far off", "reject",
    ),
    QuantileBands(
        "settle_quantiles_are_usual", _SETTLED, pl.lit("VX"),
        {"VX": {0.01: (9.5, 15.0), 0.5: (15.0, 26.0), 0.99: (28.0, 60.0)}},
        f"{_HISTORY}: 12.7, 20.5 and 42.3",
    ),
    ShareBand(
        "share_of_zero_settlements", ~_IS_SETTLED, 0.04,
        f"{_HISTORY}: 0.75 %; 2.8 % in a copy without the exchange's own files of 2013",
    ),
    RowsPer(
        "contracts_per_session", pl.col("trade_date"), 5, 20,
        f"{_HISTORY}: 6 to 12 monthlies each session since 2008, weeklies beside them",
        pl.col("trade_date") >= _LONG_LISTED,
    ),
    SessionsComplete(
        "sessions_of_the_curve_are_complete", "trade_date", pl.lit("VX"),
        "New York's calendar: VX trades on each of its sessions, and on some of its holidays",
        since=date(2006, 4, 21),
    ),
    SessionsComplete(
        "sessions_of_each_contract_are_complete", "trade_date", pl.col("expiry_date"),
        "New York's calendar: a listed contract has a row each session until it expires",
        since=date(2006, 4, 21),
    ),
    Freshness(
        "curve_is_fresh", "trade_date", pl.lit("VX"), 3, "settlements are published each evening; a weekend is 3 days",
    ),
)  # fmt: skip
