with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

series as (

    select * from {{ ref('stg_fred__series') }}
    where value is not null

),

series_names as (

    select distinct series_id from series

),

published as (

    {{ latest_published('series', ['series_id']) }}

),

spine_by_series as (

    select
        spine.trade_date,
        spine.decision_at,
        series_names.series_id

    from spine
    cross join series_names

),

final as (

    select
        spine_by_series.trade_date,
        spine_by_series.series_id,
        published.observation_date,
        published.value,
        published.availability_source,
        published.available_at,
        published.is_simulated

    from spine_by_series
    asof inner join published
        on
            spine_by_series.series_id = published.series_id
            and spine_by_series.decision_at >= published.available_at
    where spine_by_series.trade_date - published.observation_date <= {{ var('macro_max_age_days') }}

)

select * from final
order by series_id, trade_date
