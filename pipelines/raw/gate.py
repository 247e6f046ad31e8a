"""The gate before a raw table: collect, read, validate, and only then replace the last good rows."""

import hashlib
from dataclasses import replace

import polars as pl

from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise, broken_promises
from pipelines.raw import load_log
from pipelines.raw.dataset import Dataset, LoadReport
from pipelines.raw.quarantine import keep_rejected
from pipelines.raw.timely import future_rows
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.errors import SourceError, SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.warehouse import Warehouse


def load(dataset: Dataset, landing: Landing, warehouse: Warehouse, settings: Settings) -> LoadReport:
    """Bring one dataset up to date, or leave the last good table and say why."""
    contract = dataset.contract
    try:
        with landing.loading(contract.qualified_name, settings.asset_deadline_seconds):
            files = dataset.collect(landing, settings)
        inputs = _fingerprint(files, landing)
        if load_log.is_current(warehouse, contract, inputs):
            return replace(load_log.last_good(warehouse, contract), outcome="unchanged", files=len(files))
        rows = dataset.read(files, landing.is_simulated)
    except SourceError as error:
        report = LoadReport(contract.qualified_name, outcome_of(error), str(error))
        keep_rejected(contract, pl.DataFrame({"reason": [str(error)]}), settings.quarantine_dir)
        load_log.record(warehouse, report, None, landing.is_simulated)
        return report
    rows = contract.conform(rows) if rows.width else contract.polars_schema.to_frame()
    report = _admit(contract, rows, files, warehouse, settings, is_simulated=landing.is_simulated)
    load_log.record(warehouse, report, inputs if report.is_good else None, landing.is_simulated)
    return report


def _admit(
    contract: TableContract, rows: pl.DataFrame, files: list[LandedFile], warehouse: Warehouse, settings: Settings,
    *, is_simulated: bool,
) -> LoadReport:  # fmt: skip
    """Validate, quarantine what breaks a promise, and write when nothing unforeseen is broken."""
    unique = _deduplicated(contract, rows)
    broken = [
        *broken_promises(contract, unique),
        *future_rows(contract, unique, files, is_simulated=is_simulated),
        *_vanished(contract, unique, warehouse),
    ]
    report = LoadReport(
        contract.qualified_name,
        "loaded",
        files=len(files),
        rows_in=len(rows),
        rows_deduplicated=len(rows) - len(unique),
        broken={promise.promise: max(1, len(promise.rows)) for promise in broken},
    )
    rejected = rejected_rows(unique, broken)
    report = replace(report, quarantine_file=keep_rejected(contract, rejected, settings.quarantine_dir))
    reasons = [text for promise in broken if (text := unforeseen(contract, unique, promise))]
    if reasons:
        return replace(report, outcome="rejected", message="; ".join(reasons), rows_quarantined=len(rejected))
    bad = {position for promise in broken for position in promise.rows}
    good = unique.filter(~pl.Series(range(len(unique))).is_in(sorted(bad))) if bad else unique
    _replace(contract, good, warehouse)
    message = "; ".join(consent.reason for consent in contract.consents if consent.rule in report.broken)
    return replace(
        report,
        outcome="partial" if bad else "loaded",
        message=message,
        rows_out=len(good),
        rows_quarantined=len(bad),
    )


def _replace(contract: TableContract, rows: pl.DataFrame, warehouse: Warehouse) -> None:
    """Write the table, its inputs unknown until they are recorded: a run killed in between loads again."""
    load_log.forget_inputs(warehouse, contract)
    warehouse.write(contract, rows)


def _deduplicated(contract: TableContract, rows: pl.DataFrame) -> pl.DataFrame:
    """Without repeated rows: the same row twice, or a key that an earlier file has already given."""
    if contract.is_first_of_key_kept:
        return rows.unique(contract.key, keep="first", maintain_order=True)
    values = [name for name in contract.column_names if not name.startswith("source_")]
    return rows.unique(values, keep="first", maintain_order=True)


def _vanished(contract: TableContract, rows: pl.DataFrame, warehouse: Warehouse) -> list[BrokenPromise]:
    """A provider revises values; whole rows that disappear mean a cut file."""
    if not contract.is_history_kept or not warehouse.has(contract.qualified_name):
        return []
    known = warehouse.read(contract.qualified_name, contract.key)
    gone = known.join(rows, on=list(contract.key), how="anti").sort(contract.key)
    if gone.is_empty():
        return []
    first = ", ".join(str(value) for value in gone.row(0))
    advice = (
        f"{len(gone)} rows of the last good load are gone, the first is {first}: a file was cut; run again, "
        f"or if the provider withdrew them remove {warehouse.build} and run again"
    )
    return [BrokenPromise("history_is_complete", (), advice)]


def unforeseen(contract: TableContract, rows: pl.DataFrame, broken: BrokenPromise) -> str:
    """Why a broken promise rejects the load; empty when it is a known defect within its bounds."""
    for consent in contract.consents:
        is_bounded = consent.rule == broken.promise and 0 < len(broken.rows) <= consent.max_rows
        if is_bounded and rows[list(broken.rows)].select(consent.where.all()).item():
            return ""
    if not broken.rows:
        return f"{broken.promise}: {broken.advice}"
    row = rows[broken.rows[0]]
    key = ", ".join(f"{name}={row[name][0]}" for name in contract.key)
    line = f", line {row['source_line'][0]} of {row['source_sha256'][0][:12]}" if "source_line" in row.columns else ""
    return f"{broken.promise}: {len(broken.rows)} rows, first {key}{line} — {broken.advice}"


def rejected_rows(rows: pl.DataFrame, broken: list[BrokenPromise]) -> pl.DataFrame:
    """Offending rows, each with the promise it breaks."""
    frames = [
        rows[list(promise.rows)].with_columns(reason=pl.lit(f"{promise.promise}: {promise.advice}"))
        for promise in broken
        if promise.rows
    ]
    return pl.concat(frames) if frames else pl.DataFrame()


def outcome_of(error: SourceError) -> str:
    """Name of what a source's error makes of a load."""
    if isinstance(error, SourceUnreachableError):
        return "unreachable"
    return "missing" if isinstance(error, SourceMissingError) else "rejected"


def _fingerprint(files: list[LandedFile], landing: Landing) -> str:
    """Hash of everything a raw table is made from: bytes, their names, and the code that reads them."""
    digest = hashlib.sha256(str(landing.is_simulated).encode())
    for file in files:
        digest.update(f"{file.name} {file.sha256}\n".encode())
    for folder in ("contracts", "sources", "raw", "quant"):
        for path in sorted((PROJECT_ROOT / "pipelines" / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
