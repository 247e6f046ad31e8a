"""What becomes of each row of a load, decided on frames alone: admitted, quarantined, withheld or flagged."""

import hashlib
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

import polars as pl

from pipelines.contracts.landing_ledgers import RAW_LANDING__FLAGS, row_key
from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise

Waivers = AbstractSet[tuple[str, str]]
"""(promise, row_sha256) of rows that a person re-admitted."""

_NAMED = 3


@dataclass(frozen=True)
class Admission:
    """Rows that keep their promises, rows that don't (once per promise), flags, and why the load is refused."""

    good: pl.DataFrame
    rejected: pl.DataFrame
    flags: pl.DataFrame
    rows_bad: int
    unforeseen: tuple[str, ...]


def deduplicated(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows without repeated ones; two rows of one key that differ stay, for validation to refuse."""
    values = [name for name in contract.column_names if not name.startswith("source_")]
    return rows.unique(values, keep="first", maintain_order=True)


def admission(
    contract: TableContract, rows: pl.DataFrame, broken: list[BrokenPromise], waivers: Waivers = frozenset()
) -> Admission:
    """Divide a load by the promises it breaks.

    Args:
        contract: Names consents: known defects whose rows are quarantined while the rest is loaded.
        rows: Load, without repeated rows.
        broken: What validation found.
        waivers: Rows that are admitted although they break a promise.
    """
    strict = [left for promise in broken if promise.severity == "reject"
              if (left := not_waived(contract, rows, promise, waivers))]  # fmt: skip
    bad = sorted({position for promise in strict for position in promise.rows})
    return Admission(
        good=rows.filter(~pl.int_range(pl.len()).is_in(bad)) if bad else rows,
        rejected=quarantined_rows(contract, rows, strict),
        flags=flags_of(contract, rows, [promise for promise in broken if promise.severity == "flag"]),
        rows_bad=len(bad),
        unforeseen=tuple(text for promise in strict if (text := unforeseen(contract, rows, promise))),
    )


def row_hashes(contract: TableContract, rows: pl.DataFrame) -> list[str]:
    """SHA-256 of each row's own values; where it was read from doesn't count."""
    values = [name for name in contract.column_names if not name.startswith("source_")]
    return [hashlib.sha256(repr(row).encode()).hexdigest() for row in rows.select(values).iter_rows()]


def rejected_rows(contract: TableContract, rows: pl.DataFrame, promise: str, advice: str) -> pl.DataFrame:
    """Rows as quarantine keeps them: with the promise they break, the reason, and what tells them again."""
    return rows.with_columns(
        promise=pl.lit(promise),
        reason=pl.lit(f"{promise}: {advice}"),
        row_key=row_key(contract),
        row_sha256=pl.Series(row_hashes(contract, rows), dtype=pl.String),
    )


def not_waived(
    contract: TableContract, rows: pl.DataFrame, broken: BrokenPromise, waivers: Waivers
) -> BrokenPromise | None:
    """The broken promise without the rows that were re-admitted; None where nothing is left of it."""
    waived = {sha256 for promise, sha256 in waivers if promise == broken.promise}
    if not waived or not broken.rows:
        return broken
    hashes = row_hashes(contract, rows[list(broken.rows)])
    left = tuple(at for at, sha256 in zip(broken.rows, hashes, strict=True) if sha256 not in waived)
    return replace(broken, rows=left) if left else None


def quarantined_rows(contract: TableContract, rows: pl.DataFrame, broken: list[BrokenPromise]) -> pl.DataFrame:
    """Offending rows, once per promise that each breaks, as quarantine keeps them."""
    frames = [
        rejected_rows(contract, rows[list(promise.rows)], promise.promise, promise.advice)
        for promise in broken
        if promise.rows
    ]
    return pl.concat(frames) if frames else pl.DataFrame()


def flags_of(contract: TableContract, rows: pl.DataFrame, broken: list[BrokenPromise]) -> pl.DataFrame:
    """Flags by the contract of `raw.raw_landing__flags`, of rows and of subjects."""
    shows = {rule.name: rule.shows for rule in contract.rules}
    frames = [RAW_LANDING__FLAGS.polars_schema.to_frame()]
    for promise in broken:
        shown = shows.get(promise.promise)
        found = rows[list(promise.rows)].select(
            promise=pl.lit(promise.promise),
            row_key=row_key(contract),
            value=pl.col(shown).cast(pl.Float64) if shown else pl.lit(None, pl.Float64),
            message=pl.lit(promise.advice),
        )
        subjects = pl.DataFrame(
            [(promise.promise, item.subject, item.observed, f"{item.detail}; {promise.advice}")
             for item in promise.findings],
            schema=found.schema,
            orient="row",
        )  # fmt: skip
        both = pl.concat([found, subjects]).with_columns(table_name=pl.lit(contract.qualified_name))
        frames.append(RAW_LANDING__FLAGS.conform(both))
    return pl.concat(frames)


def unforeseen(contract: TableContract, rows: pl.DataFrame, broken: BrokenPromise) -> str:
    """Why a broken promise rejects the load; empty when it is a known defect within its bounds."""
    for consent in contract.consents:
        is_bounded = consent.rule == broken.promise and consent.covers(len(broken.rows), rows.height)
        if is_bounded and rows[list(broken.rows)].select(consent.where.all()).item():
            return ""
    if broken.findings:
        details = "; ".join(finding.detail for finding in broken.findings[:_NAMED])
        return f"{broken.promise}: {len(broken.findings)} outside the band, first {details} — {broken.advice}"
    if not broken.rows:
        return f"{broken.promise}: {broken.advice}"
    row = rows[broken.rows[0]]
    key = ", ".join(f"{name}={row[name][0]}" for name in contract.key)
    line = f", line {row['source_line'][0]} of {row['source_sha256'][0][:12]}" if "source_line" in row.columns else ""
    return f"{broken.promise}: {len(broken.rows)} rows, first {key}{line} — {broken.advice}"
