"""`raw.raw_fed__fomc_meetings`: the Federal Reserve's calendar pages; empty where the origin has none."""

from pipelines.contracts.fomc_meetings import RAW_FED__FOMC_MEETINGS
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.sources import fomc_meetings as source

DATASET = Dataset(
    contract=RAW_FED__FOMC_MEETINGS,
    providers=("fed_fomc_calendar",),
    collect=lambda landing, _: source.collect(landing),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

raw_fed__fomc_meetings = raw_asset(DATASET)
