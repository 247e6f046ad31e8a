"""First and last day of everything that is loaded, for freshness."""

SPANS_SQL = """
select 'raw_cfe__vx_futures' as table_name, 'VX futures' as subject,
    count(*) as "rows", min(trade_date) as first_date, max(trade_date) as last_date
from raw.raw_cfe__vx_futures
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
select 'raw_fred__series', series_id, count(value), min(observation_date), max(observation_date)
from raw.raw_fred__series group by series_id
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
"""
