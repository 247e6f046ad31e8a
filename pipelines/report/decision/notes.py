"""Lines on capital committed, and warnings: what a decision rests on that is stale, carried or missing. Pure."""

from collections.abc import Iterator

import polars as pl

from pipelines.layers.gate import reason_text
from pipelines.quant.costs import OPTION_MULTIPLIER_USD
from pipelines.quant.vx_forward import MOST_CARRIED_DAYS
from pipelines.report.decision.line import Line, Newest, Row
from pipelines.report.signals_today import missing_contracts, missing_text
from pipelines.report.wording import percent_text, usd_text

_TOPICS_OF_TODAY = ("freshness", "load")
_OLD_FORWARDS = {
    "vx_carried": "marked on an earlier day's VX settlement: none today",
    "vx_missing": f"kept at its last price: no VX settlement of the last {MOST_CARRIED_DAYS} sessions",
}


def capital_lines(newest: Newest) -> Iterator[Line]:
    """Premium paid for what is open (S05), hedge intensity (S42), hedge budget (S23), margin (S36)."""
    committed = newest.book["open_premium_ratio"]
    text = f"{percent_text(committed, 2)} of the account is premium paid for open calls (S05)"
    yield Line("capital", "premium committed", text, value=committed * newest.account_usd, unit="usd")
    intensity = newest.book["hedge_intensity_ratio"]
    text = f"{percent_text(intensity, 0)} of the whole hedge is on (S42)"
    yield Line("capital", "hedge intensity", text, value=intensity, unit="ratio")
    budget = newest.layers["hedge_budget_usd"].drop_nulls() if newest.layers.height else pl.Series(dtype=pl.Float64)
    if len(budget):
        text = f"{usd_text(budget[0])} left in the hedge budget (S23)"
        yield Line("capital", "hedge budget", text, value=budget[0], unit="usd")
    margin_usd = sum(_margin_usd(row) for row in newest.condors.iter_rows(named=True))
    if margin_usd:
        text = f"{usd_text(margin_usd)} margin of the condors held (S36)"
        yield Line("capital", "condor margin", text, value=margin_usd, unit="usd")


def warning_lines(newest: Newest) -> Iterator[Line]:
    """What a reader must know before sending an order."""
    for row in newest.layers.sort("layer", "lot").iter_rows(named=True):
        if row["forward_source"] in _OLD_FORWARDS:
            yield Line("warning", f"layer {row['layer']}", _OLD_FORWARDS[row["forward_source"]])
        if row["reason"].endswith("_missing"):
            why = missing_text(newest.signal, row["reason"].removesuffix("_missing"), missing_contracts(newest.health))
            text = reason_text(row["reason"])
            yield Line("warning", f"layer {row['layer']}", f"{text}: {why}" if why else text)
        if row["target_strike_source"] == "grid":
            yield Line(
                "warning", f"layer {row['layer']}", "strike by the grid rule: no chain of the day tells which exist"
            )
    for row in newest.condors.sort("rung").head(1).iter_rows(named=True):
        yield from _condor_warnings(row)
    yield from _data_warnings(newest.health)


def _data_warnings(health: pl.DataFrame) -> Iterator[Line]:
    """Sources that ended or were not loaded, each; in one line what moves no order.

    That is what was never there or is odd in history, and indices that serve the benchmarks alone.
    """
    problems = health.filter(pl.col("severity") != "ok", pl.col("topic") != "hole").sort("topic", "subject")
    is_of_today = pl.col("topic").is_in(_TOPICS_OF_TODAY) & ((pl.col("topic") != "freshness") | (pl.col("rows") > 0))
    for row in problems.filter(is_of_today).iter_rows(named=True):
        yield Line("warning", row["subject"], row["message"])
    count = problems.filter(~is_of_today).height
    if count:
        text = f"{count} findings on history, on benchmark indices and on series without a file: data health"
        yield Line("warning", "other data", text)


def _condor_warnings(row: Row) -> Iterator[Line]:
    if row["held_price_source"] == "stale":
        yield Line("warning", "condor", "marked at an earlier day's price: today's can't be computed")
    if not row["is_evidence"]:
        yield Line("warning", "condor", "priced far from where the model was fitted: the prices are no evidence")
    source = row["vol_source"] or ""
    if source.startswith("vix_flat"):
        yield Line("warning", "condor", "priced from VIX alone, for want of a longer index: credits run low")
    if source.endswith(":no_skew"):
        yield Line("warning", "condor", "priced without SKEW: its centre stands in")
    if row["reason"].endswith("_missing"):
        yield Line("warning", "condor", f"no order possible: {row['reason'].replace('_', ' ')}")


def _margin_usd(row: Row) -> float:
    if not row["held_contracts"] or row["held_credit_pts"] is None:
        return 0.0
    put = row["held_short_put_strike_pts"] - row["held_long_put_strike_pts"]
    call = row["held_long_call_strike_pts"] - row["held_short_call_strike_pts"]
    return float((max(put, call) - row["held_credit_pts"]) * row["held_contracts"] * OPTION_MULTIPLIER_USD)
