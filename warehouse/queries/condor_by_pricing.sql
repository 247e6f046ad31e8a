-- What the condor alone and the hedged book earned a year, by what the condor's prices were made from.
with sources as (
    select trade_date, baseline, any_value(split_part(vol_source, ':', 1)) as vol_source
    from condor.fct_condor_signal_daily
    where rung = 1 and vol_source is not null
    group by trade_date, baseline
)

select
    sources.vol_source,
    min(sources.trade_date) as first_date,
    max(sources.trade_date) as last_date,
    count(*) as sessions,
    round(100 * 252 * avg(days.unhedged_return_ratio), 2) as condor_pct_a_year,
    round(100 * 252 * avg(days.hedged_return_ratio), 2) as hedged_pct_a_year
from backtest.fct_backtest_daily as days
inner join sources on days.trade_date = sources.trade_date and days.baseline = sources.baseline
where days.preset = 'seed_4422_window' and days.baseline = 'vs_45d_16d'
group by sources.vol_source
order by first_date;
