-- Loyal, Exit and Graduated on one risk and return table (S41), with the gates beside them.
select
    policy,
    preset,
    baseline,
    round(100 * cagr_ratio, 2) as cagr_pct,
    round(100 * volatility_vol, 1) as volatility_pct,
    round(100 * max_drawdown_ratio, 1) as max_drawdown_pct,
    round(cagr_to_drawdown_ratio, 2) as cagr_to_drawdown_ratio,
    round(100 * spike_return_ratio, 2) as spike_return_pct,
    null_reason
from claims.fct_policy_comparison
order by policy, baseline;
