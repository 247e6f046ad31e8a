"""First and last day of every series that was loaded, and the age at which each is stale."""

import polars as pl

from pipelines.contracts.fred_series import SERIES

SPANS_SQL = f"""
select 'raw_cfe__vx_futures' as table_name, 'VX futures' as subject,
    count(*) as "rows", min(trade_date) as first_date, max(trade_date) as last_date
from raw.raw_cfe__vx_futures
union all
select 'raw_cfe__daily_settlements', 'VX daily settlements', count(*), min(trade_date), max(trade_date)
from raw.raw_cfe__daily_settlements where product = 'VX'
union all
select 'raw_cfe__final_settlements', 'VX final settlements', count(*), min(expiry_date), max(expiry_date)
from raw.raw_cfe__final_settlements where product = 'VX'
union all
select 'raw_cboe__index_history', index_symbol, count(*), min(trade_date), max(trade_date)
from raw.raw_cboe__index_history group by index_symbol
union all
select 'raw_breadth__advance_decline', 'breadth ' || universe, count(*), min(trade_date), max(trade_date)
from raw.raw_breadth__advance_decline group by universe
union all
select 'raw_sp500__breadth', 'breadth sp500 members', count(*), min(trade_date), max(trade_date)
from raw.raw_sp500__breadth
union all
select 'raw_fred__series', wanted.series_id, count(value), min(observation_date), max(observation_date)
from (select unnest({list(SERIES)}) as series_id) as wanted
left join raw.raw_fred__series as found on wanted.series_id = found.series_id group by wanted.series_id
union all
select 'raw_cboe__spx_option_quotes', 'SPX chains', count(*), min(quote_date), max(quote_date)
from raw.raw_cboe__spx_option_quotes
union all
select 'raw_cboe__vix_option_quotes', 'VIX chains', count(*), min(quote_date), max(quote_date)
from raw.raw_cboe__vix_option_quotes
union all
select 'raw_user__series', series_name, count(value), min(observation_date), max(observation_date)
from raw.raw_user__series group by series_name
union all
select 'raw_shiller__monthly', 'Shiller', count(*), min(observation_date), max(observation_date)
from raw.raw_shiller__monthly having count(*) > 0
"""  # noqa: S608 (names from the contract)

_USUAL_DAYS, _RATES_DAYS = 5, 14
_FILED_EARLY_DAYS = {  # months and quarters are filed under their first day and published weeks later
    **dict.fromkeys(("CPIAUCSL", "CPIAUCNS", "PPIACO", "PPIFIS", "RBUSBIS", "RTWEXBGS", "BAA"), 75),
    **dict.fromkeys(("IR3TIB01JPM156N", "IR3TIB01GBM156N"), 110),
    **dict.fromkeys(("NCBEILQ027S", "BCNSDODNS", "CNCF"), 280),
}

STALE_AFTER_DAYS = pl.coalesce(
    pl.col("subject").replace_strict(_FILED_EARLY_DAYS, default=None, return_dtype=pl.Int32),
    pl.when(pl.col("table_name") == "raw_fred__series").then(_RATES_DAYS).otherwise(_USUAL_DAYS),
)
"""Calendar days behind the newest session, of a row of `SPANS_SQL`, after which its subject is stale."""
