"""`raw.raw_shiller__monthly`: Shiller's monthly data where the user declares them; else empty."""

from pipelines.contracts.shiller_monthly import RAW_SHILLER__MONTHLY
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import shiller_monthly as source

DATASET = Dataset(
    contract=RAW_SHILLER__MONTHLY,
    providers=("user_shiller_file",),
    collect=lambda landing, settings: source.collect(landing, settings.user_series),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_shiller__monthly = raw_asset(DATASET)
