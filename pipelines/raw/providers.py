"""The providers' files as external assets, so that lineage ends where the bytes come from."""

import dagster as dg

from pipelines.raw.asset_factory import provider_key

_PROVIDERS = {
    "cfe_vx_product_list": (
        "Cboe: list of VX contracts and their files",
        "https://www-api.cboe.com/us/futures/market_statistics/historical_data/product/list/VX/",
    ),
    "cfe_vx_contracts": (
        "Cboe: one CSV per VX contract, expiries from 2013",
        "https://cdn.cboe.com/data/us/futures/market_statistics/historical_data/VX/",
    ),
    "cfe_vx_legacy_contracts": (
        "Cboe: one CSV per VX contract, expiries before 2013",
        "https://cdn.cboe.com/resources/futures/archive/volume-and-price/",
    ),
    "cfe_daily_settlements": (
        "Cboe: settlements of one day, every future; here before the contract files have the day",
        "https://www.cboe.com/us/futures/market_statistics/settlement/csv",
    ),
    "cfe_final_settlements": (
        "Cboe: final settlement prices of expired futures",
        "https://www.cboe.com/us/futures/market_statistics/final_settlement_prices/csv/",
    ),
    "cboe_index_history": (
        "Cboe: history of VIX, its terms, VVIX, SKEW, SPX and the strategy benchmarks",
        "https://cdn.cboe.com/api/global/us_indices/daily_prices/",
    ),
    "cboe_delayed_quotes_spx": (
        "Cboe: SPX chain, delayed; no history, so each day's answer is kept for ever",
        "https://cdn.cboe.com/api/global/delayed_quotes/options/_SPX.json",
    ),
    "cboe_delayed_quotes_vix": (
        "Cboe: VIX chain, delayed; no history, so each day's answer is kept for ever",
        "https://cdn.cboe.com/api/global/delayed_quotes/options/_VIX.json",
    ),
    "user_option_files": ("SPX and VIX option quotes that the user owns (ALVH_OPTION_FILES)", ""),
    "nyse_advance_decline": ("NYSE advances and declines, frozen in 2020", "http://unicorn.us.com/advdec/"),
    "user_breadth_file": ("Advance/decline counts of the user's own (ALVH_BREADTH_FILE)", ""),
    "user_member_closes": ("Closes of S&P 500 members that the user has (ALVH_MEMBER_CLOSES)", ""),
    "sp500_membership": ("When each symbol was in the S&P 500: ALVH_MEMBERSHIP, or index-constitution", ""),
    "user_series": ("Series that the user declares (ALVH_USER_SERIES)", ""),
    "user_shiller_file": ("Shiller's monthly data, where declared (ALVH_USER_SERIES)", ""),
    "fred_series": (
        "FRED: CPI, PPI, rates, the dollar; newest vintage, no key",
        "https://fred.stlouisfed.org/graph/fredgraph.csv",
    ),
    "fred_api": (
        "FRED API: all vintages of the series that are revised (ALVH_FRED_API_KEY)",
        "https://api.stlouisfed.org/fred/series/observations",
    ),
    "user_macro_vintages": ("Older copies of FRED files that the user has (ALVH_MACRO_VINTAGES)", ""),
    "fed_fomc_calendar": (
        "Federal Reserve: meetings of the Open Market Committee, past and scheduled",
        "https://www.federalreserve.gov/monetarypolicy/fomccalendars.htm",
    ),
    "exchange_calendar": ("XNYS sessions by the exchange_calendars package; VX and SPX option expiries by rule", ""),
}

PROVIDERS = [
    dg.AssetSpec(
        provider_key(name),
        group_name="sources",
        description=description,
        metadata={"address": dg.MetadataValue.url(address)} if address else {},
        kinds={"html" if "fomc" in name else "json" if "quotes" in name or "list" in name or "api" in name else "csv"},
    )
    for name, (description, address) in _PROVIDERS.items()
]
