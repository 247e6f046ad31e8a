"""Claims that rest on more than one book's days: their tables, and their rows of the verdicts. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.claims.book_irr import book_irr, capital_days
from pipelines.claims.break_even_daily import break_even_daily
from pipelines.claims.claim import ClaimSettings, Row
from pipelines.claims.conversion import conversion_rows
from pipelines.claims.dislocations import dislocation_rows
from pipelines.claims.hurdle import hurdle_rows
from pipelines.claims.late_entry import entries_of, late_entry
from pipelines.claims.late_entry_penalty import ALWAYS_ON, late_entry_penalty, late_entry_rows
from pipelines.claims.lead_lag import lead_lag, lead_lag_rows
from pipelines.claims.mean_reversion import mean_reversion_rows
from pipelines.claims.path_dependence import path_dependence_rows
from pipelines.claims.rsi_rolls import roll_days
from pipelines.claims.steward_promoter import steward_promoter
from pipelines.claims.stops import stop_rows
from pipelines.claims.tail_premium import tail_premium, tail_premium_rows
from pipelines.condor.policy import CondorPolicy
from pipelines.layers.preset import Preset

Tables = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Asked:
    """The book that claims are tested on, and what it is compared with."""

    hedge: Preset
    baseline: str
    policies: Sequence[CondorPolicy]
    hurdle_ratio: float


@dataclass(frozen=True)
class Priced:
    """Rows of claims that rest on option prices, and the tables behind them."""

    rows: list[Row]
    entries: pl.DataFrame
    tail_premium: pl.DataFrame
    irr: pl.DataFrame


@dataclass(frozen=True)
class Further:
    """Rows for `fct_claim_verdict`, and the tables behind them."""

    rows: list[Row]
    late_entry: pl.DataFrame
    penalty: pl.DataFrame
    tail_premium: pl.DataFrame
    irr: pl.DataFrame
    lead_lag: pl.DataFrame
    break_evens: pl.DataFrame


def further_claims(tables: Tables, survival: pl.DataFrame, asked: Asked, settings: ClaimSettings) -> Further:
    """Test every claim that is not on drag, drawdown and growth of one book.

    Args:
        tables: By bare name: `fct_backtest_daily`, `fct_trade`, `fct_layer_state_daily`, `fct_condor_signal_daily`,
            `fct_signal_daily`, `fct_vx_curve_daily`, `dim_vx_contract`, `fct_conversion_daily`.
        survival: `claims.fct_condor_survival` of the baseline.
        asked: Which book.
        settings: Shared parameters.
    """
    priced = priced_claims(tables, survival, asked, settings)
    signals, states = tables["fct_signal_daily"], tables["fct_layer_state_daily"]
    daily = daily_of(tables, asked, settings)
    presets = tables["fct_backtest_daily"].group_by("preset").agg(pl.col("is_simulated").any())
    own_states = states.filter(pl.col("preset") == asked.hedge.name)
    rolls = roll_days(own_states, tables["fct_vx_curve_daily"], asked.hedge)
    reversion = mean_reversion_rows(signals, rolls, daily, settings)
    return Further(
        rows=[*priced.rows, *reversion, *_market_rows(tables, daily, settings)],
        late_entry=late_entry(priced.entries, states),
        penalty=late_entry_penalty(priced.entries, presets, settings),
        tail_premium=priced.tail_premium,
        irr=priced.irr,
        lead_lag=lead_lag(signals, settings),
        break_evens=break_even_daily(_condors(tables, asked), own_states, tables["fct_trade"], signals),
    )


def priced_claims(tables: Tables, survival: pl.DataFrame, asked: Asked, settings: ClaimSettings) -> Priced:
    """Test those of them that rest on option prices; arguments as `further_claims`."""
    preset, signals, trades = asked.hedge.name, tables["fct_signal_daily"], tables["fct_trade"]
    is_asked = pl.col("preset") == preset
    states, curve = tables["fct_layer_state_daily"], tables["fct_vx_curve_daily"]
    daily, books = daily_of(tables, asked, settings), _books(tables, preset, settings)
    ladder = _books(tables, ALWAYS_ON, settings).filter(pl.col("baseline") == asked.baseline)
    entries = entries_of(trades, states, signals, curve)
    calls = tail_premium(tables["dim_vx_contract"], curve, signals, settings)
    capital = capital_days(daily, _condors(tables, asked), states.filter(is_asked))
    rate_ratio = _mean_rate_ratio(signals, settings)
    irr = book_irr(capital, rate_ratio, asked.hurdle_ratio)
    rows = [
        *late_entry_rows(entries, daily, ladder, preset, settings),
        *tail_premium_rows(calls, daily, settings),
        *steward_promoter(books, signals, asked.policies, asked.baseline, settings),
        *stop_rows(survival.filter(is_asked), daily, settings),
        *hurdle_rows(capital, irr, daily, settings, rate_ratio),
        *dislocation_rows(daily, trades.filter(is_asked), entries.filter(is_asked), settings),
    ]
    return Priced(rows, entries, calls, irr)


def daily_of(tables: Tables, asked: Asked, settings: ClaimSettings) -> pl.DataFrame:
    """Return the days of the book asked for, inside the window, in order."""
    return _books(tables, asked.hedge.name, settings).filter(pl.col("baseline") == asked.baseline).sort("trade_date")


def _books(tables: Tables, preset: str, settings: ClaimSettings) -> pl.DataFrame:
    """Days of one hedge over all condors, inside the window."""
    is_inside = pl.col("trade_date") >= settings.window_start
    return tables["fct_backtest_daily"].filter(pl.col("preset") == preset, is_inside)


def _condors(tables: Tables, asked: Asked) -> pl.DataFrame:
    return tables["fct_condor_signal_daily"].filter(pl.col("baseline") == asked.baseline)


def _market_rows(tables: Tables, daily: pl.DataFrame, settings: ClaimSettings) -> list[Row]:
    """Claims on the market, that no book takes part in."""
    signals = tables["fct_signal_daily"]
    return [
        *lead_lag_rows(signals, daily, settings),
        *conversion_rows(tables["fct_conversion_daily"], signals, daily, settings),
        *path_dependence_rows(signals, daily, settings),
    ]


def _mean_rate_ratio(signals: pl.DataFrame, settings: ClaimSettings) -> float:
    rates = signals.filter(pl.col("trade_date") >= settings.window_start)["risk_free_rate_ratio"].drop_nulls()
    return float(rates.to_numpy().mean()) if len(rates) else 0.0
