-- On days with an SPX chain: what each baseline's condor would bring by model and by quote, where all four legs are quoted.
select
    quote_date,
    owner as baseline,
    part,
    lot as rung,
    any_value(expiry_date) as expiry_date,
    round(sum(case when starts_with(leg, 'short') then model_mid_pts else -model_mid_pts end), 2) as model_pts,
    round(sum(case when starts_with(leg, 'short') then quote_mid_pts else -quote_mid_pts end), 2) as quote_pts,
    round(100 * (model_pts / quote_pts - 1), 1) as model_over_quote_pct
from backtest.fct_quote_mark
where book = 'condor'
group by quote_date, owner, part, lot
having count(*) filter (price_source = 'quote') = 4
order by quote_date, baseline, part, rung;
