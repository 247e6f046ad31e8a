with

source as (

    select * from {{ source('calendar', 'raw_calendar__vx_expiries') }}

),

final as (

    select
        expiry_date,
        contract_month,
        is_wednesday,
        month(contract_month) in (3, 6, 9, 12) as is_quarterly

    from source

)

select * from final
order by expiry_date
