"""C2: "implied volatility often overprices tail events" (S09), on calls bought every month. Pure."""

from collections.abc import Iterator

import numpy as np
import polars as pl

from pipelines.claims.claim import Claim, ClaimSettings, Measurement, Row, unmeasured, verdict_row
from pipelines.claims.interval_text import independent
from pipelines.claims.verdict import StatedRange
from pipelines.contracts.fct_tail_premium import FCT_TAIL_PREMIUM
from pipelines.quant.bootstrap import ratio_of_sums_draws
from pipelines.quant.costs import BUY, fill_price_pts, vix_call_spread_pts
from pipelines.quant.vix_smile import VixSmile, vix_call_price, vix_call_vol

OFFSETS_PTS = (4.0, 9.0, 14.0)  # strike over the future; 9 is S19's
SEED_OFFSET_PTS = 9.0
BUCKETS_PTS = ((0.0, 15.0), (15.0, 18.0), (18.0, 22.0), (22.0, 25.0), (25.0, np.inf))
_TRADING_DAYS_PER_YEAR = 252


def tail_premium(
    contracts: pl.DataFrame, curve: pl.DataFrame, signals: pl.DataFrame, settings: ClaimSettings
) -> pl.DataFrame:
    """Return one row per settled monthly and strike: bought when the monthly before it has settled, held to the end.

    Args:
        contracts: `signals.dim_vx_contract`.
        curve: `signals.fct_vx_curve_daily`.
        signals: `signals.fct_signal_daily`.
        settings: Shared parameters.

    Returns:
        Frame of `FCT_TAIL_PREMIUM`. A monthly without a future, VVIX or settlement on its days is left out.
    """
    days = signals.sort("trade_date").select(
        "trade_date",
        "vix_close_pts",
        "vvix_close_pts",
        "is_simulated",
        rate_ratio=pl.col("risk_free_rate_ratio").forward_fill(),
    )
    bought = _purchases(contracts.sort("expiry_date"), days, settings).join(
        curve.select("trade_date", "expiry_date", future_pts="settle_pts"), on=["trade_date", "expiry_date"]
    )
    bought = bought.join(_realised(curve, bought), on="expiry_date", how="left")
    known = bought.drop_nulls(["future_pts", "vvix_close_pts", "rate_ratio", "final_settle_pts"])
    calls = known.join(pl.DataFrame({"offset_pts": OFFSETS_PTS}), how="cross")
    return FCT_TAIL_PREMIUM.conform(_priced(calls, settings.vix_smile)).sort(FCT_TAIL_PREMIUM.key)


