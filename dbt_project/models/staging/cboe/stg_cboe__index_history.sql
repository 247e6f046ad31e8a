with

source as (

    select * from {{ source('cboe', 'raw_cboe__index_history') }}

),

launches as (

    select * from {{ ref('seed_cboe_index_launches') }}

),

judged as (

    select
        source.*,

        -- Levels from before the launch were computed later, with hindsight (6.5, pitfall 9)
        source.trade_date < launches.launch_date as is_backfilled,

        -- VVIX of 2006 holds bad prints (15.71, 27.94, ...) and gaps of up to 21 days (§5.2)
        case
            when source.close_pts is null then 'not_published'
            when source.index_symbol = 'VVIX' and source.close_pts < 55 then 'bad_print'
            when
                source.index_symbol = 'VVIX' and source.trade_date < date '2007-01-01'
                then 'before_reliable_history'
        end as close_null_reason

    from source
    left join launches on source.index_symbol = launches.index_symbol

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
        is_backfilled,
        {{ new_york_instant('trade_date', var('index_close_time_new_york')) }} as available_at,
        is_simulated

    from judged

)

select * from final
order by index_symbol, trade_date
