{%- set close_time = var('index_close_time_new_york') -%}

with

source as (

    select * from {{ source('shiller', 'raw_shiller__monthly') }}

),

-- Dividends and earnings of most copies end in 2023-06: later months hold 0 or the last value, carried on.
-- Months are interpolated between quarters, so since 2002 no two known ones are equal
judged as (

    select
        *,
        lag(dividend_pts) over (order by observation_date) as previous_dividend_pts,
        lag(earnings_pts) over (order by observation_date) as previous_earnings_pts,
        observation_date >= date '2002-01-01' as is_interpolated

    from source

),

final as (

    select
        observation_date,
        sp500_price_pts,
        case
            when not (is_interpolated and dividend_pts is not distinct from previous_dividend_pts)
                then nullif(dividend_pts, 0)
        end as dividend_pts,
        case
            when not (is_interpolated and earnings_pts is not distinct from previous_earnings_pts)
                then nullif(earnings_pts, 0)
        end as earnings_pts,
        nullif(cpi_index, 0) as cpi_index,
        nullif(long_rate_pct, 0) as long_rate_pct,
        {{ new_york_instant('last_day(observation_date)', close_time) }} as available_at,
        {{ new_york_instant("last_day(observation_date + interval '1 month')", close_time) }}
            as cpi_available_at,
        {{ new_york_instant("last_day(observation_date + interval '3 months')", close_time) }}
            as earnings_available_at,
        is_simulated

    from judged

)

select * from final
order by observation_date
