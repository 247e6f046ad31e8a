"""`raw.raw_breadth__advance_decline`: NYSE counts, and the user's own where a file is set."""

from pipelines.contracts.breadth_advance_decline import RAW_BREADTH__ADVANCE_DECLINE
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import breadth_advance_decline as source

DATASET = Dataset(
    contract=RAW_BREADTH__ADVANCE_DECLINE,
    providers=("nyse_advance_decline", "user_breadth_file"),
    collect=lambda landing, settings: source.collect(landing, settings.breadth_file),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_breadth__advance_decline = raw_asset(DATASET)
