with

source as (

    select * from {{ source('fred', 'raw_fred__series') }}

),

sessions as (

    select * from {{ source('calendar', 'raw_calendar__sessions') }}

),

clock as (

    select * from {{ ref('seed_fred_release_clock') }}

),

release_dates as (

    select * from {{ ref('seed_economic_release_dates') }}

),

-- Days on which the Federal Reserve publishes: exchange sessions without Columbus and Veterans Day
business_days as (

    select
        session_date,
        lead(session_date) over (order by session_date) as following_date

    from sessions
    where
        not (month(session_date) = 10 and isodow(session_date) = 1 and day(session_date) between 8 and 14)
        and not (month(session_date) = 11 and day(session_date) = 11)
        and not (month(session_date) = 11 and day(session_date) = 12 and isodow(session_date) = 1)

),

ruled as (

    select
        source.*,
        clock.release_name,
        clock.lag_rule,
        clock.release_time_new_york,
        case clock.lag_rule
            when 'next_business_day' then source.observation_date + 1
            when 'second_business_day' then source.observation_date + 1
            when 'monday_of_next_week'
                then cast(date_trunc('week', source.observation_date) as date) + 7
            when 'day_of_next_month'
                then
                    cast(date_trunc('month', source.observation_date) + interval 1 month as date)
                    + clock.release_day_number - 1
            when 'days_after_quarter'
                then
                    cast(date_trunc('quarter', source.observation_date) + interval 3 month as date)
                    + clock.release_day_number - 1
        end as earliest_release_date

    from source
    left join clock on source.series_id = clock.series_id

),

released as (

    select
        ruled.*,
        release_dates.release_date is not null as is_dated,

        -- Monthly and quarterly rules name a date that already errs on the late side; daily ones wait for a
        -- business day
        case
            when release_dates.release_date is not null then release_dates.release_date
            when ruled.lag_rule in ('day_of_next_month', 'days_after_quarter')
                then ruled.earliest_release_date
            when ruled.lag_rule = 'second_business_day' then business_days.following_date
            else business_days.session_date
        end as release_date

    from ruled
    asof left join business_days
        on ruled.earliest_release_date <= business_days.session_date
    left join release_dates
        on
            ruled.release_name = release_dates.release_name
            and ruled.observation_date = release_dates.observation_date

),

final as (

    select
        series_id,
        observation_date,
        value,
        release_date,
        (release_date + release_time_new_york) at time zone 'America/New_York' as available_at,
        case when is_dated then 'release_calendar' else 'release_lag' end as availability_source,
        is_simulated

    from released

)

select * from final
order by series_id, observation_date
