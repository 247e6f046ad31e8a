"""`raw.raw_sp500__breadth`: counts from the user's member closes and a membership; empty where no closes are set."""

from pipelines.contracts.sp500_breadth import RAW_SP500__BREADTH
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import sp500_breadth as source

DATASET = Dataset(
    contract=RAW_SP500__BREADTH,
    providers=("user_member_closes", "sp500_membership"),
    collect=lambda landing, settings: source.collect(landing, settings.member_closes, settings.membership),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_sp500__breadth = raw_asset(DATASET)
