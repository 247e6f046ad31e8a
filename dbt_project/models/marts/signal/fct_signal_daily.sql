{#- Subject marts that are joined whole, in this order. -#}
{%- set subjects = [
    'fct_vol_index_daily',
    'fct_vx_term_structure',
    'fct_macd_daily',
    'fct_vx_front_daily',
    'fct_breadth_daily',
    'fct_cash_press_daily',
    'fct_vol_premium_daily',
    'fct_inflation_daily',
    'fct_capital_cost_daily',
    'fct_fomc_daily',
    'fct_dollar_daily',
    'fct_rebalance_daily',
    'fct_valuation_daily',
    'fct_total_return_daily',
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
final as (

    select
        spine.trade_date,
        spine.decision_at,
        {% for subject in subjects -%}
        {{ subject }}.* exclude (trade_date, available_at, is_simulated), -- noqa: RF02
        {% endfor -%}
        greatest(
            {% for subject in subjects -%}
            {{ subject }}.available_at,
            {% endfor -%}
            spine.available_at
        ) as max_available_at,
        greatest(
            {% for subject in subjects -%}
            {{ subject }}.is_simulated,
            {% endfor -%}
            spine.is_simulated
        ) as is_simulated

    from spine
    {% for subject in subjects -%}
    inner join {{ subject }} on spine.trade_date = {{ subject }}.trade_date
    {% endfor -%}

)

-- The contract beside this file lists the columns
select * from final -- noqa: AM04
order by trade_date
