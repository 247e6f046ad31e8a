"""What a load as a whole looks like, as bands that published history gives.

A contract declares them as data. Each kind turns rows into *measures*, one per subject (a symbol, a contract, a
day): `subject`, `observed`, the band `minimum` to `maximum` it must lie in, and `detail`, which says it in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, Protocol

import polars as pl

Severity = Literal["reject", "flag"]
"""What a broken promise does: refuse the load (unless a consent quarantines the rows), or be noted beside it."""

MEASURE = pl.Schema(
    {"subject": pl.String, "observed": pl.Float64, "minimum": pl.Float64, "maximum": pl.Float64, "detail": pl.String}
)


@dataclass(frozen=True)
class Clock:
    """Which sessions there were, and the newest one that the load should know of."""

    sessions: pl.Series
    newest_session: date


class TablePromise(Protocol):
    """A promise about a load as a whole."""

    @property
    def name(self) -> str:
        """Name of the promise."""

    @property
    def severity(self) -> Severity:
        """What it does when broken."""

    @property
    def source(self) -> str:
        """Where its bands come from."""

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:
        """Measures of the rows, by `MEASURE`; none where there is too little to judge."""


@dataclass(frozen=True)
class QuantileBands:
    """Quantiles of a value per subject lie in bands that its published history gives.

    `bands` holds for each subject (the text of `by`) the band of each quantile; a subject without one isn't judged.
    """

    name: str
    value: pl.Expr = field(compare=False)
    by: pl.Expr = field(compare=False)
    bands: Mapping[str, Mapping[float, tuple[float, float]]]
    source: str
    severity: Severity = "flag"
    minimum_rows: int = 250

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:  # noqa: ARG002 (one signature)
        """One measure per subject and quantile."""
        values = rows.select(subject=self.by.cast(pl.String), value=self.value).drop_nulls()
        declared = pl.DataFrame(
            [(s, q, low, high) for s, bands in self.bands.items() for q, (low, high) in bands.items()],
            schema={"subject": pl.String, "quantile": pl.Float64, "minimum": pl.Float64, "maximum": pl.Float64},
            orient="row",
        )
        levels = sorted(set(declared["quantile"]))
        found = (
            values.group_by("subject")
            .agg(pl.len().alias("rows"), *[pl.col("value").quantile(q).alias(str(q)) for q in levels])
            .filter(pl.col("rows") >= self.minimum_rows)
            .unpivot([str(q) for q in levels], index="subject", variable_name="quantile", value_name="observed")
            .with_columns(pl.col("quantile").cast(pl.Float64))
            .join(declared, on=["subject", "quantile"])
        )
        detail = pl.format("{}: quantile {} is {}, published history gives {} to {}",
                           "subject", "quantile", pl.col("observed").round(4), "minimum", "maximum")  # fmt: skip
        return measures_of(found.with_columns(detail=detail))


@dataclass(frozen=True)
class ShareBand:
    """The share of rows that are so lies in a band."""

    name: str
    is_so: pl.Expr = field(compare=False)
    maximum: float
    source: str
    minimum: float = 0.0
    severity: Severity = "reject"
    minimum_rows: int = 250

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:  # noqa: ARG002
        """One measure, of the table."""
        if rows.height < self.minimum_rows:
            return MEASURE.to_frame()
        found = rows.select(subject=pl.lit("share"), observed=self.is_so.mean())
        bands = found.with_columns(minimum=pl.lit(self.minimum), maximum=pl.lit(self.maximum))
        detail = pl.format("share {}, published history gives {} to {}",
                           pl.col("observed").round(5), "minimum", "maximum")  # fmt: skip
        return measures_of(bands.with_columns(detail=detail))


@dataclass(frozen=True)
class RowsPer:
    """Rows per session (or year) lie in a band: growth per session, for a load that was cut or doubled."""

    name: str
    by: pl.Expr = field(compare=False)
    minimum: int
    maximum: int
    source: str
    where: pl.Expr = field(default_factory=lambda: pl.lit(value=True), compare=False)
    severity: Severity = "flag"
    minimum_rows: int = 250

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:  # noqa: ARG002
        """One measure per session."""
        if rows.height < self.minimum_rows:
            return MEASURE.to_frame()
        counts = rows.filter(self.where).group_by(self.by.cast(pl.String).alias("subject"))
        found = counts.agg(pl.len().cast(pl.Float64).alias("observed")).sort("subject")
        bands = found.with_columns(minimum=pl.lit(self.minimum, pl.Float64), maximum=pl.lit(self.maximum, pl.Float64))
        detail = pl.format("{}: {} rows, expected {} to {}", "subject", pl.col("observed").cast(pl.Int64),
                           pl.lit(self.minimum), pl.lit(self.maximum))  # fmt: skip
        return measures_of(bands.with_columns(detail=detail))


def measures_of(found: pl.DataFrame) -> pl.DataFrame:
    """The frame's measures, with the columns and types of `MEASURE`."""
    return found.select(MEASURE.names()).cast(MEASURE)


def is_kept() -> pl.Expr:
    """Whether a measure lies in its band; an unknown bound or observation counts as kept."""
    observed = pl.col("observed")
    above = (observed >= pl.col("minimum")).fill_null(value=True)
    return above & (observed <= pl.col("maximum")).fill_null(value=True)
