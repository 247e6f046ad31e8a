{%- set sigma_tdays = var('fomc_sigma_tdays') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

meetings as (

    select * from {{ ref('int_fomc__placed') }}

),

rates as (

    select * from {{ ref('stg_fred__series') }}
    where series_id = 'DGS2' and value is not null

),

held as (

    select * from meetings
    where statement_at is not null

),

held_days as (

    select distinct trade_date from held

),

-- The next meeting on the calendar as it stood at the decision clock
upcoming as (

    select
        spine.trade_date,
        min(meetings.session_number) - spine.session_number as fomc_ahead_tdays

    from spine
    inner join meetings
        on
            spine.trade_date < meetings.trade_date
            and spine.trade_date + 120 >= meetings.trade_date
            and meetings.is_scheduled
            and spine.decision_at >= meetings.schedule_known_at
            and spine.decision_at < coalesce(meetings.cancelled_at, timestamptz '9999-12-31 00:00:00+00')
    group by spine.trade_date, spine.session_number

),

last_held as (

    select
        spine.trade_date,
        spine.session_number - held.session_number as fomc_age_tdays

    from spine
    asof inner join held on spine.trade_date >= held.trade_date

),

-- S31: a change against the deviation of the 250 before it, which it is no part of
changes as (

    select
        *,
        value - lag(value) over (order by observation_date) as change_pct

    from rates

),

measured as (

    select
        *,
        case
            when count(change_pct) over before = {{ sigma_tdays }} then stddev_samp(change_pct) over before
        end as sigma_pct

    from changes
    window before as (order by observation_date rows between {{ sigma_tdays }} preceding and 1 preceding)

),

published as (

    {{ latest_published('measured') }}

),

rates_known as (

    {{ known_at_decision('published') }}

),

final as (

    select
        spine.trade_date,
        upcoming.fomc_ahead_tdays,
        last_held.fomc_age_tdays,
        rates_known.change_pct as dgs2_change_pct,
        rates_known.sigma_pct as dgs2_sigma_250_pct,
        rates_known.observation_date as dgs2_observation_date,
        rates_known.availability_source as dgs2_availability,
        held_days.trade_date is not null as is_dgs2_of_fomc_day,
        case
            when rates_known.trade_date is null then 'not_published'
            when rates_known.sigma_pct is null then 'warm_up'
        end as null_reason,
        rates_known.available_at,
        coalesce(rates_known.is_simulated, false) as is_simulated

    from spine
    left join upcoming on spine.trade_date = upcoming.trade_date
    left join last_held on spine.trade_date = last_held.trade_date
    left join rates_known on spine.trade_date = rates_known.trade_date
    left join held_days on rates_known.observation_date = held_days.trade_date

)

select * from final
order by trade_date
