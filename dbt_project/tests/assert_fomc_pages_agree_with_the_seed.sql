{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'stg_fed__fomc_meetings'}}}) }}
-- A returned row is a meeting on which the shipped table and the Federal Reserve's page differ. A meeting after the
-- last of the table is no difference: the page is there to bring it.
with

meetings as (

    select * from {{ ref('stg_fed__fomc_meetings') }}

),

span as (

    select max(decision_date) as last_date from {{ ref('seed_fomc_meetings') }}

)

select
    meetings.decision_date,
    meetings.meeting_source,
    meetings.disagreement

from meetings
cross join span
where meetings.disagreement is not null and meetings.decision_date <= span.last_date
