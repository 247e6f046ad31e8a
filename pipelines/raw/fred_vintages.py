"""`raw.raw_fred__vintages`: what macro values were when; empty without a key, older copies or earlier downloads."""

from pipelines.contracts.fred_vintages import RAW_FRED__VINTAGES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import fred_vintages as source

DATASET = Dataset(
    contract=RAW_FRED__VINTAGES,
    providers=("fred_series", "fred_api", "user_macro_vintages"),
    collect=lambda landing, settings: source.collect(
        landing, settings.fred_api_key, settings.macro_vintages, is_live=settings.origin == "live"
    ),
    fallback=lambda landing, settings: source.kept(landing, settings.macro_vintages, is_live=settings.origin == "live"),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_fred__vintages = raw_asset(DATASET)
