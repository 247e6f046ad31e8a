{#- Subject marts that are joined whole, in this order. -#}
{%- set subjects = [
    'fct_vol_index_daily',
    'fct_vx_term_structure',
    'fct_macd_daily',
    'fct_vx_front_daily',
    'fct_breadth_daily',
    'fct_cash_press_daily',
    'fct_vol_premium_daily',
] -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

{% for subject in subjects %}
{{ subject }} as (

    select * from {{ ref(subject) }}

),

{% endfor %}
inflation as (

    select * from {{ ref('int_inflation__trended') }}

),

dollar as (

    select * from {{ ref('int_dollar_volatility__computed') }}

),

rebalance as (

    select * from {{ ref('int_rebalance__scheduled') }}

),

risk_free as (

    select * from {{ ref('int_macro__as_known') }}
    where series_id = 'DTB3'

),

final as (

    select
        spine.trade_date,
        spine.decision_at,
        greatest(
            {% for subject in subjects -%}
            {{ subject }}.available_at,
            {% endfor -%}
            inflation.available_at,
            dollar.available_at,
            risk_free.available_at
        ) as max_available_at,
        spine.is_simulated
        {% for subject in subjects -%}
        or {{ subject }}.is_simulated
        {% endfor -%}
        or inflation.is_simulated
        or dollar.is_simulated
        or coalesce(risk_free.is_simulated, false) as is_simulated,

        {% for subject in subjects -%}
        {{ subject }}.* exclude (trade_date, available_at, is_simulated), -- noqa: RF02
        {% endfor %}
        inflation.cpi_yoy_ratio,
        inflation.cpi_trend_ratio,
        inflation.ppi_yoy_ratio,
        inflation.ppi_trend_ratio,
        inflation.is_inflation_hot,
        inflation.inflation_observation_date,
        inflation.null_reason as inflation_null_reason,

        dollar.dollar_vol_63d_vol,
        dollar.reer_vol_12m_vol,
        dollar.is_dollar_vol_high,
        dollar.dollar_observation_date,
        dollar.null_reason as dollar_null_reason,

        rebalance.is_quarterly_rebalance,
        rebalance.is_rebalance,
        risk_free.value / 100 as risk_free_rate_ratio,
        risk_free.observation_date as risk_free_observation_date

    from spine
    {% for subject in subjects -%}
    inner join {{ subject }} on spine.trade_date = {{ subject }}.trade_date
    {% endfor -%}
    inner join inflation on spine.trade_date = inflation.trade_date
    inner join dollar on spine.trade_date = dollar.trade_date
    inner join rebalance on spine.trade_date = rebalance.trade_date
    left join risk_free on spine.trade_date = risk_free.trade_date

)

-- The contract beside this file lists the columns
select * from final -- noqa: AM04
order by trade_date
