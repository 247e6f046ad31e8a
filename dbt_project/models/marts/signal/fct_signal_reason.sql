{#- Every `<signal>_null_reason` of fct_signal_daily. -#}
{%- set signals = [
    'vix_percentile',
    'vvix_percentile',
    'cm_30d',
    'cm_60d',
    'cm_90d',
    'cm_120d',
    'cm_150d',
    'cm_180d',
    'm1',
    'contango',
    'vix_macd',
    'vix_macd_short',
    'vix_macd_half',
    'curve_macd',
    'curve_macd_short',
    'curve_30_60_macd',
    'curve_30_60_macd_short',
    'curve_60_120_macd',
    'curve_60_120_macd_short',
    'curve_30_120_macd',
    'curve_30_120_macd_short',
    'curve_30_180_macd',
    'curve_30_180_macd_short',
    'vx_front',
    'vx_rsi',
    'breadth',
    'ad_ema',
    'ad_divergence',
    'breadth_issues',
    'ad_ema_issues',
    'ad_divergence_issues',
    'cash_press',
    'cash_press_vix3m',
    'cash_press_contango',
    'contango_percentile',
    'vrp',
    'edr_blend',
    'inflation',
    'wacc',
    'rate_differential',
    'carry',
    'equity_cost',
    'fomc_shock',
    'dollar',
    'reer',
    'pe_compression',
    'pe',
    'price_to_cash_flow',
    'size_multiplier',
    'reit',
    'spx_total_return',
] -%}

with

daily as (

    select * from {{ ref('fct_signal_daily') }}

),

reasons as (

    {% for signal in signals %}
    select
        trade_date,
        '{{ signal }}' as signal_name,
        {{ signal }}_null_reason as null_reason,
        is_simulated

    from daily
    where {{ signal }}_null_reason is not null
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

final as (

    select
        trade_date,
        signal_name,
        null_reason,
        is_simulated

    from reasons

)

select * from final
order by trade_date, signal_name
