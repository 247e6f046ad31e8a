{%- set trend_months = var('inflation_trend_months') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

prices as (

    select * from {{ ref('stg_fred__series') }}
    where series_id in ('CPIAUCSL', 'PPIACO') and value is not null

),

yearly as (

    select
        now.series_id,
        now.observation_date,
        now.available_at,
        now.is_simulated,
        now.value / year_ago.value - 1 as yoy_ratio

    from prices as now
    inner join prices as year_ago
        on
            now.series_id = year_ago.series_id
            and now.observation_date = year_ago.observation_date + interval 1 year

),

-- S29: one-sided mean over calendar months, so a month that was never published narrows the window
-- instead of stretching it
trended as (

    select
        *,
        case
            when count(*) over trend_window >= {{ var('inflation_min_months') }}
                then yoy_ratio - avg(yoy_ratio) over trend_window
        end as trend_ratio

    from yearly
    window trend_window as (
        partition by series_id
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
        null_reason,
        available_at,
        is_simulated

    from known

)

select * from final
order by trade_date
