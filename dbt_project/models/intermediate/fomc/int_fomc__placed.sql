with

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

),

meetings as (

    select * from {{ ref('stg_fed__fomc_meetings') }}

),

final as (

    select
        meetings.decision_date,
        meetings.is_scheduled,
        meetings.is_cancelled,
        meetings.schedule_known_at,
        meetings.cancelled_at,
        meetings.statement_at,

        -- The first session whose decision clock comes after the statement; a cancelled one keeps its day
        sessions.session_date as trade_date,
        sessions.session_number,
        meetings.is_simulated

    from meetings
    asof inner join sessions
        on
            coalesce(
                meetings.statement_at, {{ new_york_instant('meetings.decision_date', '14:00') }}
            ) <= sessions.decision_at

)

select * from final
order by decision_date
