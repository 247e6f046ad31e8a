"""`raw.raw_cfe__vx_futures`: VX futures, whole curve, as published."""

from pipelines.contracts.cfe_vx_futures import RAW_CFE__VX_FUTURES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import cfe_vx_futures as source

DATASET = Dataset(
    contract=RAW_CFE__VX_FUTURES,
    providers=("cfe_vx_product_list", "cfe_vx_contracts", "cfe_vx_legacy_contracts"),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_cfe__vx_futures = raw_asset(DATASET)
