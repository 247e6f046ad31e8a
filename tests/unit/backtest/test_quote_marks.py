"""Marks by quote where the strike itself is quoted, by model elsewhere; the nearest listed strike is told."""

from datetime import date

import polars as pl
import pytest

from pipelines.backtest.quote_marks import LEGS, quote_marks
from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.contracts.promises import unkept_promises

DAY, BEFORE, EXPIRY, VIX_EXPIRY = date(2024, 1, 5), date(2024, 1, 4), date(2024, 2, 16), date(2024, 2, 14)
STRIKES = dict(zip(LEGS, (4300.0, 4500.0, 4900.0, 5000.0), strict=True))


def condors() -> pl.DataFrame:
    """Two days of a held condor that would be chosen again; only the second has a chain."""
    held = {f"held_{leg}_strike_pts": strike for leg, strike in STRIKES.items()}
    marks = {f"held_{leg}_mark_pts": 10.0 for leg in LEGS}
    wanted = {f"{leg}_strike_pts": strike + 1 for leg, strike in STRIKES.items()}
    never = {f"closed_{leg}_mark_pts": None for leg in LEGS}
    shared = {"baseline": "b", "rung": 1, "held_contracts": 3, "held_expiry_date": EXPIRY, **never,
              "expiry_date": EXPIRY, "credit_pts": 9.0, "forward_pts": 4720.0, "atm_vol": 0.12, "dte_days": 42,
              "is_simulated": False}  # fmt: skip
    rows = [{**shared, "trade_date": day, **held, **marks, **wanted} for day in (BEFORE, DAY)]
    nulls = {f"closed_{leg}_mark_pts": pl.Float64 for leg in LEGS}
    return pl.DataFrame(rows, schema_overrides={"rung": pl.Int32, **nulls})


def layers(strike: float = 25.0) -> pl.DataFrame:
    row = {"preset": "p", "layer": 2, "lot": 1, "trade_date": DAY, "held_expiry_date": VIX_EXPIRY,
           "held_strike_pts": strike, "held_mark_pts": 0.9, "target_expiry_date": None, "target_strike_pts": None,
           "target_mark_pts": None, "sold_expiry_date": VIX_EXPIRY, "sold_strike_pts": strike,
           "sold_mark_pts": 0.9, "is_simulated": False}  # fmt: skip
    dates = {"target_expiry_date": pl.Date, "target_strike_pts": pl.Float64, "target_mark_pts": pl.Float64}
    return pl.DataFrame([row], schema_overrides={**dates, "layer": pl.Int32, "lot": pl.Int32})


def chain(root: str, expiry: date, *rows: tuple[str, float, float | None], early: bool = False) -> pl.DataFrame:
    schema = {"option_type": pl.String, "strike_pts": pl.Float64, "mid_pts": pl.Float64}
    return pl.DataFrame(list(rows), schema=schema, orient="row").with_columns(
        quote_date=pl.lit(DAY), root=pl.lit(root), expiry_date=pl.lit(expiry), spread_pts=pl.lit(0.4),
        bid_pts=pl.col("mid_pts") - 0.2,
        is_off_close=pl.lit(value=early),
    )  # fmt: skip


PUTS = (("P", 4300.0, 6.0), ("P", 4500.0, 21.0))
SPX = chain("SPXW", EXPIRY, *PUTS, ("C", 4900.0, None), ("C", 4905.0, 12.0), ("C", 5000.0, 4.0))
VIX = chain("VIX", VIX_EXPIRY, ("C", 25.0, 1.1))
SIGNALS = pl.DataFrame({"trade_date": [BEFORE, DAY], "risk_free_rate_ratio": [0.05, 0.05]})


@pytest.fixture
def marks() -> pl.DataFrame:
    return quote_marks(condors(), layers(), SIGNALS, SPX, VIX)


def leg_of(marks: pl.DataFrame, part: str, leg: str, book: str = "condor") -> dict:
    return marks.row(
        by_predicate=(pl.col("book") == book) & (pl.col("part") == part) & (pl.col("leg") == leg), named=True
    )


def test_only_days_with_a_chain_have_rows(marks) -> None:
    assert unkept_promises(FCT_QUOTE_MARK, marks) == []
    assert marks["quote_date"].unique().to_list() == [DAY]
    assert marks.height == 4 + 4 + 2


def test_a_quoted_strike_is_marked_by_its_quote(marks) -> None:
    row = leg_of(marks, "held", "short_put")

    assert (row["mark_pts"], row["price_source"], row["quote_less_model_pts"]) == (21.0, "quote", 11.0)


def test_a_strike_without_two_sides_keeps_the_model_and_tells_its_neighbour(marks) -> None:
    row = leg_of(marks, "held", "short_call")

    assert row["listed_strike_pts"] == 4905.0
    assert (row["quote_mid_pts"], row["quote_spread_pts"]) == (None, None)
    assert (row["mark_pts"], row["price_source"], row["quote_less_model_pts"]) == (10.0, "model", None)


def test_wanted_legs_are_priced_by_the_model_between_listed_strikes(marks) -> None:
    row = leg_of(marks, "wanted", "long_call")

    assert row["listed_strike_pts"] == 5000.0
    assert row["price_source"] == "model"
    assert 0 < row["model_mid_pts"] < 60


def test_a_vix_call_is_marked_by_the_vix_chain(marks) -> None:
    row = leg_of(marks, "held", "long_call", book="hedge")

    assert (row["owner"], row["layer"], row["mark_pts"], row["price_source"]) == ("p", 2, 1.1, "quote")
    assert leg_of(marks, "closed", "long_call", book="hedge")["mark_pts"] == 1.1
    other = quote_marks(condors(), layers(26.0), SIGNALS, SPX, VIX)
    assert leg_of(other, "held", "long_call", book="hedge")["price_source"] == "model"


def test_what_was_bought_back_is_the_condor_of_the_day_before() -> None:
    flat = {f"held_{leg}_strike_pts": None for leg in LEGS} | {f"held_{leg}_mark_pts": None for leg in LEGS}
    rows = condors().to_dicts()
    rows[1] |= {**flat, "held_contracts": 0, "held_expiry_date": None} | {f"closed_{leg}_mark_pts": 9.0 for leg in LEGS}
    closed = quote_marks(pl.DataFrame(rows, schema=condors().schema), layers(), SIGNALS, SPX, VIX)

    row = leg_of(closed, "closed", "short_put")
    assert (row["strike_pts"], row["expiry_date"]) == (4500.0, EXPIRY)
    assert (row["model_mid_pts"], row["mark_pts"], row["quote_spread_pts"]) == (9.0, 21.0, 0.4)
    assert closed.filter(pl.col("part") == "held", pl.col("book") == "condor").is_empty()


def test_a_bid_of_nothing_is_no_side() -> None:
    bare = quote_marks(condors(), layers(), SIGNALS, SPX.with_columns(bid_pts=0.0), VIX)

    assert bare.filter(pl.col("book") == "condor", pl.col("price_source") == "quote").is_empty()


@pytest.mark.parametrize("spx", [SPX.with_columns(root=pl.lit("SPX")), SPX.with_columns(is_off_close=True)])
def test_morning_settled_and_early_chains_are_no_marks(spx) -> None:
    rows = quote_marks(condors(), layers(), SIGNALS, spx, VIX.clear())

    assert rows.is_empty()
