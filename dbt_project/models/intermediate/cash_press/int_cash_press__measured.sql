{%- set persist = var('cash_press_persist_tdays') | int -%}
{%- set lookback = var('percentile_tdays') | int -%}

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

        coalesce(m1.settle_null_reason, m2.settle_null_reason) as contango_null_reason,

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
        case when null_reason is null then m1_settle_pts / m2_settle_pts - 1 end as cash_press_ratio,
        100 * (m2_settle_pts - m1_settle_pts) / m1_settle_pts as contango_pct

    from paired

),

-- §2.2, contango indicator: among the days that have both contracts
ranked as (

    select
        trade_date,
        case
            when count(*) over lookback = {{ lookback }}
                then 100 * cume_dist(order by contango_pct) over lookback
        end as contango_percentile_252_pct

    from measured
    where contango_pct is not null
    window lookback as (order by trade_date rows between {{ lookback - 1 }} preceding and current row)

),

final as (

    select
        measured.trade_date,
        measured.m1_expiry_date,
        measured.m1_days_to_expiry_days,
        measured.m1_settle_pts,
        measured.m2_settle_pts,
        measured.cash_press_ratio,

        -- A day that can't be judged ends a run of days
        case
            when measured.null_reason is null
                then
                    count(*) filter (
                        measured.cash_press_ratio > {{ var('cash_press_theta_ratio') }}
                    ) over (
                        order by measured.trade_date rows between {{ persist - 1 }} preceding and current row
                    ) = {{ persist }}
        end as is_cash_press,
        measured.null_reason,
        measured.contango_pct,
        measured.contango_null_reason,
        ranked.contango_percentile_252_pct,
        measured.available_at,
        measured.is_simulated

    from measured
    left join ranked on measured.trade_date = ranked.trade_date

)

select * from final
order by trade_date
