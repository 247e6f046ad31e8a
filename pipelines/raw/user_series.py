"""`raw.raw_user__series`: series that the user declares; empty where none are."""

from pipelines.contracts.user_series import RAW_USER__SERIES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import user_series as source

DATASET = Dataset(
    contract=RAW_USER__SERIES,
    providers=("user_series",),
    collect=lambda landing, settings: source.collect(landing, settings.user_series),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_user__series = raw_asset(DATASET)
