{%- set weight = var('wacc_rate_weight_ratio') -%}
{%- set months = var('carry_trend_months') | int -%}

with

cost as (

    select * from {{ ref('int_capital_cost__estimated') }}

),

-- S28 with its default weight of 0 is S26: nothing is asked of the rate differential then
adjusted as (

    select
        *,
        {% if weight == 0 -%}
        wacc_ratio as wacc_adjusted_ratio
        {%- else -%}
        wacc_ratio + {{ weight }} * (rate_differential_ratio - avg(rate_differential_ratio) over trend)
            as wacc_adjusted_ratio
        {%- endif %}

    from cost
    window trend as (
        order by trade_date range between interval {{ months }} month preceding and current row
    )

),

compared as (

    select
        *,
        case
            when count(wacc_adjusted_ratio) over trend >= {{ var('carry_min_tdays') }}
                then median(wacc_adjusted_ratio) over trend
        end as wacc_median_60m_ratio,
        case
            when count(equity_cost_ratio) over trend >= {{ var('carry_min_tdays') }}
                then median(equity_cost_ratio) over trend
        end as equity_cost_median_60m_ratio

    from adjusted
    window trend as (
        order by trade_date range between interval {{ months }} month preceding and current row
    )

),

final as (

    select
        trade_date,
        bill_ratio as risk_free_rate_ratio,
        bill_observation_date as risk_free_observation_date,
        equity_cost_ratio,
        wacc_ratio,
        case when wacc_ratio is null then 'not_published' end as wacc_null_reason,
        rate_differential_ratio,
        case when rate_differential_ratio is null then 'not_published' end as rate_differential_null_reason,
        wacc_adjusted_ratio,
        case when wacc_adjusted_ratio is not null then wacc_median_60m_ratio end as wacc_median_60m_ratio,
        wacc_adjusted_ratio < wacc_median_60m_ratio as is_carry_low,

        -- S25: the promoter acts while carry is low, the steward (S24) always does the same
        case
            when wacc_adjusted_ratio < wacc_median_60m_ratio then 'promoter'
            when wacc_adjusted_ratio >= wacc_median_60m_ratio then 'steward'
        end as carry_regime,
        case
            when wacc_adjusted_ratio is null then 'not_published'
            when wacc_median_60m_ratio is null then 'warm_up'
        end as carry_null_reason,

        -- S28 of the equity part alone: what can be said where debt has no public cost
        case
            when equity_cost_ratio is not null then equity_cost_median_60m_ratio
        end as equity_cost_median_60m_ratio,
        equity_cost_ratio < equity_cost_median_60m_ratio as is_equity_cost_low,
        case
            when equity_cost_ratio is null then 'not_published'
            when equity_cost_median_60m_ratio is null then 'warm_up'
        end as equity_cost_null_reason,
        capital_cost_availability,
        available_at,
        is_simulated

    from compared

)

select * from final
order by trade_date
