"""`raw.raw_fred__series`: CPI, PPI, rates and the dollar, newest vintage."""

from pipelines.contracts.fred_series import RAW_FRED__SERIES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import fred_series as source

DATASET = Dataset(
    contract=RAW_FRED__SERIES,
    providers=("fred_series",),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_fred__series = raw_asset(DATASET)
