"""First and last day of every series that was loaded, and the age at which its contract calls it stale."""

import polars as pl

from pipelines.contracts.breadth_advance_decline import RAW_BREADTH__ADVANCE_DECLINE
from pipelines.contracts.cboe_index_history import RAW_CBOE__INDEX_HISTORY
from pipelines.contracts.cboe_index_history_profile import DAILY
from pipelines.contracts.cfe_daily_settlements import RAW_CFE__DAILY_SETTLEMENTS
from pipelines.contracts.cfe_final_settlements import RAW_CFE__FINAL_SETTLEMENTS
from pipelines.contracts.cfe_vx_futures import RAW_CFE__VX_FUTURES
from pipelines.contracts.completeness import Freshness
from pipelines.contracts.fred_series import RAW_FRED__SERIES, SERIES
from pipelines.contracts.option_quotes import RAW_CBOE__SPX_OPTION_QUOTES, RAW_CBOE__VIX_OPTION_QUOTES
from pipelines.contracts.shiller_monthly import RAW_SHILLER__MONTHLY
from pipelines.contracts.sp500_breadth import RAW_SP500__BREADTH
from pipelines.contracts.user_series import RAW_USER__SERIES

SPANNED = (
    RAW_CFE__VX_FUTURES,
    RAW_CFE__DAILY_SETTLEMENTS,
    RAW_CFE__FINAL_SETTLEMENTS,
    RAW_CBOE__INDEX_HISTORY,
    RAW_BREADTH__ADVANCE_DECLINE,
    RAW_SP500__BREADTH,
    RAW_FRED__SERIES,
    RAW_USER__SERIES,
    RAW_SHILLER__MONTHLY,
    RAW_CBOE__SPX_OPTION_QUOTES,
    RAW_CBOE__VIX_OPTION_QUOTES,
)
"""Contracts of the raw tables that `SPANS_SQL` reads; each promises freshness."""

SPANS_SQL = f"""
select 'raw_cfe__vx_futures' as table_name, 'curve_is_fresh' as promise, 'VX futures' as subject,
    count(*) as "rows", min(trade_date) as first_date, max(trade_date) as last_date
from raw.raw_cfe__vx_futures
union all
select 'raw_cfe__daily_settlements', 'daily_file_is_fresh', 'VX daily settlements',
    count(*), min(trade_date), max(trade_date)
from raw.raw_cfe__daily_settlements where product = 'VX'
union all
select 'raw_cfe__final_settlements', 'final_list_is_fresh', 'VX final settlements',
    count(*), min(expiry_date), max(expiry_date)
from raw.raw_cfe__final_settlements where product = 'VX' or contains(product, '(VX)')
union all
select 'raw_cboe__index_history', 'history_is_fresh', index_symbol, count(*), min(trade_date), max(trade_date)
from raw.raw_cboe__index_history where index_symbol in {DAILY} group by index_symbol
union all
select 'raw_cboe__index_history', 'benchmark_is_fresh', index_symbol, count(*), min(trade_date), max(trade_date)
from raw.raw_cboe__index_history where index_symbol not in {DAILY} group by index_symbol
union all
select 'raw_breadth__advance_decline', 'counts_are_fresh', 'breadth ' || universe,
    count(*), min(trade_date), max(trade_date)
from raw.raw_breadth__advance_decline group by universe
union all
select 'raw_sp500__breadth', 'counts_are_fresh', 'breadth sp500 members',
    count(*), min(trade_date), max(trade_date)
from raw.raw_sp500__breadth
union all
select 'raw_fred__series', 'series_is_fresh', wanted.series_id, count(value),
    min(observation_date) filter (where value is not null), max(observation_date) filter (where value is not null)
from (select unnest({list(SERIES)}) as series_id) as wanted
left join raw.raw_fred__series as found on wanted.series_id = found.series_id group by wanted.series_id
union all
select 'raw_cboe__spx_option_quotes', 'chains_are_fresh', 'SPX chains', count(*), min(quote_date), max(quote_date)
from raw.raw_cboe__spx_option_quotes
union all
select 'raw_cboe__vix_option_quotes', 'chains_are_fresh', 'VIX chains', count(*), min(quote_date), max(quote_date)
from raw.raw_cboe__vix_option_quotes
union all
select 'raw_user__series', 'daily_series_is_fresh', series_name,
    count(value), min(observation_date), max(observation_date)
from raw.raw_user__series where frequency = 'daily' and value is not null group by series_name
union all
select 'raw_user__series', 'monthly_series_is_fresh', series_name,
    count(value), min(observation_date), max(observation_date)
from raw.raw_user__series where frequency = 'monthly' and value is not null group by series_name
union all
select 'raw_shiller__monthly', 'months_are_fresh', 'Shiller', count(*), min(observation_date), max(observation_date)
from raw.raw_shiller__monthly having count(*) > 0
"""  # noqa: S608 (names from the contracts)


def stale_after_days() -> pl.Expr:
    """Calendar days behind the newest session, of a row of `SPANS_SQL`, after which its contract calls it stale."""
    return pl.coalesce(
        pl.when(pl.col("table_name") == contract.name, pl.col("promise") == promise.name).then(
            promise.usual_days(pl.col("subject"))
        )
        for contract in SPANNED
        for promise in contract.profile
        if isinstance(promise, Freshness)
    )
