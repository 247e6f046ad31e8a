with

newest as (

    select * from {{ ref('stg_fred__series') }}
    where value is not null

),

vintages as (

    select * from {{ ref('stg_fred__vintages') }}

),

copied as (

    select * from {{ ref('int_macro__copied') }}

),

archived_series as (

    select distinct series_id from vintages
    where vintage_source = 'alfred'

),

-- FRED's own vintages are complete. Only what was there when they began has no first day of its own
archived as (

    select
        vintages.*,
        newest.available_at as released_at,
        newest.availability_source as released_by,
        vintages.known_at
        = min(vintages.known_at) over (partition by vintages.series_id) as is_of_first_vintage

    from vintages
    left join newest
        on vintages.series_id = newest.series_id and vintages.observation_date = newest.observation_date
    where vintages.vintage_source = 'alfred'

),

archived_known as (

    select
        series_id,
        observation_date,
        value,
        case when is_of_first_vintage then least(known_at, released_at) else known_at end as known_from,
        withdrawn_at,
        case
            when is_of_first_vintage and released_at < known_at then released_by else 'vintage'
        end as availability_source,
        is_simulated

    from archived

),

-- The API is asked a moment before or after the file: what only the file has yet is dated by its release
not_archived_yet as (

    select
        newest.series_id,
        newest.observation_date,
        newest.value,
        newest.available_at as known_from,
        cast(null as timestamp with time zone) as withdrawn_at,
        newest.availability_source,
        newest.is_simulated

    from newest
    inner join archived_series on newest.series_id = archived_series.series_id
    left join archived
        on newest.series_id = archived.series_id and newest.observation_date = archived.observation_date
    where archived.series_id is null

),

known as (

    select * from archived_known
    union all
    select * from copied
    union all
    select * from not_archived_yet

),

final as (

    select
        series_id,
        observation_date,
        value,
        known_from,
        least(
            lead(known_from) over (partition by series_id, observation_date order by known_from), withdrawn_at
        ) as known_to,
        availability_source,
        is_simulated

    from known
    qualify value is not null

)

select * from final
order by series_id, observation_date, known_from
