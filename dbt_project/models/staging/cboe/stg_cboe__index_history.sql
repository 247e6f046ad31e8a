with

source as (

    select * from {{ source('cboe', 'raw_cboe__index_history') }}

),

launches as (

    select * from {{ ref('seed_cboe_index_launches') }}

),

revisions as (

    select * from {{ source('landing', 'raw_landing__revisions') }}

),

as_decided as (

    {{
        as_decided(
            'source', 'revisions', 'raw.raw_cboe__index_history',
            key_columns=['index_symbol', 'trade_date'],
            value_columns=['open_pts', 'high_pts', 'low_pts', 'close_pts']
        )
    }}

),

judged as (

    select
        as_decided.*,

        -- Levels from before the launch were computed later, with hindsight (6.5, pitfall 9)
        as_decided.trade_date < launches.launch_date as is_backfilled,

        -- VVIX of 2006 holds bad prints (15.71, 27.94, ...) and gaps of up to 21 days (§5.2)
        case
            when as_decided.close_pts is null then 'not_published'
            when as_decided.index_symbol = 'VVIX' and as_decided.close_pts < 55 then 'bad_print'
            when
                as_decided.index_symbol = 'VVIX' and as_decided.trade_date < date '2007-01-01'
                then 'before_reliable_history'
        end as close_null_reason

    from as_decided
    left join launches on as_decided.index_symbol = launches.index_symbol

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
        is_as_decided,
        is_simulated

    from judged

)

select * from final
order by index_symbol, trade_date