def tail_premium_rows(calls: pl.DataFrame, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Return the verdict rows: what comes back per premium paid, by strike and by VIX; implied less realised.

    Args:
        calls: Frame of `FCT_TAIL_PREMIUM`.
        daily: `backtest.fct_backtest_daily` of the page's book, for the labels.
        settings: Shared parameters.
    """
    found = [(variant, _returned(rows, settings)) for variant, rows in _variants(calls)]
    rows = [verdict_row(_claim(variant, settings), measured, daily, settings) for variant, measured in found]
    gap = calls.filter(pl.col("offset_pts") == SEED_OFFSET_PTS).drop_nulls("realised_vol")
    return [*rows, verdict_row(_vol_claim(settings), _gap(gap, settings), daily, settings)]


def _purchases(contracts: pl.DataFrame, days: pl.DataFrame, settings: ClaimSettings) -> pl.DataFrame:
    """The first session after the monthly before has settled, for every monthly that has settled."""
    settled = contracts.with_columns(previous_date=pl.col("expiry_date").shift(1)).filter(
        pl.col("final_settle_pts").is_not_null(), pl.col("previous_date") >= settings.window_start
    )
    return (
        settled.select("expiry_date", "previous_date", "final_settle_pts")
        .sort("previous_date")
        .join_asof(days, left_on="previous_date", right_on="trade_date", strategy="forward", coalesce=False)
        .filter(pl.col("trade_date") < pl.col("expiry_date"))
    )


def _realised(curve: pl.DataFrame, bought: pl.DataFrame) -> pl.DataFrame:
    """Realised volatility of each future from the purchase to its expiry."""
    lives = curve.join(bought.select("expiry_date", since_date="trade_date"), on="expiry_date").filter(
        pl.col("trade_date") >= pl.col("since_date"), pl.col("settle_pts").is_not_null()
    )
    change = pl.col("settle_pts").sort_by("trade_date").log().diff()
    return lives.group_by("expiry_date").agg(realised_vol=change.std() * np.sqrt(_TRADING_DAYS_PER_YEAR))


def _priced(calls: pl.DataFrame, smile: VixSmile) -> pl.DataFrame:
    strike = (calls["future_pts"] + calls["offset_pts"]).round(0).to_numpy()
    days = (calls["expiry_date"] - calls["trade_date"]).dt.total_days().cast(pl.Float64).to_numpy()
    vvix, future, rate = (calls[name].to_numpy() for name in ("vvix_close_pts", "future_pts", "rate_ratio"))
    mid = vix_call_price(vvix, days, strike, future, smile, rate_ratio=rate)
    return calls.with_columns(
        dte_days=pl.Series(days).cast(pl.Int64),
        strike_pts=pl.Series(strike),
        mid_pts=pl.Series(mid),
        premium_pts=pl.Series(fill_price_pts(mid, vix_call_spread_pts(mid), BUY, 1)),
        payoff_pts=(pl.col("final_settle_pts") - pl.Series(strike)).clip(lower_bound=0.0),
        implied_vol=pl.Series(vix_call_vol(vvix, days, future, future, smile)),
    ).drop("previous_date", "rate_ratio")


def _variants(calls: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    seed = calls.filter(pl.col("offset_pts") == SEED_OFFSET_PTS)
    yield "headline", seed
    for offset in OFFSETS_PTS:
        if offset != SEED_OFFSET_PTS:
            yield f"offset_{offset:.0f}", calls.filter(pl.col("offset_pts") == offset)
    for low, high in BUCKETS_PTS:
        name = f"vix_{low:.0f}_to_{high:.0f}" if np.isfinite(high) else f"vix_above_{low:.0f}"
        yield name, seed.filter(pl.col("vix_close_pts").is_between(low, high, closed="left"))


def _returned(rows: pl.DataFrame, settings: ClaimSettings) -> Measurement:
    if rows.is_empty():
        return unmeasured("no month began with VIX there")
    pairs = rows.select("payoff_pts", "premium_pts").to_numpy()
    draws = ratio_of_sums_draws(pairs, settings.series_draws, settings.seed)
    paying = int((pairs[:, 0] > 0).sum())  # the months that the figure rests on: a draw never holds an unseen tail
    return Measurement(float(pairs[:, 0].sum() / pairs[:, 1].sum()), draws, paying)


def _gap(rows: pl.DataFrame, settings: ClaimSettings) -> Measurement:
    if rows.is_empty():
        return unmeasured("no monthly lived long enough")
    gap = (rows["implied_vol"] - rows["realised_vol"]).to_numpy()
    draws = ratio_of_sums_draws(np.column_stack([gap, np.ones(len(gap))]), settings.series_draws, settings.seed)
    return Measurement(float(gap.mean()), draws, len(gap))


def _claim(variant: str, settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="C2",
        variant=variant,
        text_paraphrase="VIX calls are often too dear: less comes back at expiry than was paid",
        metric="payoffs at expiry / premiums paid (1 / tail premium ratio), one call a month, "
        + ("9 points over its future" if variant == "headline" else variant.replace("_", " ")),
        unit="ratio",
        stated=StatedRange(hi=1.0),
        method="calls bought when the monthly before has settled, at model mid and slippage, settled on the published "
        "quotation; pieces are the months that paid at all",
        interval=independent("months", settings.series_draws),
        prices="model",
    )


def _vol_claim(settings: ClaimSettings) -> Claim:
    return Claim(
        claim_id="C2",
        variant="implied_less_realised",
        text_paraphrase="Implied volatility of VIX is above what its futures then do",
        metric="mean of at-the-money model volatility (from VVIX) less realised volatility of the future to its expiry",
        unit="vol",
        stated=StatedRange(lo=0.0),
        method="one value a month",
        interval=independent("months", settings.series_draws),
        prices="model",
    )
