{#- Signal, and the column whose absence its reason explains. -#}
{%- set explained = {
    'vix_macd': 'vix_macd_hist_pts',
    'curve_macd': 'curve_macd_hist_ratio',
    'vx_rsi': 'vx_rsi_14_pct',
    'breadth': 'is_ad_early_deterioration',
    'cash_press': 'is_cash_press',
    'inflation': 'is_inflation_hot',
    'dollar': 'is_dollar_vol_high',
} -%}
-- A returned row is a signal that is null without a reason, or has a reason although it is there, or a reason
-- outside the vocabulary.
with

signals as (

    select * from {{ ref('fct_signal_daily') }}

),

reasons as (

    {% for signal_name, value_column in explained.items() %}
    select
        trade_date,
        '{{ signal_name }}' as signal_name,
        {{ value_column }} is null as is_value_null,
        {{ signal_name }}_null_reason as null_reason

    from signals
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    trade_date,
    signal_name,
    is_value_null,
    null_reason

from reasons
where
    is_value_null = (null_reason is null)
    or null_reason not in (
        'warm_up', 'not_published', 'vx_contract_missing', 'outside_curve', 'no_breadth', 'last_week_of_front'
    )
