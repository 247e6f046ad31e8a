with

spine as (

    select * from {{ ref('int_sessions__decided') }}

),

curve as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}

),

horizons as (

    select unnest({{ var('vx_horizons_days') }}) as horizon_days

),

-- §1.0: the curve starts at the VIX itself, 0 days out
points as (

    select
        trade_date,
        0 as days_to_expiry_days,
        vix_close_pts as level_pts,
        null as null_reason

    from spine

    union all

    select
        trade_date,
        days_to_expiry_days,
        settle_pts as level_pts,
        settle_null_reason as null_reason

    from curve

),

segments as (

    select
        *,
        lead(days_to_expiry_days) over by_maturity as next_days,
        lead(level_pts) over by_maturity as next_level_pts,
        lead(null_reason) over by_maturity as next_null_reason

    from points
    window by_maturity as (partition by trade_date order by days_to_expiry_days)

),

final as (

    select
        segments.trade_date,
        horizons.horizon_days,

        -- A horizon that falls on an expiry needs no second contract
        case
            when horizons.horizon_days = segments.days_to_expiry_days then segments.level_pts
            else
                segments.level_pts
                + (segments.next_level_pts - segments.level_pts)
                * (horizons.horizon_days - segments.days_to_expiry_days)
                / (segments.next_days - segments.days_to_expiry_days)
        end as level_pts,
        case
            when segments.null_reason is not null then segments.null_reason
            when horizons.horizon_days = segments.days_to_expiry_days then null
            when segments.next_days is null then 'outside_curve'
            else segments.next_null_reason
        end as null_reason

    from segments
    inner join horizons
        on
            segments.days_to_expiry_days <= horizons.horizon_days
            and (segments.next_days > horizons.horizon_days or segments.next_days is null)

)

select * from final
order by trade_date, horizon_days
