{{ config(
    severity='error', warn_if='>0', error_if='>5',
    meta={'dagster': {'ref': {'name': 'fct_signal_daily'}}}
) }}
-- A returned row is an exchange session between the first and the last day that has no signals: the provider
-- of the VIX has a hole. A few are shown, more stop the publication.
with

signals as (

    select * from {{ ref('fct_signal_daily') }}

),

span as (

    select
        min(trade_date) as first_date,
        max(trade_date) as last_date

    from signals

),

sessions as (

    select * from {{ ref('stg_calendar__sessions') }}

)

select sessions.session_date
from sessions
inner join span on sessions.session_date between span.first_date and span.last_date
left join signals on sessions.session_date = signals.trade_date
where signals.trade_date is null
