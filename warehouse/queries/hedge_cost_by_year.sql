-- Yearly P&L of the hedge as percent of the account, with the year's stress beside it.
select
    year(trade_date) as year,
    round(100 * sum(hedge_pnl_usd) / any_value(account_usd), 2) as hedge_pnl_pct,
    round(100 * sum(unhedged_pnl_usd) / any_value(account_usd), 2) as condor_pnl_pct,
    round(100 * sum(hedge_cost_usd) / any_value(account_usd), 2) as trading_cost_pct,
    count(*) filter (vix_close_pts > 30) as days_vix_above_30,
    round(max(vix_close_pts), 1) as highest_vix_pts
from backtest.fct_backtest_daily
inner join report.dim_run using (preset, baseline)
group by all
order by year;
