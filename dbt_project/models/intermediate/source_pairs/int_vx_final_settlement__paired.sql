with

expiry_rows as (

    select * from {{ ref('stg_cfe__vx_futures') }}
    where settle_source = 'final_settlement'

),

quotations as (

    select * from {{ ref('stg_cfe__final_settlements') }}

),

final as (

    select
        'vx_expiry_row_vs_final_list' as topic,
        quotations.expiry_date as trade_date,
        'VX ' || quotations.expiry_date as subject,
        'CFE contract ' || quotations.expiry_date as first_source,
        'CFE final settlements, ' || quotations.listing as second_source,
        expiry_rows.settle_pts as first_pts,
        quotations.soq_pts as second_pts,
        greatest(expiry_rows.available_at, quotations.available_at) as available_at,
        expiry_rows.is_simulated or quotations.is_simulated as is_simulated

    from quotations
    inner join expiry_rows on quotations.expiry_date = expiry_rows.expiry_date

)

select * from final
order by trade_date
