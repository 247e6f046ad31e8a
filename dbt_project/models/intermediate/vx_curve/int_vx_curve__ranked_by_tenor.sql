with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

expiries as (

    select * from {{ ref('stg_calendar__vx_expiries') }}

),

prices as (

    select * from {{ ref('int_vx_monthly__settled') }}

),

-- The calendar, not the files, says which contract is nearest: a missing contract leaves a hole at its own
-- tenor instead of moving every later contract one tenor nearer
tenors as (

    select
        spine.trade_date,
        spine.is_simulated,
        expiries.expiry_date,
        row_number() over (partition by spine.trade_date order by expiries.expiry_date) as tenor

    from spine
    inner join expiries
        on
            spine.trade_date < expiries.expiry_date
            and spine.trade_date + 31 * ({{ var('vx_tenors') }} + 1) >= expiries.expiry_date
    qualify tenor <= {{ var('vx_tenors') }}

),

first_rows as (

    select
        expiry_date,
        min(trade_date) as first_trade_date

    from prices
    group by expiry_date

),

-- Reach of the listed curve on that day; the contract that settles today is no longer on it
days as (

    select
        trade_date,
        max(expiry_date) as last_priced_expiry_date,
        max(available_at) as available_at

    from prices
    where settle_pts is not null and expiry_date > trade_date
    group by trade_date

),

final as (

    select
        tenors.trade_date,
        cast(tenors.tenor as integer) as tenor,
        tenors.expiry_date,
        tenors.expiry_date - tenors.trade_date as days_to_expiry_days,
        prices.settle_pts,
        prices.settle_source,

        -- Judged with rows up to trade_date only, so that a later file never rewrites the past
        case
            when prices.settle_pts is not null then null
            when days.last_priced_expiry_date is null then 'not_published'
            when first_rows.first_trade_date <= tenors.trade_date then 'not_published'
            when tenors.expiry_date < days.last_priced_expiry_date then 'vx_contract_missing'
            else 'outside_curve'
        end as settle_null_reason,

        days.available_at,
        tenors.is_simulated or coalesce(prices.is_simulated, false) as is_simulated

    from tenors
    left join prices
        on tenors.trade_date = prices.trade_date and tenors.expiry_date = prices.expiry_date
    left join first_rows on tenors.expiry_date = first_rows.expiry_date
    left join days on tenors.trade_date = days.trade_date

)

select * from final
order by trade_date, tenor
