with

rebalance as (

    select * from {{ ref('int_rebalance__scheduled') }}

),

dollar as (

    select * from {{ ref('int_dollar_volatility__computed') }}

),

final as (

    select
        rebalance.trade_date,
        rebalance.is_quarterly_rebalance,
        rebalance.is_calendar_quarter_start,
        rebalance.is_dollar_vol_spell_start,
        rebalance.is_rebalance,
        dollar.dollar_availability as rebalance_availability,
        greatest(rebalance.available_at, dollar.available_at) as available_at,
        rebalance.is_simulated or dollar.is_simulated as is_simulated

    from rebalance
    inner join dollar on rebalance.trade_date = dollar.trade_date

)

select * from final
order by trade_date
