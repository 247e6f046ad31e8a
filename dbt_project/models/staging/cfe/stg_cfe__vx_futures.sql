with

source as (

    select * from {{ source('cfe', 'raw_cfe__vx_futures') }}

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_cfe__vx_futures',
            key_columns=['expiry_date', 'trade_date'],
            value_columns=['open_pts', 'high_pts', 'low_pts', 'close_pts', 'settle_pts']
        )
    }}

),

scaled as (

    select
        *,

        -- CFE divided displayed VX prices by ten from 2007-03-26 (§5.1)
        case when trade_date < date '2007-03-26' then 10 else 1 end as scale

    from as_decided

),

final as (

    select
        expiry_date,
        trade_date,
        contract_label,
        duration_type,
        trade_date = expiry_date as is_expiry_day,

        -- 0 is how the files write "nothing traded"
        nullif(open_pts, 0) / scale as open_pts,
        nullif(high_pts, 0) / scale as high_pts,
        nullif(low_pts, 0) / scale as low_pts,
        nullif(close_pts, 0) / scale as close_pts,

        -- Files of 2013 leave Settle at 0 and carry the price in Close (§5.1)
        coalesce(nullif(settle_pts, 0), nullif(close_pts, 0)) / scale as settle_pts,
        case
            when settle_pts > 0 and trade_date = expiry_date then 'final_settlement'
            when settle_pts > 0 then 'settle'
            when close_pts > 0 then 'close'
        end as settle_source,

        volume_contracts,
        efp_contracts,
        open_interest_contracts,
        {{ new_york_instant('trade_date', var('vx_settlement_time_new_york')) }} as available_at,
        is_as_decided,
        is_simulated

    from scaled

)

select * from final
order by trade_date, expiry_date
