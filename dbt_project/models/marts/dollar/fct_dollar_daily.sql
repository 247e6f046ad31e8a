with

dollar as (

    select * from {{ ref('int_dollar_volatility__computed') }}

),

final as (

    select
        trade_date,
        dollar_vol_21d_vol,
        dollar_vol_63d_vol,
        dollar_vol_126d_vol,
        is_dollar_vol_high,
        dollar_observation_date,
        dollar_availability,
        null_reason as dollar_null_reason,
        reer_vol_12m_vol,
        is_reer_vol_high,
        reer_observation_date,
        reer_availability,
        reer_null_reason,
        available_at,
        is_simulated

    from dollar

)

select * from final
order by trade_date
