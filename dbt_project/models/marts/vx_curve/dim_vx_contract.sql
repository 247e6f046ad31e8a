with

prices as (

    select * from {{ ref('int_vx_monthly__settled') }}

),

expiries as (

    select * from {{ ref('stg_calendar__vx_expiries') }}

),

sessions as (

    select
        session_date,
        row_number() over (order by session_date) as session_number

    from {{ ref('stg_calendar__sessions') }}

),

loaded as (

    select
        expiry_date,
        min(trade_date) as first_trade_date,
        max(trade_date) as last_trade_date,
        max(settle_pts) filter (where settle_source = 'final_settlement') as soq_pts,
        max_by(settle_pts, trade_date) filter (where settle_pts is not null) as last_settle_pts,
        max(trade_date) filter (where settle_pts is not null) as last_settle_date,
        count(*) as row_count

    from prices
    group by expiry_date

),

-- A settlement of a week before tells nothing of the morning
stand_in as (

    select
        loaded.expiry_date,
        loaded.last_settle_pts

    from loaded
    asof inner join sessions as expiry on loaded.expiry_date <= expiry.session_date
    asof inner join sessions as settled on loaded.last_settle_date >= settled.session_date
    where expiry.session_number - settled.session_number <= {{ var('vx_settle_max_age_tdays') }}

),

span as (

    select
        min(expiry_date) as first_expiry_date,
        max(expiry_date) as last_expiry_date,
        max(last_trade_date) as last_trade_date

    from loaded

),

-- The contracts that should have a file: the calendar's from the first contract loaded to the last one, or to
-- the nearest tenors of the last loaded day where that reaches further
listed as (

    select expiries.expiry_date
    from expiries
    inner join span on expiries.expiry_date between span.first_expiry_date and span.last_expiry_date

    union

    (
        select expiries.expiry_date
        from expiries
        inner join span on expiries.expiry_date > span.last_trade_date
        order by expiries.expiry_date
        limit {{ var('vx_listed_tenors') }}
    )

    union

    select loaded.expiry_date from loaded

),

final as (

    select
        listed.expiry_date,
        coalesce(
            expiries.contract_month,
            cast(date_trunc('month', listed.expiry_date) as date)
        ) as contract_month,
        loaded.first_trade_date,
        loaded.last_trade_date,
        case
            when loaded.soq_pts is not null then loaded.soq_pts
            when loaded.expiry_date < span.last_trade_date then stand_in.last_settle_pts
        end as final_settle_pts,
        case
            when loaded.soq_pts is not null then 'soq'
            when loaded.expiry_date < span.last_trade_date and stand_in.last_settle_pts is not null
                then 'vx_last_settle'
        end as settlement_source,
        cast(coalesce(loaded.row_count, 0) as integer) as row_count,
        loaded.expiry_date is null as is_missing,
        (select bool_or(prices.is_simulated) from prices) as is_simulated

    from listed
    cross join span
    left join loaded on listed.expiry_date = loaded.expiry_date
    left join stand_in on listed.expiry_date = stand_in.expiry_date
    left join expiries on listed.expiry_date = expiries.expiry_date

)

select * from final
order by expiry_date
