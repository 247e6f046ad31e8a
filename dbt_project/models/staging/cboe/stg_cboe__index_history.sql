with

source as (

    select * from {{ source('cboe', 'raw_cboe__index_history') }}

),

judged as (

    select
        *,

        -- VVIX of 2006 holds bad prints (15.71, 27.94, ...) and gaps of up to 21 days (§5.2)
        case
            when close_pts is null then 'not_published'
            when index_symbol = 'VVIX' and close_pts < 55 then 'bad_print'
            when index_symbol = 'VVIX' and trade_date < date '2007-01-01' then 'before_reliable_history'
        end as close_null_reason

    from source

),

final as (

    select
        index_symbol,
        trade_date,
        open_pts,
        high_pts,
        low_pts,
        case when close_null_reason is null then close_pts end as close_pts,
        close_null_reason,
        {{ new_york_instant('trade_date', var('index_close_time_new_york')) }} as available_at,
        is_simulated

    from judged

)

select * from final
order by index_symbol, trade_date
