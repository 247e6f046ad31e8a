with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

vintages as (

    select * from {{ ref('int_macro__vintages') }}

),

clock as (

    select * from {{ ref('seed_fred_release_clock') }}

),

series_names as (

    select distinct series_id from vintages

),

-- Instants at which something became known, each with the newest observation known by then: a revision of an
-- old one is news too, and must not pass for the newest
news as (

    select
        series_id,
        known_from as known_at,
        max(max(observation_date)) over (partition by series_id order by known_from) as observation_date

    from vintages
    group by series_id, known_from

),

published as (

    select
        news.series_id,
        news.known_at,
        vintages.observation_date,
        vintages.value,
        vintages.availability_source,
        vintages.known_from,
        vintages.is_simulated

    from news
    inner join vintages
        on
            news.series_id = vintages.series_id
            and news.observation_date = vintages.observation_date
            and news.known_at >= vintages.known_from
            and news.known_at < coalesce(vintages.known_to, timestamptz '9999-12-31 00:00:00+00')

),

first_known as (

    select
        series_id,
        observation_date,
        min(known_from) as first_available_at

    from vintages
    group by series_id, observation_date

),

spine_by_series as (

    select
        spine.trade_date,
        spine.decision_at,
        series_names.series_id

    from spine
    cross join series_names

),

known as (

    select
        spine_by_series.trade_date,
        published.*

    from spine_by_series
    asof inner join published
        on
            spine_by_series.series_id = published.series_id
            and spine_by_series.decision_at >= published.known_at

),

final as (

    select
        known.trade_date,
        known.series_id,
        known.observation_date,
        known.value,
        known.availability_source,
        known.known_from as available_at,
        first_known.first_available_at,
        known.known_from > first_known.first_available_at as is_revised,
        known.is_simulated

    from known
    inner join first_known
        on known.series_id = first_known.series_id and known.observation_date = first_known.observation_date
    left join clock on known.series_id = clock.series_id
    where
        known.trade_date - known.observation_date
        <= coalesce(clock.max_age_days, {{ var('macro_max_age_days') }})

)

select * from final
order by series_id, trade_date
