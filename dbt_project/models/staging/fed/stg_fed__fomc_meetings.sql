with

seed as (

    select * from {{ ref('seed_fomc_meetings') }}

),

page as (

    select * from {{ source('fed', 'raw_fed__fomc_meetings') }}

),

-- Votes between meetings and calls without a statement decide nothing that the public learns that day
decided as (

    select
        decision_date,
        min(meeting_start_date) as meeting_start_date,
        bool_or(meeting_kind in ('meeting', 'cancelled')) as is_scheduled,
        bool_and(meeting_kind = 'cancelled') as is_cancelled,
        bool_or(has_projections) as has_projections,
        bool_or(is_simulated) as is_simulated

    from page
    where meeting_kind <> 'notation_vote' and (meeting_kind <> 'conference_call' or has_statement)
    group by decision_date

),

page_years as (

    select distinct year(decision_date) as page_year from page

),

joined as (

    select
        coalesce(seed.decision_date, decided.decision_date) as decision_date,
        decided.meeting_start_date,
        coalesce(seed.is_scheduled, decided.is_scheduled) as is_scheduled,
        coalesce(seed.is_cancelled, decided.is_cancelled) as is_cancelled,
        decided.has_projections,
        seed.cancelled_date,
        seed.statement_time_new_york,
        case
            when decided.decision_date is null then 'seed'
            when seed.decision_date is null then 'page'
            else 'both'
        end as meeting_source,
        case
            when seed.decision_date is null then 'not_in_seed'
            when seed.is_scheduled <> decided.is_scheduled then 'is_scheduled_differs'
            when seed.is_cancelled <> decided.is_cancelled then 'is_cancelled_differs'
            when decided.decision_date is null and page_years.page_year is not null then 'not_on_page'
        end as disagreement,
        coalesce(decided.is_simulated, false) as is_simulated

    from seed
    full outer join decided on seed.decision_date = decided.decision_date
    left join page_years on year(seed.decision_date) = page_years.page_year

),

-- S31: since 2013 statements are made at 14:00 New York; one whose hour is not known counts from the next
-- session
timed as (

    select
        *,
        statement_time_new_york is not null or (is_scheduled and not is_cancelled) as is_statement_time_known,
        case
            when is_cancelled then null
            when statement_time_new_york is not null then statement_time_new_york
            when is_scheduled then time '14:00'
            else time '17:00'
        end as statement_time

    from joined

),

final as (

    select
        decision_date,
        meeting_start_date,
        is_scheduled,
        is_cancelled,
        has_projections,
        (decision_date + statement_time) at time zone 'America/New_York' as statement_at,
        is_statement_time_known,

        -- The calendar of a year is published before it begins; other meetings are known by their statement
        case
            when is_scheduled
                then {{ new_york_instant('cast(decision_date - interval 1 year as date)', '00:00') }}
            else (decision_date + statement_time) at time zone 'America/New_York'
        end as schedule_known_at,
        (decision_date + statement_time) at time zone 'America/New_York' as decision_known_at,
        {{ new_york_instant('cancelled_date', '17:00') }} as cancelled_at,
        meeting_source,
        disagreement,
        is_simulated

    from timed

)

select * from final
order by decision_date
