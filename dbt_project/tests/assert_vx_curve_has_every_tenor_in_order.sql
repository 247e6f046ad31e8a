-- A returned row is a day without exactly tenors 1 to 8, or whose expiries do not increase with the tenor.
select
    trade_date,
    count(*) as tenor_count,
    list(expiry_date order by tenor) as expiry_dates

from {{ ref('fct_vx_curve_daily') }}
group by trade_date
having
    count(*) <> {{ var('vx_tenors') }}
    or max(tenor) <> {{ var('vx_tenors') }}
    or list(expiry_date order by tenor) <> list(expiry_date order by expiry_date)
    or min(days_to_expiry_days) < 1
