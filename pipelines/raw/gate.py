"""The gate before a raw table: collect, read, validate, and only then replace the last good rows."""

import hashlib
from dataclasses import dataclass, replace

import polars as pl

from pipelines.contracts.landing_loads import RAW_LANDING__LOADS
from pipelines.contracts.table import TableContract
from pipelines.contracts.validation import BrokenPromise, broken_promises
from pipelines.raw import load_log
from pipelines.raw.admission import Admission, Waivers, admission, deduplicated
from pipelines.raw.dataset import Dataset, LoadReport
from pipelines.raw.ledgers import changes_to_ledgers
from pipelines.raw.quarantine import keep_rejected
from pipelines.raw.readmissions import waivers
from pipelines.raw.session_clock import all_sessions, load_clock
from pipelines.raw.timely import future_rows
from pipelines.raw.vanished import known_rows, vanished
from pipelines.settings import PROJECT_ROOT, Settings
from pipelines.sources.errors import SourceError, SourceMissingError, SourceUnreachableError
from pipelines.sources.landing import LandedFile, Landing
from pipelines.warehouse import Warehouse


@dataclass(frozen=True)
class _Load:
    """One load on its way through the gate."""

    contract: TableContract
    landing: Landing
    warehouse: Warehouse
    settings: Settings
    files: list[LandedFile]
    inputs: str
    waivers: Waivers
    problem: str  # why a provider was out of reach; empty where none was


def load(dataset: Dataset, landing: Landing, warehouse: Warehouse, settings: Settings) -> LoadReport:
    """Bring one dataset up to date, or leave the last good table and say why.

    Raises:
        RowsLostError: Rows that were read are neither written, quarantined, deduplicated nor withheld.
    """
    contract = dataset.contract
    waived = waivers(settings.quarantine_dir, contract)
    try:
        with landing.loading(contract.qualified_name, settings.asset_deadline_seconds):
            files, problem = _collected(dataset, landing, settings)
        inputs = _fingerprint(files, landing, waived)
        if not problem and load_log.is_current(warehouse, contract, inputs):
            return replace(load_log.last_good(warehouse, contract), outcome="unchanged", files=len(files))
        rows = dataset.read(files, landing.is_simulated)
    except SourceError as error:
        return not_read(contract, error, landing, warehouse, settings)
    rows = contract.conform(rows) if rows.width else contract.polars_schema.to_frame()
    return _judge(_Load(contract, landing, warehouse, settings, files, inputs, waived, problem), rows)


def _collected(dataset: Dataset, landing: Landing, settings: Settings) -> tuple[list[LandedFile], str]:
    """Files of the dataset, or what it goes on with while a provider is out of reach, and why it is."""
    try:
        return dataset.collect(landing, settings), ""
    except SourceUnreachableError as error:
        if dataset.fallback is None:
            raise
        return dataset.fallback(landing, settings), str(error)


def _judge(load: _Load, rows: pl.DataFrame) -> LoadReport:
    """Validate, quarantine what breaks a promise, and write when nothing unforeseen is broken."""
    contract = load.contract
    unique = deduplicated(contract, rows)
    known = known_rows(contract, load.warehouse)
    gone = vanished(contract, known, unique, load.waivers)
    broken = [*_validated(load, unique), *gone.broken]
    decided = admission(contract, unique, broken, load.waivers)
    path = keep_rejected(contract, _with_address(load, decided.rejected, gone.rows), load.settings.quarantine_dir)
    report = LoadReport(
        contract.qualified_name,
        "loaded",
        files=len(load.files),
        rows_in=len(rows),
        rows_deduplicated=len(rows) - len(unique),
        rows_quarantined=decided.rows_bad,
        broken={promise.promise: max(1, len(promise.rows), len(promise.findings)) for promise in broken},
        quarantine_file=path,
    )
    if decided.unforeseen:
        message = "; ".join(decided.unforeseen)
        report = replace(report, outcome="rejected", message=message, rows_withheld=len(decided.good))
        load_log.record(load.warehouse, report, None, load.landing.is_simulated)
        return report
    return _write(load, report, known, decided)


def _validated(load: _Load, rows: pl.DataFrame) -> list[BrokenPromise]:
    is_live = load.settings.origin == "live"
    return [
        *broken_promises(
            load.contract,
            rows,
            load_clock(load.contract, rows, load.files, is_live=is_live),
            load.settings.validations_dir / f"{load.contract.name}.json",
        ),
        *future_rows(load.contract, rows, load.files, is_simulated=load.landing.is_simulated),
    ]


def _write(load: _Load, report: LoadReport, known: pl.DataFrame, decided: Admission) -> LoadReport:
    """Table, flags, revisions and the record of the load, in one transaction."""
    foreseen = [consent.reason for consent in load.contract.consents if consent.rule in report.broken]
    report = replace(
        report,
        outcome="unreachable" if load.problem else "partial" if decided.rows_bad else "loaded",
        message="; ".join([load.problem] * bool(load.problem) + foreseen * bool(decided.rows_bad)),
        rows_out=len(decided.good),
        rows_in_table=len(decided.good),
        rows_flagged=len(decided.flags),
    )
    fetched = {file.sha256: file.fetched_at for file in (*load.landing.versions, *load.files)}
    load.warehouse.write_together(
        [
            (load.contract, decided.good),
            *changes_to_ledgers(load.contract, load.warehouse, known, decided, fetched=fetched, sessions=all_sessions,
                                is_simulated=load.landing.is_simulated),
            (RAW_LANDING__LOADS, load_log.with_report(load.warehouse, report, load.inputs, load.landing.is_simulated)),
        ]
    )  # fmt: skip
    return report


def _with_address(load: _Load, rejected: pl.DataFrame, gone: pl.DataFrame) -> pl.DataFrame:
    """Rejected rows and rows that are gone, with the address that each was read from."""
    both = pl.concat([frame for frame in (rejected, gone) if len(frame)] or [pl.DataFrame()])
    if "source_sha256" not in both.columns:
        return both
    addresses = {file.sha256: file.name for file in (*load.landing.versions, *load.files)}
    address = pl.col("source_sha256").replace_strict(addresses, default="", return_dtype=pl.String)
    return both.with_columns(source_address=address)


def not_read(
    contract: TableContract, error: SourceError, landing: Landing, warehouse: Warehouse, settings: Settings
) -> LoadReport:
    """Record a load that a source's error ended before there were rows to judge; returns its report."""
    report = LoadReport(contract.qualified_name, _outcome_of(error), str(error))
    keep_rejected(contract, pl.DataFrame({"reason": [str(error)]}), settings.quarantine_dir)
    load_log.record(warehouse, report, None, landing.is_simulated)
    return report


def _outcome_of(error: SourceError) -> str:
    """Name of what a source's error makes of a load."""
    if isinstance(error, SourceUnreachableError):
        return "unreachable"
    return "missing" if isinstance(error, SourceMissingError) else "rejected"


def _fingerprint(files: list[LandedFile], landing: Landing, waived: Waivers) -> str:
    """Hash of everything a raw table is made from: bytes, their names, the code that reads them, and waivers."""
    digest = hashlib.sha256(str(landing.is_simulated).encode())
    digest.update("".join(f"{promise} {sha256}\n" for promise, sha256 in sorted(waived)).encode())
    for file in files:
        digest.update(f"{file.name} {file.sha256}\n".encode())
    for folder in ("contracts", "sources", "raw", "quant"):
        for path in sorted((PROJECT_ROOT / "pipelines" / folder).glob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()
