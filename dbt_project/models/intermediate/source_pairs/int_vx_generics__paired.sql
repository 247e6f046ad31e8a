with

prices as (

    select * from {{ ref('int_vx_monthly__settled') }}
    where settle_pts is not null

),

generics as (

    select
        *,
        cast(right(second_source_of, 1) as integer) as generic_number

    from {{ ref('stg_user__series') }}
    where second_source_of in ('VX_M1', 'VX_M2') and frequency = 'daily'

),

expiries as (

    select
        expiry_date,
        row_number() over (order by expiry_date) as expiry_number

    from {{ ref('stg_calendar__vx_expiries') }}

),

-- The contract follows the calendar: where its file is missing there is nothing to compare, never another
numbered as (

    select
        generics.*,
        expiries.expiry_number + generics.generic_number - 1 as contract_number,
        generics.observation_date = expiries.expiry_date as is_expiry_day

    from generics
    asof inner join expiries on generics.observation_date <= expiries.expiry_date

),

-- On an expiry day some generics still are the expiring contract and others the next one (a vendor changed
-- from one to the other in 2014-11): both are looked at, the nearer price is the one it was made from
candidates as (

    select
        *,
        contract_number as candidate_number

    from numbered

    union all

    select
        *,
        contract_number + 1 as candidate_number

    from numbered
    where is_expiry_day

),

matched as (

    select
        candidates.*,
        expiries.expiry_date,
        prices.settle_pts,
        prices.available_at as settle_available_at,
        prices.is_simulated as is_settle_simulated

    from candidates
    inner join expiries on candidates.candidate_number = expiries.expiry_number
    inner join prices
        on expiries.expiry_date = prices.expiry_date and candidates.observation_date = prices.trade_date
    qualify
        row_number() over (
            partition by candidates.series_name, candidates.observation_date
            order by abs(prices.settle_pts - candidates.value), expiries.expiry_date
        ) = 1

),

final as (

    select
        case when is_expiry_day then 'vx_vs_generic_on_expiry_day' else 'vx_vs_generic' end as topic,
        observation_date as trade_date,
        'VX M' || generic_number as subject,
        'CFE contract ' || expiry_date as first_source,
        'user series ' || series_name as second_source,
        settle_pts as first_pts,
        value as second_pts,
        greatest(settle_available_at, available_at) as available_at,
        is_settle_simulated or is_simulated as is_simulated

    from matched

)

select * from final
order by subject, second_source, trade_date
