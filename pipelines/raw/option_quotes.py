"""`raw.raw_cboe__spx_option_quotes` and its VIX twin: every chain snapshot that was ever landed."""

from pathlib import Path

from pipelines.contracts.option_quotes import RAW_CBOE__SPX_OPTION_QUOTES, RAW_CBOE__VIX_OPTION_QUOTES
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.dataset import Dataset
from pipelines.settings import Settings
from pipelines.sources import option_quotes as source
from pipelines.sources.origins import quote_table_folder

SPX = Dataset(
    contract=RAW_CBOE__SPX_OPTION_QUOTES,
    providers=("cboe_delayed_quotes_spx", "user_quote_tables"),
    collect=lambda landing, settings: source.collect(landing, "SPX", _tables(settings)),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)

VIX = Dataset(
    contract=RAW_CBOE__VIX_OPTION_QUOTES,
    providers=("cboe_delayed_quotes_vix",),
    collect=lambda landing, _: source.collect(landing, "VIX", None),
    read=lambda files, is_simulated: source.read(files, is_simulated=is_simulated),
)


def _tables(settings: Settings) -> Path | None:
    return settings.quote_tables or quote_table_folder(settings)


raw_cboe__spx_option_quotes = raw_asset(SPX)
raw_cboe__vix_option_quotes = raw_asset(VIX)
