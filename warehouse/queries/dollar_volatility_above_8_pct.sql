-- How often the dollar is volatile enough to rebalance, by length of the window (S39).
select
    window_tdays,
    count(vol) as days,
    round(100 * avg((vol > 0.08)::integer), 1) as above_8_pct,
    round(100 * avg(vol), 2) as mean_vol_pct,
    round(100 * max(vol), 2) as max_vol_pct,
    arg_max(trade_date, vol) as max_known_on
from (
    from signals.fct_dollar_daily
    select
        trade_date,
        unnest([
            {'window_tdays': 21, 'vol': dollar_vol_21d_vol},
            {'window_tdays': 63, 'vol': dollar_vol_63d_vol},
            {'window_tdays': 126, 'vol': dollar_vol_126d_vol}
        ], recursive := true)
    where year(trade_date) between 2012 and 2025
)
group by window_tdays
order by window_tdays;
