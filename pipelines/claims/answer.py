"""The plain answer in three lines, built from the tables alone. Pure."""

from dataclasses import dataclass

import polars as pl

from pipelines.claims.growth import cagr_ratio, max_loss_ratio
from pipelines.claims.verdict import Verdict, percent

_WORTH = {
    Verdict.SUPPORTED: "Yes: it beats the condor alone, held at the same largest drawdown",
    Verdict.CONSISTENT: "Not shown: the condor alone, held at the same largest drawdown, does about as well",
    Verdict.INCONCLUSIVE: "Not shown: the data can't tell it from the condor alone, held at the same largest drawdown",
    Verdict.CONTRADICTED: "No: the condor alone, held at the same largest drawdown, earns more",
}
_SAYS = {
    Verdict.SUPPORTED: "supported",
    Verdict.CONSISTENT: "consistent with it",
    Verdict.INCONCLUSIVE: "inconclusive",
    Verdict.CONTRADICTED: "contradicted",
    Verdict.NOT_TESTABLE: "not testable",
}


@dataclass(frozen=True)
class _Found:
    """One verdict row, as words need it."""

    estimate: float | None
    ci_lo: float | None
    ci_hi: float | None
    n_effective: int
    verdict: Verdict
    reason: str
    confidence_ratio: float
    has_band: bool  # the ends have the error band of the prices in them

    def interval(self) -> str:
        """Estimate with its interval, or why there is none."""
        if self.estimate is None:
            return f"not measured ({self.reason})"
        if self.ci_lo is None or self.ci_hi is None:
            return f"{percent(self.estimate)} (no interval: {self.reason})"
        kind = f"{100 * self.confidence_ratio:.0f} % interval" + (
            ", prices' error band included," if self.has_band else ""
        )
        return f"{percent(self.estimate)} ({kind} {percent(self.ci_lo)} to {percent(self.ci_hi)})"


def answer_lines(verdicts: pl.DataFrame, backtest: pl.DataFrame) -> list[str]:
    """Return three lines: worth it or not, what it costs, what it does to drawdowns.

    Args:
        verdicts: `claims.fct_claim_verdict` of one book.
        backtest: `backtest.fct_backtest_daily` of the same book; the verdicts' window is cut out.

    Raises:
        ValueError: A verdict row that the answer needs is missing.
    """
    window = verdicts.select(pl.col("window_start").min(), pl.col("window_end").max()).row(0)
    days = backtest.filter(pl.col("trade_date").is_between(*window)).sort("trade_date")
    market = "Simulated market, not evidence about the real one. " if days["is_simulated"].any() else ""
    return [market + _worth_line(verdicts, days), _cost_line(verdicts), _drawdown_line(verdicts, days)]


def _worth_line(verdicts: pl.DataFrame, days: pl.DataFrame) -> str:
    control = _found(verdicts, "C7", "delevered_control")
    if control.verdict is Verdict.NOT_TESTABLE:
        worth = f"Not shown: {control.reason}"
    else:
        worth = f"{_WORTH[control.verdict]}; hedged minus that: {control.interval()} a year"
    unhedged, hedged = (percent(cagr_ratio(days, side)) for side in ("unhedged", "hedged"))
    span = f"{days['trade_date'][0]} to {days['trade_date'][-1]}, {_prices(days)}, no interest on cash"
    return f"Worth it? {worth}. Return a year {unhedged} without the hedge, {hedged} with it ({span}).{_idle(days)}"


def _prices(days: pl.DataFrame) -> str:
    """What the book is marked at."""
    quoted = days.filter(pl.col("price_source") != "model").height
    return f"model prices, quotes on the {quoted} days with a chain of what was held" if quoted else "model prices"


def _idle(days: pl.DataFrame) -> str:
    """Layers without a single day of profit or loss: what is said is then about the others."""
    names = [name for name in days.columns if name.startswith("layer") and name.endswith("_pnl_usd")]
    idle = [name[len("layer") : -len("_pnl_usd")] for name in names if (days[name] == 0).all()]
    return f" Layer {', '.join(idle)} never traded." if idle and len(idle) < len(names) else ""


def _cost_line(verdicts: pl.DataFrame) -> str:
    drag, calm = _found(verdicts, "C1", "headline"), _found(verdicts, "C3", "headline")
    return (
        f"Cost: with VIX near 18 the hedge loses {drag.interval()} a year; the seed says 1–2 %: "
        f"{_SAYS[drag.verdict]}. In calm years {calm.interval()}; the seed says 0.8–1.2 %: {_SAYS[calm.verdict]}."
    )


def _drawdown_line(verdicts: pl.DataFrame, days: pl.DataFrame) -> str:
    cut = _found(verdicts, "C6", "headline")
    unhedged, hedged = (percent(max_loss_ratio(days, side)) for side in ("unhedged", "hedged"))
    return (
        f"Drawdown: in VIX spikes above 25 it shrinks by {cut.interval()}, median of {cut.n_effective}; "
        f"the seed says 35–42 %: {_SAYS[cut.verdict]}. Largest overall {unhedged} without, {hedged} with it."
    )


def _found(verdicts: pl.DataFrame, claim_id: str, variant: str) -> _Found:
    rows = verdicts.filter((pl.col("claim_id") == claim_id) & (pl.col("variant") == variant))
    if rows.height != 1:
        raise ValueError(f"the answer needs one verdict on {claim_id} {variant}, found {rows.height}")
    row = rows.row(0, named=True)
    has_band = row["ci_band_lo"] is not None
    return _Found(
        row["estimate"],
        row["ci_band_lo"] if has_band else row["ci_lo"],
        row["ci_band_hi"] if has_band else row["ci_hi"],
        row["n_effective"],
        Verdict(row["verdict"]),
        row["verdict_reason"],
        row["confidence_ratio"],
        has_band,
    )
