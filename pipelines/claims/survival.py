"""`claims.fct_condor_survival`: does the hedge keep condors alive that a stop would have ended (S10–S12)? Pure."""

import polars as pl

from pipelines.contracts.fct_condor_survival import FCT_CONDOR_SURVIVAL
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

STOP_MULTIPLE = 2.0  # a loss of so many credits is stopped (S10)

_CONDOR = ("rung", "held_fill_date", "held_expiry_date")


def condor_survival(
    condor_signals: pl.DataFrame, daily: pl.DataFrame, trades: pl.DataFrame, stop_multiple: float = STOP_MULTIPLE
) -> pl.DataFrame:
    """Return one row per hedge and condor of one baseline.

    The stop is a what-if: the book itself holds its condors to settlement. At book level the loss is less
    the hedge's P&L since the fill, shared among condors held together by their number.

    Args:
        condor_signals: `condor.fct_condor_signal_daily` of one baseline, at the model's marks on every day.
        daily: `backtest.fct_backtest_daily` of the same baseline, all presets.
        trades: `backtest.fct_trade` of the same baseline.
        stop_multiple: Credits lost at which a condor is stopped.

    Returns:
        Frame of `FCT_CONDOR_SURVIVAL`. A row depends on nothing after its condor's end.
    """
    closes = _closes(condor_signals, stop_multiple)
    days = closes.join(_hedge_share(closes, daily), on="trade_date", how="inner").sort("preset", *_CONDOR, "trade_date")
    life = ("preset", *_CONDOR)
    # The fill's own day counts the hedge from its close on, so its P&L of that day is left out.
    since_fill = pl.col("share_usd").cum_sum().over(life) - pl.col("share_usd").first().over(life)
    stopped = days.with_columns(
        is_stop=pl.col("loss_usd") >= pl.col("stop_usd"),
        is_book_stop=pl.col("loss_usd") - since_fill >= pl.col("stop_usd"),
        place=pl.int_range(1, pl.len() + 1).over(life),
    )
    lives = stopped.group_by(*life, maintain_order=True).agg(
        baseline=pl.col("baseline").first(),
        credit_pts=pl.col("credit_pts").first(),
        held_tdays=pl.len().cast(pl.Int64),
        unhedged_stop_date=pl.col("trade_date").filter("is_stop").first(),
        book_stop_date=pl.col("trade_date").filter("is_book_stop").first(),
        unhedged_tdays=pl.coalesce(pl.col("place").filter("is_stop").first(), pl.len()).cast(pl.Int64),
        book_tdays=pl.coalesce(pl.col("place").filter("is_book_stop").first(), pl.len()).cast(pl.Int64),
        stopped_pnl_usd=-pl.col("loss_usd").filter("is_stop").first(),
        is_hedge_quoted=(pl.col("hedge_price_source") != "model").any(),
        is_simulated=pl.col("is_simulated").any(),
    )
    return FCT_CONDOR_SURVIVAL.conform(_judged(lives, trades)).sort(FCT_CONDOR_SURVIVAL.key)


def _closes(condor_signals: pl.DataFrame, stop_multiple: float) -> pl.DataFrame:
    """Closes over which condors are held: loss and stop in USD; the credit is the mark of the fill's close."""
    held = condor_signals.filter(pl.col("held_contracts") > 0).sort(*_CONDOR, "trade_date")
    usd = pl.col("held_contracts") * OPTION_MULTIPLIER_USD
    return held.with_columns(credit_pts=pl.col("held_mark_pts").first().over(_CONDOR)).select(
        *_CONDOR,
        "trade_date",
        "baseline",
        "credit_pts",
        "is_simulated",
        loss_usd=(pl.col("held_mark_pts") - pl.col("credit_pts")) * usd,
        stop_usd=stop_multiple * pl.col("credit_pts") * usd,
    )


def _hedge_share(closes: pl.DataFrame, daily: pl.DataFrame) -> pl.DataFrame:
    """Each condor's part of the hedge's P&L per day and preset."""
    held = closes.group_by("trade_date").agg(condors=pl.len())
    return daily.join(held, on="trade_date").select(
        "preset", "trade_date", "hedge_price_source", share_usd=pl.col("hedge_pnl_usd") / pl.col("condors")
    )


def _judged(lives: pl.DataFrame, trades: pl.DataFrame) -> pl.DataFrame:
    """Add what each condor made in the end, what the stop would have meant, and whether quotes are in it."""
    ended = trades.filter(pl.col("book") == "condor").group_by(rung="lot", held_expiry_date="expiry_date").agg(
        held_pnl_usd=pl.when(pl.col("action").is_in(["settle", "close"]).any()).then(pl.col("cash_usd").sum()).first(),
        is_filled_at_quote=(pl.col("price_source") == "quote").any(),
    )  # fmt: skip
    is_stopped = pl.col("unhedged_stop_date").is_not_null()
    is_quoted = pl.col("is_hedge_quoted") | pl.col("is_filled_at_quote")
    return (
        lives.join(ended, on=["rung", "held_expiry_date"], how="left")
        .with_columns(
            is_saved=is_stopped & pl.col("book_stop_date").is_null(),
            is_premature=pl.when(is_stopped).then(pl.col("held_pnl_usd") > pl.col("stopped_pnl_usd")),
            price_source=pl.when(is_quoted).then(pl.lit("mixed")).otherwise(pl.lit("model")),
        )
        .drop("is_hedge_quoted", "is_filled_at_quote")
        .rename({"held_fill_date": "fill_date", "held_expiry_date": "expiry_date"})
    )
