"""Books at quotes: the mid of a leg's own contract in place of the model's, on days with a chain (ADR 15). Pure."""

from collections.abc import Mapping

import polars as pl

from pipelines.contracts.fct_condor_signal_daily import LEGS
from pipelines.contracts.fct_quote_mark import FCT_QUOTE_MARK
from pipelines.quant.costs import OPTION_MULTIPLIER_USD

NO_QUOTES = FCT_QUOTE_MARK.polars_schema.to_frame()

_CONDOR_KEY = {"owner": "baseline", "lot": "rung", "quote_date": "trade_date"}
_LAYER_KEY = {"owner": "preset", "layer": "layer", "lot": "lot", "quote_date": "trade_date"}
_QUOTE = ("quote_mid_pts", "quote_spread_pts")


def quoted_condors(condor_signals: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows, marked at quotes where there are any.

    Args:
        condor_signals: `condor.fct_condor_signal_daily`.
        quotes: `backtest.fct_quote_mark`.

    Returns:
        The rows with `<held|closed>_<leg>_spread_pts`: ask − bid of a leg that is marked at its quote, null for one
        that is marked by the model.
    """
    own = _of_book(quotes, "condor")
    rows = condor_signals
    for part in ("held", "closed"):
        for leg in LEGS:
            here = own.filter(pl.col("part") == part, pl.col("leg") == leg)
            rows = _at_quotes(rows, here, _CONDOR_KEY, f"{part}_{leg}")
    is_quoted = pl.any_horizontal(pl.col(f"held_{leg}_spread_pts").is_not_null() for leg in LEGS)
    long_put, short_put, short_call, long_call = (pl.col(f"held_{leg}_mark_pts") for leg in LEGS)
    owed = short_put + short_call - long_put - long_call
    usd = -owed * pl.col("held_contracts") * OPTION_MULTIPLIER_USD
    return rows.with_columns(
        held_mark_pts=pl.when(is_quoted).then(owed).otherwise("held_mark_pts"),
        held_mark_usd=pl.when(is_quoted).then(usd).otherwise("held_mark_usd"),
    )


def quoted_layers(layer_states: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Return the rows of `layers.fct_layer_state_daily`, marked at quotes; adds `<held|sold>_spread_pts` likewise."""
    own = _of_book(quotes, "hedge")
    rows = _at_quotes(layer_states, own.filter(pl.col("part") == "held"), _LAYER_KEY, "held")
    rows = _at_quotes(rows, own.filter(pl.col("part") == "closed"), _LAYER_KEY, "sold")
    value = pl.col("held_contracts") * pl.col("held_mark_pts").fill_null(0.0) * OPTION_MULTIPLIER_USD
    return rows.with_columns(held_mark_usd=value)


def condor_mark_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """Legs held or closed and those at quotes by day: `trade_date`, `legs`, `quoted_legs`; from `quoted_condors`."""
    return _counts(rows, [f"{part}_{leg}" for part in ("held", "closed") for leg in LEGS])


def layer_mark_counts(rows: pl.DataFrame) -> pl.DataFrame:
    """The same of a hedge, from `quoted_layers`."""
    return _counts(rows, ["held", "sold"])


def price_source(counts: pl.DataFrame) -> pl.DataFrame:
    """Return `trade_date`, `price_source`: `quote`, `model`, or `mixed` where legs are priced by both.

    A day on which nothing is held or closed, or nothing that is quoted, is the model's.

    Args:
        counts: Counts of one side of a book, or of both, one below the other.
    """
    legs, quoted = pl.col("legs").sum(), pl.col("quoted_legs").sum()
    source = pl.when(quoted == 0).then(pl.lit("model")).when(quoted == legs).then(pl.lit("quote"))
    return counts.group_by("trade_date", maintain_order=True).agg(price_source=source.otherwise(pl.lit("mixed")))


def _counts(rows: pl.DataFrame, legs: list[str]) -> pl.DataFrame:
    priced, quoted = (
        pl.sum_horizontal(pl.col(f"{leg}_{what}_pts").is_not_null() for leg in legs) for what in ("mark", "spread")
    )
    return rows.group_by("trade_date", maintain_order=True).agg(legs=priced.sum(), quoted_legs=quoted.sum())


def _of_book(quotes: pl.DataFrame, book: str) -> pl.DataFrame:
    return quotes.filter(pl.col("book") == book, pl.col("price_source") == "quote")


def _at_quotes(rows: pl.DataFrame, quotes: pl.DataFrame, key: Mapping[str, str], prefix: str) -> pl.DataFrame:
    """Put the quotes' mids into `<prefix>_mark_pts`, and their spreads beside it."""
    found = quotes.select(*key, *_QUOTE).rename(key)
    joined = rows.join(found, on=list(key.values()), how="left", maintain_order="left")
    mark = f"{prefix}_mark_pts"
    return joined.with_columns(
        pl.coalesce("quote_mid_pts", mark).alias(mark), pl.col("quote_spread_pts").alias(f"{prefix}_spread_pts")
    ).drop(_QUOTE)
