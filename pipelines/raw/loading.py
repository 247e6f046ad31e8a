"""Bring a dataset up to date through the gate that fits it: as a whole, or file by file."""

from pipelines.raw.dataset import Dataset, LoadReport
from pipelines.raw.gate import load
from pipelines.raw.part_gate import load_parts
from pipelines.raw.parts import StreamedDataset
from pipelines.settings import Settings
from pipelines.sources.landing import Landing
from pipelines.warehouse import Warehouse


def bring_up_to_date(
    dataset: Dataset | StreamedDataset, landing: Landing, warehouse: Warehouse, settings: Settings
) -> LoadReport:
    """Load what is new of a dataset, or leave the last good rows and say why."""
    if isinstance(dataset, StreamedDataset):
        return load_parts(dataset, landing, warehouse, settings)
    return load(dataset, landing, warehouse, settings)
