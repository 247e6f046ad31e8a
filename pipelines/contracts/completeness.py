"""Which days a load must hold: every session between a subject's first and last day, and the newest one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import polars as pl

from pipelines.contracts.profile import MEASURE, Clock, Severity, measures_of

_NAMED_SESSIONS = 20
_WEEK_SESSIONS, _DAILY_SESSIONS = 5, 4  # a week in which no more than one session was missed


@dataclass(frozen=True)
class SessionsComplete:
    """Between a subject's first and last day no session of the exchange is missing; a missing one is named.

    The calendar is New York's. VX futures trade on all of its sessions and on some of its holidays, so days
    beyond it are no fault (PROVENANCE defect 4). `calendar` "months" asks for a day in each month instead.
    """

    name: str
    day: str
    by: pl.Expr = field(compare=False)
    source: str
    where: pl.Expr = field(default_factory=lambda: pl.lit(value=True), compare=False)
    calendar: Literal["sessions", "months"] = "sessions"
    since: date = date(2004, 1, 1)
    severity: Severity = "flag"

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:
        """One measure per subject: how many are missing, and which."""
        have = rows.filter(self.where & (pl.col(self.day) >= self.since)).select(
            subject=self.by.cast(pl.String),
            day=pl.col(self.day).dt.month_start() if self.calendar == "months" else pl.col(self.day),
        )
        if have.is_empty() or (clock is None and self.calendar == "sessions"):
            return MEASURE.to_frame()
        spans = have.group_by("subject").agg(first=pl.col("day").min(), last=pl.col("day").max())
        wanted = spans.join(self._days(have, clock).to_frame("day"), how="cross").filter(
            pl.col("day").is_between("first", "last")
        )
        return _missing(spans, wanted, have)

    def _days(self, have: pl.DataFrame, clock: Clock | None) -> pl.Series:
        if self.calendar == "sessions" and clock:
            return clock.sessions
        first, last = have.select(first=pl.col("day").min(), last=pl.col("day").max()).row(0)
        return pl.date_range(first, last, "1mo", eager=True)


@dataclass(frozen=True)
class CollectedDaily:
    """Since somebody began to collect a day's answer each session, no session lacks one; a missed one is named.

    What is only published today can't be had later, so a missed session is a hole for ever. `collected` are the rows
    that such a collector brought. Daily collection begins with the first of them from which on a week of five
    sessions lacks at most one: an archive of a few answers of scattered days never began, and promises nothing; a
    miss in the first week is named. From there on every session counts, up to the newest one and however long the
    collector slept: no gap is so long that it is taken for another beginning. A file that somebody bought later
    fills a hole, for `rows` are of all files; a history that was bought begins nothing, for its vendor has it still.
    """

    name: str
    day: str
    subject: str
    collected: pl.Expr = field(compare=False)
    source: str
    severity: Severity = "flag"

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:
        """One measure: how many sessions were missed, and which; none before daily collection began."""
        if clock is None:
            return MEASURE.to_frame()
        sessions = clock.sessions.filter(clock.sessions <= clock.newest_session).alias("day")
        is_collected = sessions.is_in(rows.filter(self.collected)[self.day].implode())
        of_week = is_collected.cast(pl.Int64).reverse().rolling_sum(_WEEK_SESSIONS, min_samples=1).reverse()
        began = sessions.filter(is_collected & (of_week >= _DAILY_SESSIONS))
        if began.is_empty():
            return MEASURE.to_frame()
        subject = pl.DataFrame({"subject": [self.subject]})
        wanted = subject.join(sessions.filter(sessions >= began[0]).to_frame(), how="cross")
        return _missing(subject, wanted, rows.select(subject=pl.lit(self.subject), day=self.day))


def _missing(subjects: pl.DataFrame, wanted: pl.DataFrame, have: pl.DataFrame) -> pl.DataFrame:
    """One measure per subject: how many of its wanted days it doesn't have, and which; `subject`, `day` in both."""
    missing = wanted.join(have, on=["subject", "day"], how="anti").sort("subject", "day").group_by("subject").agg(
        observed=pl.len().cast(pl.Float64), named=pl.col("day").head(_NAMED_SESSIONS).cast(pl.String).str.join(", ")
    )  # fmt: skip
    found = subjects.join(missing, on="subject", how="left").sort("subject").with_columns(
        pl.col("observed").fill_null(0.0), minimum=pl.lit(0.0), maximum=pl.lit(0.0)
    )  # fmt: skip
    more = pl.when(pl.col("observed") > _NAMED_SESSIONS).then(pl.lit(", ...")).otherwise(pl.lit(""))
    detail = pl.format("{}: {} missing ({}{})", "subject", pl.col("observed").cast(pl.Int64),
                       pl.col("named").fill_null(""), more)  # fmt: skip
    return measures_of(found.with_columns(detail=detail))


@dataclass(frozen=True)
class Freshness:
    """A subject's newest day is at most so many calendar days older than the newest session.

    `allowed_days` holds what differs from `days`: months that are published weeks later, indices that ended.
    The gate judges a load by it, and data health the table beside the newest session of all tables.
    """

    name: str
    day: str
    by: pl.Expr = field(compare=False)
    days: int
    source: str
    allowed_days: Mapping[str, int] = field(default_factory=dict)
    where: pl.Expr = field(default_factory=lambda: pl.lit(value=True), compare=False)
    severity: Severity = "flag"

    def usual_days(self, subject: pl.Expr) -> pl.Expr:
        """Calendar days that a subject may lie behind the newest session."""
        return subject.replace_strict(dict(self.allowed_days), default=self.days, return_dtype=pl.Float64)

    def measured(self, rows: pl.DataFrame, clock: Clock | None) -> pl.DataFrame:
        """One measure per subject: days behind the newest session."""
        if clock is None:
            return MEASURE.to_frame()
        newest = rows.filter(self.where).group_by(self.by.cast(pl.String).alias("subject"))
        found = (
            newest.agg(pl.col(self.day).max().alias("last"))
            .sort("subject")
            .with_columns(
                observed=(pl.lit(clock.newest_session) - pl.col("last")).dt.total_days().cast(pl.Float64),
                minimum=pl.lit(None, pl.Float64),
                maximum=self.usual_days(pl.col("subject")),
            )
        )
        detail = pl.format("{}: ends {}, {} days before the newest session; {} are usual", "subject", "last",
                           pl.col("observed").cast(pl.Int64), pl.col("maximum").cast(pl.Int64))  # fmt: skip
        return measures_of(found.with_columns(detail=detail))
