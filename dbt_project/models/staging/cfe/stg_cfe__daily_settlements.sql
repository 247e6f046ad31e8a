with

source as (

    select * from {{ source('cfe', 'raw_cfe__daily_settlements') }}
    where product = 'VX'

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_cfe__daily_settlements',
            key_columns=['trade_date', 'symbol', 'expiry_date'],
            value_columns=['settle_pts']
        )
    }}

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
        is_as_decided,
        is_simulated

    from as_decided

)

select * from final
order by trade_date, expiry_date, contract_symbol
