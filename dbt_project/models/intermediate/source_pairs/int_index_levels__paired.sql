with

indices as (

    select * from {{ ref('stg_cboe__index_history') }}
    where close_pts is not null

),

fred as (

    select * from {{ ref('stg_fred__series') }}
    where value is not null

),

own as (

    select * from {{ ref('stg_user__series') }}
    where frequency = 'daily'

),

seconds as (

    select
        'index_vs_fred' as topic,
        case series_id when 'VIXCLS' then 'VIX' when 'VXVCLS' then 'VIX3M' end as index_symbol,
        observation_date as trade_date,
        'FRED ' || series_id as second_source,
        value as second_pts,
        available_at,
        is_simulated

    from fred
    where series_id in ('VIXCLS', 'VXVCLS')

    union all

    select
        'index_vs_user_series' as topic,
        second_source_of as index_symbol,
        observation_date as trade_date,
        'user series ' || series_name as second_source,
        value as second_pts,
        available_at,
        is_simulated

    from own

),

final as (

    select
        seconds.topic,
        seconds.trade_date,
        seconds.index_symbol as subject,
        'Cboe ' || seconds.index_symbol || '_History.csv' as first_source,
        seconds.second_source,
        indices.close_pts as first_pts,
        seconds.second_pts,
        greatest(indices.available_at, seconds.available_at) as available_at,
        indices.is_simulated or seconds.is_simulated as is_simulated

    from seconds
    inner join indices
        on seconds.index_symbol = indices.index_symbol and seconds.trade_date = indices.trade_date

)

select * from final
order by topic, subject, second_source, trade_date
