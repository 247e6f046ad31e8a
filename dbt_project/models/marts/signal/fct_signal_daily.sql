{#- Subject marts that are joined whole, in this order. -#}
{%- set subjects = [
    'fct_vx_term_structure',
    'fct_macd_daily',
    'fct_vx_front_daily',
] -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

indices as (

    select * from {{ ref('int_vol_indices__pivoted') }}

),

{% for subject in subjects %}
{{ subject }} as (

    select * from {{ ref(subject) }}

),

{% endfor %}
breadth as (

    select * from {{ ref('int_breadth__accumulated') }}

),

cash_press as (

    select * from {{ ref('int_cash_press__measured') }}

),

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
            indices.available_at,
            {% for subject in subjects -%}
            {{ subject }}.available_at,
            {% endfor -%}
            breadth.available_at,
            inflation.available_at,
            dollar.available_at,
            risk_free.available_at
        ) as max_available_at,
        indices.is_simulated
        {% for subject in subjects -%}
        or {{ subject }}.is_simulated
        {% endfor -%}
        or breadth.is_simulated
        or inflation.is_simulated
        or dollar.is_simulated
        or coalesce(risk_free.is_simulated, false) as is_simulated,

        indices.spx_close_pts,
        indices.vix_close_pts,
        indices.vvix_close_pts,
        indices.skew_close_pts,
        indices.vix9d_close_pts,
        indices.vix3m_close_pts,
        indices.vix6m_close_pts,

        {% for subject in subjects -%}
        {{ subject }}.* exclude (trade_date, available_at, is_simulated), -- noqa: RF02
        {% endfor %}
        breadth.breadth_universe,
        breadth.ad_net_ratio,
        breadth.ad_line_ratio,
        breadth.ad_slope_20_ratio,
        breadth.spx_to_63d_high_ratio,
        breadth.is_ad_early_deterioration,
        breadth.null_reason as breadth_null_reason,

        cash_press.cash_press_ratio,
        cash_press.is_cash_press,
        cash_press.null_reason as cash_press_null_reason,

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
    inner join indices on spine.trade_date = indices.trade_date
    {% for subject in subjects -%}
    inner join {{ subject }} on spine.trade_date = {{ subject }}.trade_date
    {% endfor -%}
    inner join breadth on spine.trade_date = breadth.trade_date
    inner join cash_press on spine.trade_date = cash_press.trade_date
    inner join inflation on spine.trade_date = inflation.trade_date
    inner join dollar on spine.trade_date = dollar.trade_date
    inner join rebalance on spine.trade_date = rebalance.trade_date
    left join risk_free on spine.trade_date = risk_free.trade_date

)

-- The contract beside this file lists the columns
select * from final -- noqa: AM04
order by trade_date
