with

source as (

    select * from {{ source('cfe', 'raw_cfe__daily_settlements') }}
    where product = 'VX'

),

final as (

    select
        expiry_date,
        trade_date,
        symbol as contract_symbol,

        -- VX/F4 is a monthly, VX02/F4 the weekly of week 2
        case when starts_with(symbol, 'VX/') then 'M' else 'W' end as duration_type,
        settle_pts,
        {{ new_york_instant('trade_date', var('vx_settlement_time_new_york')) }} as available_at,
        is_simulated

    from source

)

select * from final
order by trade_date, expiry_date, contract_symbol
