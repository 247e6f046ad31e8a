"""`report.fct_daily_decision`: the newest session of every preset, line by line. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict

import polars as pl

from pipelines.contracts.fct_daily_decision import FCT_DAILY_DECISION
from pipelines.report.condor_position import filled_credit_pts
from pipelines.report.decision.line import Line, Newest
from pipelines.report.decision.notes import capital_lines, warning_lines
from pipelines.report.decision.orders import order_lines
from pipelines.report.decision.risk import break_even_lines, greek_lines
from pipelines.report.decision.states import condor_lines, layer_lines, regime_lines

Tables = Mapping[str, pl.DataFrame]

_SIGNAL_ROWS = 300  # sessions that the break-evens' regression may look back on


def daily_decision(
    tables: Tables, presets: Sequence[str], baseline: str, account_usd: float, dividend_yield_ratio: float
) -> pl.DataFrame:
    """Return the decision after the newest session of the backtest.

    Args:
        tables: By bare name: `fct_signal_daily`, `fct_layer_state_daily`, `fct_condor_signal_daily`,
            `fct_backtest_daily`, `fct_trade`, `fct_data_health`, and the day's chains
            `stg_cboe__vix_option_quotes`, `stg_cboe__spx_option_quotes`.
        presets: Hedges, each over the one baseline.
        baseline: Condor.
        account_usd: Constant account.
        dividend_yield_ratio: Of SPX, the baseline's.

    Returns:
        Frame of `FCT_DAILY_DECISION`. Depends on nothing after the newest session.

    Raises:
        ValueError: The backtest has no day of the baseline.
    """
    days = tables["fct_backtest_daily"].filter(pl.col("baseline") == baseline)
    if days.is_empty():
        raise ValueError(f"no backtest day of {baseline!r}: nothing to decide on")
    dates = days["trade_date"].unique().sort().tail(2)
    shared = _shared(tables, baseline, dates)
    sizes = {"account_usd": account_usd, "dividend_yield_ratio": dividend_yield_ratio}
    rows = [
        {"preset": preset, "line": place, **asdict(line)}
        for preset in presets
        for place, line in enumerate(_lines(_newest(tables, shared, preset, dates, sizes)), start=1)
    ]
    schema = {name: kind for name, kind in FCT_DAILY_DECISION.polars_schema.items() if name in rows[0]}
    named = pl.DataFrame(rows, schema=schema).with_columns(
        baseline=pl.lit(baseline),
        trade_date=pl.lit(dates[-1]),
        is_simulated=pl.lit(bool(shared["signals"]["is_simulated"][-1])),
    )
    return FCT_DAILY_DECISION.conform(named)


def _lines(newest: Newest) -> Iterator[Line]:
    yield from regime_lines(newest)
    yield from layer_lines(newest)
    yield from condor_lines(newest)
    yield from order_lines(newest)
    yield from greek_lines(newest)
    yield from break_even_lines(newest)
    yield from capital_lines(newest)
    yield from warning_lines(newest)


def _shared(tables: Tables, baseline: str, dates: pl.Series) -> dict[str, pl.DataFrame]:
    """What is the same under every preset."""
    signals = tables["fct_signal_daily"].filter(pl.col("trade_date") <= dates[-1]).sort("trade_date")
    condors = tables["fct_condor_signal_daily"].filter(pl.col("baseline") == baseline)
    condors = condors.filter(pl.col("trade_date").is_in(dates.to_list()))
    trades = tables["fct_trade"].filter(pl.col("baseline") == baseline)
    credits_pts = [
        filled_credit_pts(trades.filter(pl.col("lot") == rung), filled) if filled is not None else None
        for rung, filled in condors.select("rung", "held_fill_date").iter_rows()
    ]
    return {
        "signals": signals.tail(_SIGNAL_ROWS),
        "condors": condors.with_columns(held_credit_pts=pl.Series(credits_pts, dtype=pl.Float64)),
        "quotes": _quotes(tables, dates),
        "health": tables["fct_data_health"],
    }


def _quotes(tables: Tables, dates: pl.Series) -> pl.DataFrame:
    """Chains of the newest session: VIX options and the PM-settled SPX ones."""
    columns = ("option_type", "expiry_date", "strike_pts", "mid_pts", "spread_pts")
    chains = [
        tables[f"stg_cboe__{index.lower()}_option_quotes"]
        .filter(pl.col("quote_date") == dates[-1], pl.col("root") == root, ~pl.col("is_off_close"))
        .select(*columns, index_name=pl.lit(index))
        for index, root in (("VIX", "VIX"), ("SPX", "SPXW"))
    ]
    return pl.concat(chains)


def _newest(
    tables: Tables, shared: Mapping[str, pl.DataFrame], preset: str, dates: pl.Series, sizes: Mapping[str, float]
) -> Newest:
    layers = tables["fct_layer_state_daily"].filter(pl.col("preset") == preset)
    condors = shared["condors"]
    book = tables["fct_backtest_daily"].filter(
        pl.col("preset") == preset, pl.col("baseline") == condors["baseline"][0], pl.col("trade_date") == dates[-1]
    )
    is_newest, is_before = pl.col("trade_date") == dates[-1], pl.col("trade_date") == dates[0]
    is_before = is_before & ~is_newest  # a first session has none before
    return Newest(
        signals=shared["signals"],
        layers=layers.filter(is_newest),
        layers_before=layers.filter(is_before),
        condors=condors.filter(is_newest),
        condors_before=condors.filter(is_before),
        book=book.row(0, named=True),
        quotes=shared["quotes"],
        health=shared["health"],
        **sizes,
    )
