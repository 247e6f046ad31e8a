-- Every hedge over every condor: growth a year, deepest drawdown, what the hedge brought. One row per pair.
select
    baseline,
    (select bool_and(is_evidence) from condor.fct_condor_signal_daily as c where c.baseline = b.baseline) as is_evidence,
    preset,
    round(100 * (
        (last(hedged_nav_usd order by trade_date) / first(hedged_nav_usd order by trade_date))
        ^ (365.25 / date_diff('day', min(trade_date), max(trade_date))) - 1
    ), 2) as hedged_cagr_pct,
    round(100 * max(hedged_drawdown_ratio), 1) as hedged_drawdown_pct,
    round(100 * max(unhedged_drawdown_ratio), 1) as condor_drawdown_pct,
    round(sum(hedge_pnl_usd)) as hedge_pnl_usd,
    round(100 * avg(open_premium_ratio), 2) as mean_committed_pct,
    round(100 * max(open_premium_ratio), 2) as max_committed_pct,
    round(avg(hedge_intensity_ratio), 2) as mean_intensity_ratio,
    round(100 * avg((hedge_intensity_ratio > 0 and hedge_intensity_ratio < 1)::int), 1) as days_between_0_and_1_pct
from backtest.fct_backtest_daily as b
group by all
order by baseline, preset;
