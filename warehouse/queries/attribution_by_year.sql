-- What each part earned and lost by cause and year, USD; the preset and baseline of the settings.
select
    year(trade_date) as year,
    part,
    round(sum(delta_usd)) as delta_usd,
    round(sum(gamma_usd)) as gamma_usd,
    round(sum(vega_usd)) as vega_usd,
    round(sum(theta_usd)) as theta_usd,
    round(sum(residual_usd)) as residual_usd,
    round(sum(gross_pnl_usd)) as gross_pnl_usd,
    round(sum(cost_usd)) as cost_usd,
    round(sum(net_pnl_usd)) as net_pnl_usd
from backtest.fct_attribution_daily
group by all
order by all
