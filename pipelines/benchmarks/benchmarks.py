"""All indices replayed, compared and judged: the four tables of the stage. Pure."""

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from pipelines.benchmarks.cycles import Cycles
from pipelines.benchmarks.gap import BXM, PUT, gap_rows, implied_openings
from pipelines.benchmarks.goals import judged_goals
from pipelines.benchmarks.market import Dates, Moments
from pipelines.benchmarks.monthly import Months, days_of, joined_daily, months_of
from pipelines.benchmarks.pricing import CENTRAL, spx_band, vix_band
from pipelines.benchmarks.replay import Replay
from pipelines.benchmarks.replay_spx import openings_between_closes, replay_spx
from pipelines.benchmarks.replay_vxth import replay_vxth
from pipelines.benchmarks.residual import benchmark_residual
from pipelines.benchmarks.rules import SPX_RULES, SYMBOLS, VXTH
from pipelines.benchmarks.tables import closes_of, moments_of, published_levels, spx_expiries_of, vix_options_of
from pipelines.benchmarks.vix_cycles import vix_cycles
from pipelines.contracts.fct_benchmark_daily import FCT_BENCHMARK_DAILY
from pipelines.contracts.fct_benchmark_roll import FCT_BENCHMARK_ROLL

FIRST_DATE = np.datetime64("2004-01-01")
_START_LEVEL_PTS = 100.0


def benchmark_tables(tables: Mapping[str, pl.DataFrame]) -> Sequence[pl.DataFrame]:
    """Return daily levels, rolls, residuals, judged goals and what the growth gaps are made of.

    Args:
        tables: By bare name, as `closes_of` and `vix_options_of` read them.
    """
    closes = closes_of(tables, CENTRAL.constant_dividend_yield_ratio)
    moments, published = moments_of(closes), published_levels(tables["stg_cboe__index_history"], SYMBOLS)
    dailies, rolls, months, days = [], [], {}, {}
    for central, variants in _replays(tables, moments):
        daily = joined_daily(central, closes, published)
        months[central.symbol], days[central.symbol] = months_of(daily, variants), days_of(daily)
        dailies.append(_daily_rows(daily))
        rolls.append(central.rolls)
    residual = benchmark_residual(months, days)
    is_simulated = bool(tables["stg_cboe__index_history"]["is_simulated"].any())
    mark = pl.lit(is_simulated).alias("is_simulated")

    def compared(replay: Replay) -> Months:
        return months_of(joined_daily(replay, closes, published), [])

    return [
        FCT_BENCHMARK_DAILY.conform(pl.concat(dailies).with_columns(mark)),
        FCT_BENCHMARK_ROLL.conform(pl.concat(rolls).with_columns(mark)),
        residual,
        judged_goals(residual),
        _gaps(months, moments, spx_expiries_of(tables), compared).with_columns(mark),
    ]


def _gaps(
    months: Mapping[str, Months], closes: Moments, expiries: Dates, compared: Callable[[Replay], Months]
) -> pl.DataFrame:
    """What the gaps of the indices on SPX options are made of."""
    between = openings_between_closes(Cycles.of(closes.dates, expiries, FIRST_DATE), closes, CENTRAL)
    openings = implied_openings(months[PUT], months[BXM], between)
    settled = {
        rule.symbol: compared(replay_spx(rule, closes, expiries, CENTRAL, FIRST_DATE, openings=openings))
        for rule in SPX_RULES
    }
    return gap_rows(months, settled, openings)


def _replays(tables: Mapping[str, pl.DataFrame], closes: Moments) -> Iterator[tuple[Replay, list[Replay]]]:
    """Each index with the central parameters, and over the band of its pricing error."""
    options, expiries = vix_options_of(tables), spx_expiries_of(tables)
    cycles = vix_cycles(closes, options, CENTRAL, FIRST_DATE)
    central, *variants = (replay_vxth(VXTH, cycles, pricing) for pricing in (CENTRAL, *vix_band()))
    yield central, variants
    for rule in SPX_RULES:
        central, *variants = (
            replay_spx(rule, closes, expiries, pricing, FIRST_DATE) for pricing in (CENTRAL, *spx_band())
        )
        yield central, variants


def _daily_rows(daily: pl.DataFrame) -> pl.DataFrame:
    """Rows of `fct_benchmark_daily`, on the published scale where there is one."""
    common = daily.filter(pl.col("published_level_pts").is_not_null())
    scale = common["published_level_pts"][0] / common["level"][0] if len(common) else _START_LEVEL_PTS
    stocks = pl.col("stock_return_ratio")
    return daily.select(
        "index_symbol",
        "trade_date",
        "published_level_pts",
        "stock_return_ratio",
        "stock_ratio",
        "is_priced",
        "total_return_source",
        "rate_source",
        "vol_source",
        "forward_source",
        "settlement_source",
        replayed_level_pts=pl.col("level") * scale,
        replayed_return_ratio="return_ratio",
        overlay_return_ratio=pl.col("return_ratio") - stocks,
        published_overlay_return_ratio=pl.col("published_return_ratio") - stocks,
    )
