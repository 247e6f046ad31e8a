with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

months as (

    select * from {{ ref('stg_shiller__monthly') }}

),

macro as (

    select * from {{ ref('int_macro__as_known') }}

),

-- Earnings and dividends of the last 12 months, public a quarter after their month
companies as (

    select
        observation_date,
        earnings_pts,
        dividend_pts,
        earnings_available_at as available_at,
        is_simulated

    from months
    where earnings_pts is not null and dividend_pts is not null

),

sums as (

    select
        trade_date,
        max(value) filter (where series_id = 'DGS10') / 100 as note_ratio,
        max(value) filter (where series_id = 'NCBEILQ027S') / 1000
        / max(value) filter (where series_id = 'CNCF') as price_to_cash_flow_ratio,
        count(*) filter (series_id <> 'DGS10' and value is not null) = 2 as has_both,
        bool_or(availability_source = 'release_lag') filter (series_id <> 'DGS10') as has_release_lag,
        bool_or(availability_source = 'release_calendar') filter (
            series_id <> 'DGS10'
        ) as has_release_calendar,
        max(available_at) as available_at,
        bool_or(is_simulated) as is_simulated

    from macro
    where series_id in ('DGS10', 'NCBEILQ027S', 'CNCF')
    group by trade_date

),

known as (

    select
        spine.trade_date,
        companies.*

    from spine
    asof inner join companies
        on spine.decision_at >= companies.available_at
    where spine.trade_date - companies.observation_date <= {{ var('valuation_max_age_days') }}

),

final as (

    select
        spine.trade_date,
        known.earnings_pts,
        known.dividend_pts,
        known.observation_date as earnings_observation_date,
        sums.note_ratio,
        sums.price_to_cash_flow_ratio,
        case
            when not sums.has_both then null
            when sums.has_release_lag then 'release_lag'
            when sums.has_release_calendar then 'release_calendar'
            when sums.has_both then 'vintage'
        end as price_to_cash_flow_availability,

        -- The workbook has no vintages: a quarter after the month is a rule
        case when known.trade_date is not null then 'release_lag' end as earnings_availability,

        -- A file that ends is told apart from one that nobody gave
        case
            when known.trade_date is not null then null
            when (select min(companies.available_at) from companies) <= spine.decision_at then 'not_published'
            else 'no_series'
        end as earnings_null_reason,
        greatest(known.available_at, sums.available_at) as available_at,
        coalesce(known.is_simulated, false) or coalesce(sums.is_simulated, false) as is_simulated

    from spine
    left join known on spine.trade_date = known.trade_date
    left join sums on spine.trade_date = sums.trade_date

)

select * from final
order by trade_date
