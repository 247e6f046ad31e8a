"""`raw.raw_cfe__final_settlements`: final settlement prices; empty where there are none."""

from pipelines.contracts.cfe_final_settlements import RAW_CFE__FINAL_SETTLEMENTS
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import cfe_final_settlements as source

DATASET = Dataset(
    contract=RAW_CFE__FINAL_SETTLEMENTS,
    providers=("cfe_final_settlements",),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_cfe__final_settlements = raw_asset(DATASET)
