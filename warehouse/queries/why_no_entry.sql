-- How often each layer was kept out, and by which condition, per year.
select
    year(trade_date) as year,
    layer,
    reason,
    count(*) as sessions
from layers.fct_layer_state_daily
semi join report.dim_run using (preset)
where state in ('IDLE', 'ARMED')
group by all
order by year, layer, sessions desc;
