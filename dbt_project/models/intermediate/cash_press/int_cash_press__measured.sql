with

curve as (

    select * from {{ ref('int_vx_curve__ranked_by_tenor') }}

),

paired as (

    select
        m1.trade_date,
        m1.expiry_date as m1_expiry_date,
        m1.days_to_expiry_days as m1_days_to_expiry_days,
        m1.settle_pts as m1_settle_pts,
        m2.settle_pts as m2_settle_pts,

        -- S33: in its last week the front converges to the index and says nothing about the curve
        case
            when m1.settle_null_reason is not null then m1.settle_null_reason
            when m2.settle_null_reason is not null then m2.settle_null_reason
            when m1.days_to_expiry_days < {{ var('cash_press_min_days') }} then 'last_week_of_front'
        end as null_reason,
        m1.available_at,
        m1.is_simulated or m2.is_simulated as is_simulated

    from curve as m1
    inner join curve as m2 on m1.trade_date = m2.trade_date
    where m1.tenor = 1 and m2.tenor = 2

),

measured as (

    select
        *,
        case when null_reason is null then m1_settle_pts / m2_settle_pts - 1 end as cash_press_ratio

    from paired

),

final as (

    select
        trade_date,
        m1_expiry_date,
        m1_days_to_expiry_days,
        m1_settle_pts,
        m2_settle_pts,
        cash_press_ratio,
        cash_press_ratio > {{ var('cash_press_theta_ratio') }} as is_cash_press,
        null_reason,
        available_at,
        is_simulated

    from measured

)

select * from final
order by trade_date
