"""Fills and settlements of the condor, before costs, read from `fct_condor_signal_daily`. Pure."""

import polars as pl

from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.quant.costs import CostModel, spx_leg_spread_pts

_LEGS_PER_ORDER = 4


def condor_orders(condor_signals: pl.DataFrame, costs: CostModel) -> pl.DataFrame:
    """Return one row per leg that traded, in the columns that `ledger.priced_trades` takes.

    A condor fills on the day it is first held, at that close's mids; it is bought back at the
    mids of the session after the order, or settles in cash at the SPX close of its expiry day (PM
    settlement), at the intrinsic value of each leg. A leg that is quoted has its quote's spread.

    Args:
        condor_signals: Result of `quoted_condors` of one baseline, with `vix_close_pts`.
        costs: Spread model.
    """
    days = condor_signals.sort("rung", "trade_date").with_columns(
        pl.col("^(trade_date|held_(contracts|expiry_date|.*_strike_pts))$").shift(1).over("rung").name.prefix("last_")
    )
    fills = days.filter(pl.col("held_fill_date") == pl.col("trade_date"))
    closes = days.filter(pl.col(f"closed_{LEGS[0]}_mark_pts").is_not_null())
    settlements = days.filter(pl.col("settlement_source").is_not_null())
    return pl.concat(
        [_fill(fills, leg, costs) for leg in LEGS]
        + [_close(closes, leg, costs) for leg in LEGS]
        + [_settlement(settlements, leg) for leg in LEGS]
    ).with_columns(book=pl.lit("condor"), layer=pl.lit(None, dtype=pl.Int32))


def _fill(fills: pl.DataFrame, leg: str, costs: CostModel) -> pl.DataFrame:
    return fills.select(
        lot="rung",
        leg=pl.lit(leg),
        decision_date="held_decision_date",
        fill_date="trade_date",
        action=pl.lit("open"),
        option_type=pl.lit(_option_type(leg)),
        expiry_date="held_expiry_date",
        strike_pts=f"held_{leg}_strike_pts",
        contracts=_sign(leg) * pl.col("held_contracts"),
        **_price(fills, f"held_{leg}", costs),
        order_legs=pl.lit(_LEGS_PER_ORDER),
        fee_per_contract_usd=pl.lit(costs.spx_fee_usd),
        settlement_source=pl.lit(None, dtype=pl.String),
    )


def _close(closes: pl.DataFrame, leg: str, costs: CostModel) -> pl.DataFrame:
    """Buy a condor back: the fill's columns with what was held the day before, the other way round."""
    return closes.select(
        lot="rung",
        leg=pl.lit(leg),
        decision_date="last_trade_date",
        fill_date="trade_date",
        action=pl.lit("close"),
        option_type=pl.lit(_option_type(leg)),
        expiry_date="last_held_expiry_date",
        strike_pts=f"last_held_{leg}_strike_pts",
        contracts=-_sign(leg) * pl.col("last_held_contracts"),
        **_price(closes, f"closed_{leg}", costs),
        order_legs=pl.lit(_LEGS_PER_ORDER),
        fee_per_contract_usd=pl.lit(costs.spx_fee_usd),
        settlement_source=pl.lit(None, dtype=pl.String),
    )


def _price(rows: pl.DataFrame, leg: str, costs: CostModel) -> dict[str, pl.Expr]:
    """Mid, spread and source of a fill; the spread is modelled where the leg is not quoted."""
    mid = rows[f"{leg}_mark_pts"]
    modelled = pl.Series(spx_leg_spread_pts(mid.to_numpy(), rows["vix_close_pts"].to_numpy(), costs), dtype=pl.Float64)
    quoted = pl.col(f"{leg}_spread_pts")
    return {
        "mid_pts": pl.col(mid.name),
        "spread_pts": pl.coalesce(quoted, modelled),
        "price_source": pl.when(quoted.is_null()).then(pl.lit("model")).otherwise(pl.lit("quote")),
    }


def _settlement(settlements: pl.DataFrame, leg: str) -> pl.DataFrame:
    strike, index = pl.col(f"last_held_{leg}_strike_pts"), pl.col("settlement_value_pts")
    in_the_money = index - strike if _option_type(leg) == "C" else strike - index
    return settlements.select(
        lot="rung",
        leg=pl.lit(leg),
        decision_date=pl.lit(None, dtype=pl.Date),
        fill_date="trade_date",
        action=pl.lit("settle"),
        option_type=pl.lit(_option_type(leg)),
        expiry_date="last_held_expiry_date",
        strike_pts=strike,
        contracts=-_sign(leg) * pl.col("last_held_contracts"),
        mid_pts=in_the_money.clip(lower_bound=0.0),
        spread_pts=pl.lit(0.0),
        price_source=pl.lit("settlement"),
        order_legs=pl.lit(1),
        fee_per_contract_usd=pl.lit(0.0),
        settlement_source="settlement_source",
    )


def _sign(leg: str) -> int:
    return 1 if leg.startswith("long") else -1


def _option_type(leg: str) -> str:
    return "C" if leg.endswith("call") else "P"
