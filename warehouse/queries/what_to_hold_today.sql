-- What each layer holds tonight, what to trade tomorrow, and why.
select
    trade_date,
    layer,
    state,
    reason,
    held_contracts,
    held_strike_pts,
    held_expiry_date,
    round(held_mark_pts, 2) as held_mark_pts,
    price_source,
    action,
    target_contracts,
    target_strike_pts,
    target_expiry_date
from layers.fct_layer_state_daily
semi join report.dim_run using (preset)
where trade_date = (select max(trade_date) from layers.fct_layer_state_daily)
order by layer;
