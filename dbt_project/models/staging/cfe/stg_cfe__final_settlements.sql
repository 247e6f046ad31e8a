with

source as (

    select * from {{ source('cfe', 'raw_cfe__final_settlements') }}

    -- The short name, or the long one that ends with it
    where product = 'VX' or contains(product, '(VX)')

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_cfe__final_settlements',
            key_columns=['listing', 'product', 'expiry_date'],
            value_columns=['settle_pts']
        )
    }}

),

final as (

    select
        expiry_date,

        -- CFE divided displayed VX prices by ten from 2007-03-26 (§5.1)
        settle_pts / case when expiry_date < date '2007-03-26' then 10 else 1 end as soq_pts,
        listing,
        {{ new_york_instant('expiry_date', var('vx_settlement_time_new_york')) }} as available_at,
        is_as_decided,
        is_simulated

    from as_decided

    -- The current file is the one that is corrected
    qualify row_number() over (partition by expiry_date order by listing desc) = 1

)

select * from final
order by expiry_date
