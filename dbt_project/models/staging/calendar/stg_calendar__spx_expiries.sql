with

source as (

    select * from {{ source('calendar', 'raw_calendar__spx_expiries') }}

),

final as (

    select
        expiry_date,
        root,
        settlement,
        last_trade_date

    from source

)

select * from final
order by expiry_date, root
