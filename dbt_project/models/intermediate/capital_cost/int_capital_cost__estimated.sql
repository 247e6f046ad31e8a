with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

macro as (

    select * from {{ ref('int_macro__as_known') }}
    where
        series_id in (
            'DTB3', 'DGS10', 'BAA', 'NCBEILQ027S', 'BCNSDODNS',
            'ECBDFR', 'IR3TIB01JPM156N', 'IR3TIB01GBM156N'
        )

),

-- Rates as decimals, sums in billions: equities come in millions of dollars, debt and cash flow in billions
inputs as (

    select
        trade_date,
        max(value / 100) filter (where series_id = 'DTB3') as bill_ratio,
        max(value / 100) filter (where series_id = 'DGS10') as note_ratio,
        max(value / 100) filter (where series_id = 'BAA') as debt_cost_ratio,
        max(value / 1000) filter (where series_id = 'NCBEILQ027S') as equity_busd,
        max(value) filter (where series_id = 'BCNSDODNS') as debt_busd,
        max(value / 100) filter (where series_id = 'ECBDFR') as euro_ratio,
        max(value / 100) filter (where series_id = 'IR3TIB01JPM156N') as yen_ratio,
        max(value / 100) filter (where series_id = 'IR3TIB01GBM156N') as sterling_ratio,
        max(observation_date) filter (where series_id = 'DTB3') as bill_observation_date,
        bool_or(availability_source = 'release_lag') as has_release_lag,
        bool_or(availability_source = 'release_calendar') as has_release_calendar,
        max(available_at) as available_at,
        bool_or(is_simulated) as is_simulated

    from macro
    group by trade_date

),

-- S26; the tax rate of a year is that year's law
costed as (

    select
        *,
        note_ratio + {{ var('wacc_beta_ratio') }} * {{ var('wacc_equity_premium_ratio') }}
            as equity_cost_ratio,
        equity_busd / (equity_busd + debt_busd) as equity_weight_ratio,
        1 - case
            when trade_date < date '2018-01-01' then {{ var('wacc_tax_before_2018_ratio') }}
            else {{ var('wacc_tax_ratio') }}
        end as after_tax_ratio

    from inputs

),

final as (

    select
        spine.trade_date,
        costed.bill_ratio,
        costed.bill_observation_date,
        costed.note_ratio,
        costed.equity_cost_ratio,
        costed.equity_weight_ratio,
        costed.equity_weight_ratio * costed.equity_cost_ratio
        + (1 - costed.equity_weight_ratio) * costed.debt_cost_ratio * costed.after_tax_ratio as wacc_ratio,

        -- S27: all three or none, for the weights are fixed; added by name, for an average adds in any order
        costed.bill_ratio - (costed.euro_ratio + costed.yen_ratio + costed.sterling_ratio) / 3
            as rate_differential_ratio,
        case
            when costed.has_release_lag then 'release_lag'
            when costed.has_release_calendar then 'release_calendar'
            when costed.trade_date is not null then 'vintage'
        end as capital_cost_availability,
        costed.available_at,
        coalesce(costed.is_simulated, false) as is_simulated

    from spine
    left join costed on spine.trade_date = costed.trade_date

)

select * from final
order by trade_date
