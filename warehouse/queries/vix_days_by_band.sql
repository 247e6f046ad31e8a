-- Share of days in each VIX band of the seed, 2012 to 2025 (A2).
select
    vix_band,
    count(*) as days,
    round(100 * count(*) / sum(count(*)) over (), 1) as days_pct
from signals.fct_vol_index_daily
where year(trade_date) between 2012 and 2025
group by vix_band
order by min(vix_close_pts);
