with

source as (

    select * from {{ source('user', 'raw_user__series') }}

),

dated as (

    select
        *,

        -- A month's value is known after its end, whatever day of the month it is filed under
        cast(
            case
                when frequency = 'monthly' then last_day(observation_date)
                else observation_date
            end + cast(publication_lag_days as integer) as date
        ) as release_date

    from source

),

final as (

    select
        series_name,
        observation_date,
        value,
        unit,
        frequency,
        is_adjusted,
        second_source_of,
        release_date,
        {{ new_york_instant('release_date', var('index_close_time_new_york')) }} as available_at,
        is_simulated

    from dated
    where value is not null

)

select * from final
order by series_name, observation_date
