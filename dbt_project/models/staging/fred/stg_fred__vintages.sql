with

source as (

    select * from {{ source('fred', 'raw_fred__vintages') }}

),

clock as (

    select * from {{ ref('seed_fred_release_clock') }}

),

final as (

    select
        source.series_id,
        source.observation_date,
        source.value,
        source.vintage_source,
        source.realtime_start_date,
        source.realtime_end_date,

        -- A download is dated to the second; of other vintages the day is known, and the hour of release
        coalesce(
            cast(source.seen_at as timestamp with time zone),
            (source.realtime_start_date + clock.release_time_new_york) at time zone 'America/New_York'
        ) as known_at,
        {{ new_york_instant('(source.realtime_end_date + 1)', '08:30') }} as withdrawn_at,
        source.is_simulated

    from source
    left join clock on source.series_id = clock.series_id

)

select * from final
order by series_id, observation_date, known_at
