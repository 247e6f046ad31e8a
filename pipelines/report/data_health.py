"""Data health: what was loaded, how fresh it is, and the holes that signals have to live with."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from pipelines.contracts.report_tables import FCT_DATA_HEALTH
from pipelines.report.gate_health import gate_health
from pipelines.report.health_spans import stale_after_days
from pipelines.report.signals_today import HOLE_OF_CONTRACT
from pipelines.report.source_health import source_health

_BY_RULE = ("warm_up", "last_week_of_front", "no_series")  # nothing is broken: too early, or not supplied
_NAMED_SIGNALS = 4
_TOLD_TOPICS = ("hole", "disagreement")


def data_health(tables: Mapping[str, pl.DataFrame], spans: pl.DataFrame, start: date) -> pl.DataFrame:
    """One row per load, series and hole, by severity.

    Args:
        tables: the gate's (see `gate_health`), `dim_vx_contract`, `fct_vx_curve_daily`, `fct_signal_daily`,
            `fct_signal_reason`, `fct_layer_state_daily`, `fct_condor_signal_daily`, and what `source_health` reads.
        spans: Result of `health_spans.SPANS_SQL`.
        start: First day of the backtest; holes of signals before it are not counted.

    Returns:
        Rows of `report.fct_data_health`. Freshness is judged against the newest session in the data,
        so that the same data always give the same rows.
    """
    signals = tables["fct_signal_daily"]
    frames = [
        *gate_health(tables),
        _freshness(spans, signals),
        _missing_contracts(tables["dim_vx_contract"], tables["fct_vx_curve_daily"]),
        _signal_holes(tables["fct_signal_reason"].filter(pl.col("trade_date") >= start), _since(signals, start)),
        _idle_layers(tables["fct_layer_state_daily"]),
        _flat_condor_days(tables["fct_condor_signal_daily"]),
        *source_health(tables, start),
    ]
    rows = pl.concat([frame.select(_COLUMNS) for frame in frames])
    return rows.with_columns(is_simulated=pl.lit(bool(signals["is_simulated"].any())))


def lines_of_a_run(warnings: pl.DataFrame) -> list[str]:
    """What a run tells a person of its findings: holes, and values that two sources give differently."""
    told = warnings.filter(pl.col("topic").is_in(_TOLD_TOPICS))
    return [f"{subject}: {message}" for subject, message in told.select("subject", "message").iter_rows()]


_COLUMNS = [
    pl.col(column.name).cast(column.dtype) for column in FCT_DATA_HEALTH.columns if column.name != "is_simulated"
]


def _freshness(spans: pl.DataFrame, signals: pl.DataFrame) -> pl.DataFrame:
    newest = signals["trade_date"].max()
    behind = (pl.lit(newest) - pl.col("last_date")).dt.total_days()
    is_stale = behind > stale_after_days()
    is_empty = pl.col("rows") == 0
    return spans.with_columns(
        topic=pl.when(pl.col("promise") == "benchmark_is_fresh")
        .then(pl.lit("benchmark_freshness"))
        .otherwise(pl.lit("freshness")),
        severity=pl.when(is_empty | is_stale).then(pl.lit("warning")).otherwise(pl.lit("ok")),
        message=pl.when(is_empty)
        .then(pl.lit("there are no rows"))
        .when(is_stale)
        .then(pl.format("ends {} days before the newest session; what still uses it uses that value", behind))
        .otherwise(pl.format("to {}", "last_date")),
    )


def _missing_contracts(contracts: pl.DataFrame, curve: pl.DataFrame) -> pl.DataFrame:
    """Contracts that the calendar lists and no file has, with the days on which the curve lacks them."""
    missing = contracts.filter("is_missing").select("expiry_date")
    days = curve.join(missing, on="expiry_date").group_by("expiry_date").agg(
        pl.len().alias("rows"),
        pl.col("trade_date").min().alias("first_date"),
        pl.col("trade_date").max().alias("last_date"),
    )  # fmt: skip
    return days.sort("expiry_date").select(
        subject=pl.format(HOLE_OF_CONTRACT + "{}", "expiry_date"),
        topic=pl.lit("hole"),
        severity=pl.lit("warning"),
        message=pl.format("no VX contract expiring {} in the data: its tenor is null, never another's", "expiry_date"),
        rows=pl.col("rows"),
        first_date=pl.col("first_date"),
        last_date=pl.col("last_date"),
    )


def _since(signals: pl.DataFrame, start: date) -> int:
    return signals.filter(pl.col("trade_date") >= start).height


def _signal_holes(reasons: pl.DataFrame, sessions: int) -> pl.DataFrame:
    """Sessions on which signals are null, by reason, with the signals that it costs most."""
    counts = reasons.group_by("null_reason", "signal_name").agg(pl.len().alias("sessions"))
    named = counts.sort("sessions", "signal_name", descending=[True, False]).group_by("null_reason").agg(
        pl.format("{} {}", "signal_name", "sessions").head(_NAMED_SIGNALS).str.join(", ").alias("worst"),
        pl.len().alias("signals"),
    )  # fmt: skip
    spans = reasons.group_by("null_reason").agg(
        pl.col("trade_date").n_unique().cast(pl.Int64).alias("rows"),
        pl.col("trade_date").min().alias("first_date"),
        pl.col("trade_date").max().alias("last_date"),
    )
    more = pl.when(pl.col("signals") > _NAMED_SIGNALS).then(pl.lit(", ...")).otherwise(pl.lit(""))
    return spans.join(named, on="null_reason").sort("null_reason").select(
        subject=pl.format("signals: {}", "null_reason"),
        topic=pl.lit("hole"),
        severity=pl.when(pl.col("null_reason").is_in(_BY_RULE)).then(pl.lit("ok")).otherwise(pl.lit("warning")),
        message=pl.format("{} null on {} of {} sessions: {}{}",
                          pl.when(pl.col("signals") == 1).then(pl.lit("1 signal is")).otherwise(
                              pl.format("{} signals are", "signals")),
                          "rows", pl.lit(sessions), "worst", more),
        rows=pl.col("rows"),
        first_date=pl.col("first_date"),
        last_date=pl.col("last_date"),
    )  # fmt: skip


def _idle_layers(states: pl.DataFrame) -> pl.DataFrame:
    """Layers that never traded: verdicts are then about the others, and a reader must know."""
    in_band = states.filter("is_band_armed").group_by("layer", "reason").agg(pl.len().alias("days"))
    why = in_band.sort("days", descending=True).group_by("layer", maintain_order=True).agg(
        pl.format("{} {}", "reason", "days").str.join(", ").alias("reasons")
    )  # fmt: skip
    idle = states.group_by("layer").agg(
        (pl.col("action") == "open").any().alias("has_traded"),
        pl.len().alias("rows"),
        pl.col("trade_date").min().alias("first_date"),
        pl.col("trade_date").max().alias("last_date"),
    )
    never = idle.filter(~pl.col("has_traded")).join(why, on="layer", how="left").sort("layer")
    return never.select(
        subject=pl.format("layer {}", "layer"),
        topic=pl.lit("hole"),
        severity=pl.lit("warning"),
        message=pl.format("never traded; days inside its VIX band: {}", pl.col("reasons").fill_null("none")),
        rows=pl.col("rows"),
        first_date=pl.col("first_date"),
        last_date=pl.col("last_date"),
    )


def _flat_condor_days(condors: pl.DataFrame) -> pl.DataFrame:
    """Sessions whose condor was priced from VIX alone, for want of a longer index: credits run low then."""
    days = condors.filter(pl.col("vol_source").str.starts_with("vix_flat"))
    found = days.select(
        rows=pl.len(), first_date=pl.col("trade_date").min(), last_date=pl.col("trade_date").max()
    ).filter(pl.col("rows") > 0)
    return found.select(
        subject=pl.lit("condor prices"),
        topic=pl.lit("hole"),
        severity=pl.lit("warning"),
        message=pl.format("from VIX alone on {} of {} sessions: no longer index", "rows", pl.lit(len(condors))),
        rows=pl.col("rows"),
        first_date=pl.col("first_date"),
        last_date=pl.col("last_date"),
    )
