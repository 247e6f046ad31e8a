-- How often MACD turns positive, a year and inside the band of layers 1 and 2, in each reading of A3 (S14, S15).
with readings as (
    from signals.fct_macd_daily
    select
        trade_date,
        unnest([
            {'reading': 'VIX (12, 26, 9) histogram', 'is_up': is_vix_macd_cross_up, 'is_on': is_vix_macd_hist_positive},
            {'reading': 'VIX (12, 26, 9) line', 'is_up': is_vix_macd_line_cross_up, 'is_on': vix_macd_line_pts > 0},
            {'reading': 'VIX (6, 13, 9) histogram', 'is_up': is_vix_macd_half_cross_up,
                'is_on': vix_macd_half_hist_pts > 0},
            {'reading': 'VIX (3, 9, 9) histogram', 'is_up': is_vix_macd_short_cross_up,
                'is_on': vix_macd_short_hist_pts > 0},
            {'reading': 'curve 30/90', 'is_up': is_curve_macd_cross_up, 'is_on': is_curve_macd_hist_positive},
            {'reading': 'curve 30/60', 'is_up': is_curve_30_60_macd_cross_up, 'is_on': is_curve_30_60_macd_hist_positive},
            {'reading': 'curve 60/120', 'is_up': is_curve_60_120_macd_cross_up,
                'is_on': is_curve_60_120_macd_hist_positive},
            {'reading': 'curve 30/120', 'is_up': is_curve_30_120_macd_cross_up,
                'is_on': is_curve_30_120_macd_hist_positive},
            {'reading': 'curve 30/180', 'is_up': is_curve_30_180_macd_cross_up,
                'is_on': is_curve_30_180_macd_hist_positive}
        ], recursive := true)
)
select
    r.reading,
    round(count(*) filter (r.is_up) / (count(*) / 252), 1) as cross_ups_a_year,
    round(count(*) filter (r.is_up and v.vix_close_pts between 18 and 22) / (count(*) / 252), 1) as in_band_a_year,
    round(100 * avg(r.is_on::integer), 1) as days_on_pct
from readings as r
inner join signals.fct_vol_index_daily as v on r.trade_date = v.trade_date
where year(r.trade_date) between 2012 and 2025
group by r.reading
order by r.reading;
