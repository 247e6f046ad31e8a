{%- set trend_months = var('inflation_trend_months') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

prices as (

    select * from {{ ref('int_macro__vintages') }}
    where series_id in ('CPIAUCSL', 'PPIACO')

),

-- The last news before the first session, and all that came later
instants as (

    select distinct
        series_id,
        known_from as known_at

    from prices
    where
        known_from > (
            select min(spine.decision_at) - interval {{ var('macro_max_age_days') }} day from spine
        )

),

-- S29 with vintages: at each instant the whole history as it stood then, so that a seasonal factor revised
-- later reaches no earlier trend
known_then as (

    select
        instants.known_at,
        prices.series_id,
        prices.observation_date,
        prices.value,
        prices.availability_source,
        prices.is_simulated

    from instants
    inner join prices
        on
            instants.series_id = prices.series_id
            and instants.known_at >= prices.known_from
            and instants.known_at < coalesce(prices.known_to, timestamptz '9999-12-31 00:00:00+00')

),

yearly as (

    select
        now.series_id,
        now.known_at as available_at,
        now.observation_date,
        now.availability_source,
        now.is_simulated,
        now.value / year_ago.value - 1 as yoy_ratio

    from known_then as now
    inner join known_then as year_ago
        on
            now.series_id = year_ago.series_id
            and now.known_at = year_ago.known_at
            and now.observation_date = year_ago.observation_date + interval 1 year

),

-- One-sided mean over calendar months, so a month that was never published narrows the window instead of
-- stretching it
trended as (

    select
        *,
        case
            when count(*) over trend_window >= {{ var('inflation_min_months') }}
                then yoy_ratio - list_avg(list(yoy_ratio) over trend_window)
        end as trend_ratio

    from yearly
    window trend_window as (
        partition by series_id, available_at
        order by observation_date
        range between interval {{ trend_months - 1 }} month preceding and current row
    )

),

published as (

    {{ latest_published('trended', ['series_id']) }}

),

cpi as (

    select * from published
    where series_id = 'CPIAUCSL'

),

ppi as (

    select * from published
    where series_id = 'PPIACO'

),

cpi_known as (

    {{ known_at_decision('cpi') }}

),

ppi_known as (

    {{ known_at_decision('ppi') }}

),

known as (

    select
        spine.trade_date,
        cpi_known.yoy_ratio as cpi_yoy_ratio,
        cpi_known.trend_ratio as cpi_trend_ratio,
        ppi_known.yoy_ratio as ppi_yoy_ratio,
        ppi_known.trend_ratio as ppi_trend_ratio,
        case
            when cpi_known.trade_date is null or ppi_known.trade_date is null then 'not_published'
            when cpi_known.trend_ratio is null or ppi_known.trend_ratio is null then 'warm_up'
        end as null_reason,

        -- The older of the two: the flag is no fresher than its older half
        case
            when cpi_known.trade_date is not null and ppi_known.trade_date is not null
                then least(cpi_known.observation_date, ppi_known.observation_date)
        end as inflation_observation_date,

        -- The weaker of the two ways to know
        case
            when 'release_lag' in (cpi_known.availability_source, ppi_known.availability_source)
                then 'release_lag'
            when 'release_calendar' in (cpi_known.availability_source, ppi_known.availability_source)
                then 'release_calendar'
            else coalesce(cpi_known.availability_source, ppi_known.availability_source)
        end as inflation_availability,
        greatest(cpi_known.available_at, ppi_known.available_at) as available_at,
        coalesce(cpi_known.is_simulated, false) or coalesce(ppi_known.is_simulated, false) as is_simulated

    from spine
    left join cpi_known on spine.trade_date = cpi_known.trade_date
    left join ppi_known on spine.trade_date = ppi_known.trade_date

),

final as (

    select
        trade_date,
        cpi_yoy_ratio,
        cpi_trend_ratio,
        ppi_yoy_ratio,
        ppi_trend_ratio,
        case
            when null_reason is null then cpi_trend_ratio > 0 and ppi_trend_ratio > 0
        end as is_inflation_hot,
        inflation_observation_date,
        inflation_availability,
        null_reason,
        available_at,
        is_simulated

    from known

)

select * from final
order by trade_date
