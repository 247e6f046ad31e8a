with

inflation as (

    select * from {{ ref('int_inflation__trended') }}

),

final as (

    select
        trade_date,
        cpi_yoy_ratio,
        cpi_trend_ratio,
        ppi_yoy_ratio,
        ppi_trend_ratio,
        is_inflation_hot,
        inflation_observation_date,
        inflation_availability,
        null_reason as inflation_null_reason,
        available_at,
        is_simulated

    from inflation

)

select * from final
order by trade_date
