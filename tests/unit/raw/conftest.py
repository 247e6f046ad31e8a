"""A market of its own for each test: archive, landing, warehouse and settings in a temporary folder."""

import json
from dataclasses import dataclass
from pathlib import Path

import polars as pl
import pytest

from pipelines.raw.dataset import Dataset, LoadReport
from pipelines.raw.loading import bring_up_to_date
from pipelines.raw.parts import StreamedDataset
from pipelines.settings import Settings
from pipelines.sources.folder_transport import FolderTransport
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse
from tests.fixtures.archive import put, write_archive
from tests.fixtures.chains import Chains


@dataclass
class Market:
    """One archive, loaded as often as a test likes; every load is a run of its own."""

    root: Path
    settings: Settings
    warehouse: Warehouse

    def put(self, address: str, payload: bytes) -> None:
        """Change what the provider answers."""
        put(self.root, address, payload)

    def load(self, dataset: Dataset | StreamedDataset, transport: object | None = None) -> LoadReport:
        """Load a dataset from the archive, or from another transport."""
        landing = Landing(self.settings.landing_dir, transport or FolderTransport(self.root))
        return bring_up_to_date(dataset, landing, self.warehouse, self.settings)

    def rows(self, dataset: Dataset) -> pl.DataFrame:
        """Table as it stands."""
        return self.warehouse.read(dataset.contract.qualified_name)

    def fingerprint(self, dataset: Dataset) -> str:
        """Content hash of the table as it stands."""
        return self.warehouse.fingerprints()[dataset.contract.qualified_name]

    def log(self, dataset: Dataset) -> dict[str, object]:
        """What the load log says of the table."""
        name = dataset.contract.qualified_name
        return self.warehouse.query(f"select * from raw.raw_landing__loads where table_name = '{name}'").row(
            0, named=True
        )

    @staticmethod
    def quarantined(report: LoadReport) -> list[dict[str, object]]:
        """Rows that a load put into quarantine."""
        return [json.loads(line) for line in report.quarantine_file.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def market(tmp_path: Path) -> Market:
    """The small archive, not loaded yet."""
    root = write_archive(tmp_path / "archive")
    settings = Settings(origin="archive", archive=str(root), warehouse_dir=tmp_path / "warehouse")
    return Market(root, settings, Warehouse.of(settings))


@pytest.fixture
def chains(market: Market, tmp_path: Path) -> Chains:
    """A user's option files beside the small archive, which keeps no chain of its own."""
    return Chains(market, tmp_path / "own")
