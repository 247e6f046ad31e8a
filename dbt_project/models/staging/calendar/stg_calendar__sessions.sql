with

source as (

    select * from {{ source('calendar', 'raw_calendar__sessions') }}

),

final as (

    select
        session_date,
        cast(row_number() over (order by session_date) as integer) as session_number,
        lag(session_date) over (order by session_date) as previous_session_date,
        is_half_day,
        {{ new_york_instant('session_date', var('decision_time_new_york')) }} as decision_at,
        cast(close_at as timestamp with time zone) as close_at

    from source

)

select * from final
order by session_date
