"""`raw.raw_cfe__daily_settlements`: the newest days, a second source and a filler; may be empty."""

from pipelines.contracts.cfe_daily_settlements import RAW_CFE__DAILY_SETTLEMENTS
from pipelines.contracts.cfe_vx_futures import RAW_CFE__VX_FUTURES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import cfe_daily_settlements as source

DATASET = Dataset(
    contract=RAW_CFE__DAILY_SETTLEMENTS,
    providers=("cfe_daily_settlements",),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
    after=(RAW_CFE__VX_FUTURES,),
)

raw_cfe__daily_settlements = raw_asset(DATASET)
