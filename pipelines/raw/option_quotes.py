"""`raw.raw_cboe__spx_option_quotes` and its VIX twin: every chain snapshot that was ever landed, and the user's own."""

import dagster as dg

from pipelines.contracts import chain_profile, runs
from pipelines.contracts import option_quotes as contract
from pipelines.contracts.headed_table import rows_table
from pipelines.contracts.table import TableContract
from pipelines.raw.asset_factory import raw_asset
from pipelines.raw.parts import StreamedDataset
from pipelines.raw.session_asset import session_asset
from pipelines.sources import (
    csv_table,
    datashop_quotes,
    delayed_quotes,
    option_files,
    option_rows,
    option_sessions,
    option_symbol,
    optionsdx_quotes,
    optopsy_quotes,
    packed_file,
    quote_table,
    text_lines,
    typed_csv,
)
from pipelines.sources import option_quotes as source
from pipelines.sources.origins import option_file_folder

_READERS = (
    contract, chain_profile, source, csv_table, datashop_quotes, delayed_quotes, option_files, option_rows,
    option_sessions, option_symbol, optionsdx_quotes, optopsy_quotes, packed_file, quote_table, runs, text_lines,
    typed_csv,
)  # fmt: skip


def _dataset(index: str, table: TableContract) -> StreamedDataset:
    return StreamedDataset(
        contract=table,
        providers=(f"cboe_delayed_quotes_{index.lower()}", "user_option_files"),
        collect=lambda landing, settings: source.collect(landing, index, option_file_folder(settings)),
        read=lambda file, is_simulated: source.read(file, index, is_simulated=is_simulated),
        readers=_READERS,
        shares=chain_profile.chain_shares,
        limits=chain_profile.LIMITS,
    )


SPX = _dataset("SPX", contract.RAW_CBOE__SPX_OPTION_QUOTES)
VIX = _dataset("VIX", contract.RAW_CBOE__VIX_OPTION_QUOTES)

raw_cboe__spx_option_quotes__rows = raw_asset(SPX)
raw_cboe__vix_option_quotes__rows = raw_asset(VIX)
raw_cboe__spx_option_quotes = session_asset(SPX)
raw_cboe__vix_option_quotes = session_asset(VIX)

LOADS = {
    dg.AssetKey(dataset.contract.asset_key): dg.AssetKey(rows_table(dataset.contract).asset_key)
    for dataset in (SPX, VIX)
}
"""Key of each table that has sessions, and of the asset that loads it in a job."""
