"""The book of the claims decided, traded and marked again at the corners of the pricing error band. Pure (§6.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from pipelines.backtest.engine import Tables, backtest
from pipelines.backtest.quote_marks import quote_marks
from pipelines.backtest.quoted import NO_QUOTES, quoted_condors, quoted_layers
from pipelines.benchmarks.pricing import Pricing, band_corners
from pipelines.claims.claim import ClaimSettings
from pipelines.claims.episodes import drawdown_episodes
from pipelines.claims.further import Asked, priced_claims
from pipelines.claims.pricing_band import Estimates, estimates_of
from pipelines.claims.survival import condor_survival
from pipelines.claims.verdicts import book_claims
from pipelines.condor.signal import condor_signal_daily
from pipelines.layers.assets import layer_market
from pipelines.layers.daily import layer_states
from pipelines.layers.preset import Preset
from pipelines.quant.spx_smile import SpxSmile
from pipelines.quant.vix_smile import VixSmile

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Rerun:
    """What is run again: the tables of the stages by bare name, the book, its presets, whether quotes count."""

    tables: Frames
    asked: Asked
    presets: Sequence[Preset]  # the book's, and any other that its claims compare it with
    settings: ClaimSettings
    is_quoted: bool


def corner_estimates(rerun: Rerun) -> list[Estimates]:
    """Return the estimates of every claim that rests on option prices, at each corner of the band."""
    condors: dict[SpxSmile, pl.DataFrame] = {}
    states: dict[tuple[VixSmile, SpxSmile | None], pl.DataFrame] = {}
    is_sized_on_condor = any(preset.sizing.condor_vega_ratio is not None for preset in rerun.presets)
    found = []
    for pricing in band_corners():
        spx, vix = pricing.spx_smile, pricing.vix_smile
        if spx not in condors:
            condors[spx] = _condors(rerun, spx)
        key = vix, spx if is_sized_on_condor else None
        if key not in states:
            states[key] = _states(rerun, condors[spx], vix)
        found.append(_estimates(rerun, condors[spx], states[key], pricing))
    return found


def _condors(rerun: Rerun, smile: SpxSmile) -> pl.DataFrame:
    """All baselines that the claims compare, at other SPX prices: strikes and sizes are chosen by them too."""
    tables, settings = rerun.tables, rerun.settings
    return condor_signal_daily(
        tables["fct_signal_daily"],
        tables["raw_calendar__sessions"]["session_date"].to_numpy(),
        rerun.asked.policies,
        settings.account_usd,
        start=settings.window_start,
        smile=smile,
    )


def _states(rerun: Rerun, condors: pl.DataFrame, smile: VixSmile) -> pl.DataFrame:
    decided, settings = {**rerun.tables, "fct_condor_signal_daily": condors}, rerun.settings
    shared = layer_market(decided, rerun.asked.baseline, settings.window_start)
    return layer_states(shared, rerun.presets, settings.account_usd, smile)


def _estimates(rerun: Rerun, condors: pl.DataFrame, states: pl.DataFrame, pricing: Pricing) -> Estimates:
    asked, own = rerun.asked, pl.col("baseline") == rerun.asked.baseline
    one_draw = replace(rerun.settings, piece_draws=1, series_draws=1, vix_smile=pricing.vix_smile)
    tables = _booked(rerun, condors, states)
    books = tables["fct_backtest_daily"].filter(own, pl.col("preset") == asked.hedge.name)
    survival = condor_survival(condors.filter(own), books, tables["fct_trade"].filter(own))
    episodes = drawdown_episodes(books, one_draw.window_start)
    rows = book_claims(books, episodes, one_draw)
    return estimates_of([*rows, *priced_claims(tables, survival, asked, one_draw).rows])


def _booked(rerun: Rerun, condors: pl.DataFrame, states: pl.DataFrame) -> Frames:
    """The tables with layers, trades and days of these prices; quotes stay quotes, of the legs then held."""
    signals = rerun.tables["fct_signal_daily"]
    chains = (rerun.tables[f"stg_cboe__{index}_option_quotes"] for index in ("spx", "vix"))
    quotes = quote_marks(condors, states, signals, *chains) if rerun.is_quoted else NO_QUOTES
    names = [preset.name for preset in rerun.presets], [policy.name for policy in rerun.asked.policies]
    books = backtest(Tables(states, condors, signals, quotes), *names, rerun.settings.account_usd)
    return {
        **rerun.tables,
        "fct_condor_signal_daily": quoted_condors(condors, quotes),
        "fct_layer_state_daily": quoted_layers(states, quotes),
        "fct_backtest_daily": books.daily,
        "fct_trade": books.trades,
    }
