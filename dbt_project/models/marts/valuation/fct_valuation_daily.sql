{%- set months = var('valuation_trend_months') | int -%}

with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

known as (

    select * from {{ ref('int_valuation__as_known') }}

),

spx as (

    select * from {{ ref('int_spx_return__measured') }}

),

priced as (

    select
        known.*,
        spx.spx_close_pts / known.earnings_pts as pe_ratio,
        known.dividend_pts / spx.spx_close_pts as dividend_yield_ratio,
        coalesce(
            known.earnings_null_reason, case when spx.spx_close_pts is null then 'not_published' end
        ) as pe_null_reason,
        greatest(spine.available_at, known.available_at) as known_at,
        spine.is_simulated or known.is_simulated as is_made_up

    from known
    inner join spine on known.trade_date = spine.trade_date
    inner join spx on known.trade_date = spx.trade_date

),

-- S54: where the growth rate is constant, yield is r - g, and 1 / (r - g) the duration
compared as (

    select
        *,
        1 / dividend_yield_ratio as duration_years,
        case
            when count(dividend_yield_ratio) over trend >= {{ var('valuation_min_tdays') }}
                then median(1 / dividend_yield_ratio) over trend
        end as duration_median_years

    from priced
    window trend as (
        order by trade_date range between interval {{ months }} month preceding and current row
    )

),

-- S32, S50: against the same session a year before, as it was known then
year_ago as (

    select
        now.trade_date,
        past.pe_ratio,
        past.price_to_cash_flow_ratio

    from compared as now
    asof inner join compared as past
        on cast(now.trade_date - interval 1 year as date) >= past.trade_date

),

final as (

    select
        compared.trade_date,
        compared.pe_ratio,
        ln(compared.pe_ratio / year_ago.pe_ratio) as pe_log_change_1y_ratio,
        ln(compared.pe_ratio / year_ago.pe_ratio) < 0 as is_pe_compressed,
        case
            when compared.pe_ratio / year_ago.pe_ratio is null
                then coalesce(compared.pe_null_reason, 'warm_up')
        end as pe_compression_null_reason,
        compared.earnings_observation_date,
        compared.earnings_availability,
        compared.pe_null_reason,

        compared.price_to_cash_flow_ratio,
        ln(compared.price_to_cash_flow_ratio / year_ago.price_to_cash_flow_ratio)
            as price_to_cash_flow_log_change_1y_ratio,
        ln(compared.price_to_cash_flow_ratio / year_ago.price_to_cash_flow_ratio) < 0
            as is_price_to_cash_flow_compressed,
        case
            when compared.price_to_cash_flow_ratio / year_ago.price_to_cash_flow_ratio is not null then null
            when compared.price_to_cash_flow_ratio is null then 'not_published'
            else 'warm_up'
        end as price_to_cash_flow_null_reason,
        compared.price_to_cash_flow_availability,

        compared.dividend_yield_ratio,
        compared.duration_years,
        compared.note_ratio + {{ var('wacc_beta_ratio') }} * {{ var('wacc_equity_premium_ratio') }}
        - compared.dividend_yield_ratio as implied_growth_ratio,
        case
            when compared.duration_years is not null then compared.duration_median_years
        end as duration_median_years,
        case
            when compared.duration_years / compared.duration_median_years is not null
                then
                    least(
                        greatest(
                            compared.duration_years / compared.duration_median_years,
                            {{ var('size_multiplier_floor_ratio') }}
                        ),
                        {{ var('size_multiplier_cap_ratio') }}
                    )
        end as size_multiplier_ratio,
        case
            when compared.duration_years / compared.duration_median_years is null
                then coalesce(compared.pe_null_reason, 'warm_up')
        end as size_multiplier_null_reason,
        compared.known_at as available_at,
        compared.is_made_up as is_simulated

    from compared
    left join year_ago on compared.trade_date = year_ago.trade_date

)

select * from final
order by trade_date
