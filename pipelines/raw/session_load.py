"""A load of a streamed table as its sessions see it: which have a chain now, of which files, and whose changed."""

from typing import NamedTuple

from pipelines.contracts.headed_table import HEADING_ID, headings_table, rows_table
from pipelines.contracts.landing_parts import RAW_LANDING__PARTS
from pipelines.contracts.table import TableContract
from pipelines.raw.dataset import LoadReport
from pipelines.raw.loading import bring_up_to_date
from pipelines.raw.parts import StreamedDataset
from pipelines.settings import Settings
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse


class Chain(NamedTuple):
    """What a table holds of one session: how many rows, and the files that they are of, with their hashes."""

    rows: int
    files: tuple[str, ...]
    hashes: tuple[str, ...]


class SessionLoad(NamedTuple):
    """A load, the chains that the table holds after it by session (ISO 8601), and the sessions whose chain is new."""

    report: LoadReport
    chains: dict[str, Chain]
    changed: set[str]


def load_sessions(dataset: StreamedDataset, landing: Landing, warehouse: Warehouse, settings: Settings) -> SessionLoad:
    """Bring a streamed table up to date, file by file, and tell which sessions it holds."""
    before = _chains(warehouse, dataset.contract)
    report = bring_up_to_date(dataset, landing, warehouse, settings)
    chains = before if report.outcome == "unchanged" else _chains(warehouse, dataset.contract)
    return SessionLoad(report, chains, {session for session, chain in chains.items() if before.get(session) != chain})


def _chains(warehouse: Warehouse, contract: TableContract) -> dict[str, Chain]:
    """Chains of the table by session; none when it is not there."""
    if not warehouse.has(contract.qualified_name):
        return {}
    rows, headings = rows_table(contract).qualified_name, headings_table(contract).qualified_name
    counted = f"select {contract.observed} as session, {HEADING_ID}, count(*) as n from {rows} group by all"  # noqa: S608
    file = "trim(address || ' ' || as_of)"
    found = warehouse.query(
        f"select session::varchar, sum(n)::bigint, list(distinct {file} order by {file}), "  # noqa: S608 (own names)
        f"list(distinct sha256 order by sha256) from ({counted}) inner join {headings} using ({HEADING_ID}) "
        f"inner join {RAW_LANDING__PARTS.qualified_name} on sha256 = source_sha256 "
        f"where table_name = '{contract.qualified_name}' group by session"
    )
    return {session: Chain(n, tuple(files), tuple(hashes)) for session, n, files, hashes in found.iter_rows()}
