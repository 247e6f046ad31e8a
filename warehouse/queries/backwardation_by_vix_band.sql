-- How often the VX curve is inverted, by VIX band, in the seed's reading of the Cash Press and in the others (S33).
select
    coalesce(v.vix_band, 'all') as vix_band,
    count(*) as days,
    round(100 * avg((not t.is_contango)::integer), 1) as m1_not_below_m2_pct,
    round(100 * avg(c.is_cash_press::integer), 1) as cash_press_pct,
    round(100 * avg(c.is_cash_press_vix3m::integer), 1) as vix_above_vix3m_pct,
    round(100 * avg(c.is_cash_press_contango::integer), 1) as contango_reading_pct
from signals.fct_vol_index_daily as v
inner join signals.fct_vx_term_structure as t on v.trade_date = t.trade_date
inner join signals.fct_cash_press_daily as c on v.trade_date = c.trade_date
where year(v.trade_date) between 2012 and 2025
group by rollup (v.vix_band)
order by min(v.vix_close_pts), days desc;
