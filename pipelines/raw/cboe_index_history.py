"""`raw.raw_cboe__index_history`: VIX, its terms, VVIX, SKEW, SPX and the benchmarks, as published."""

from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import cboe_index_history as source

DATASET = Dataset(
    contract=RAW_CBOE__INDEX_HISTORY,
    providers=("cboe_index_history",),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_cboe__index_history = raw_asset(DATASET)
