{%- set period = var('rsi_period') | int -%}

with

front as (

    select * from {{ ref('int_vx_front__chained') }}

),

numbered as (

    select
        *,
        row_number() over (order by trade_date) as session_number

    from front

),

changes as (

    select
        *,
        session_number - lag(session_number) over (order by trade_date) as gap_tdays

    from numbered
    where front_change_pts is not null

),

-- A day without a change is skipped: the average stands still over a short hole, and begins anew after a
-- long one
segmented as (

    select
        *,
        count(*) filter (gap_tdays > {{ var('smoothing_max_gap_tdays') }}) over (
            order by trade_date
        ) as segment_number

    from changes

),

collected as (

    select
        list(trade_date order by trade_date) as trade_dates,
        list(greatest(front_change_pts, 0) order by trade_date) as gains_pts,
        list(greatest(-front_change_pts, 0) order by trade_date) as losses_pts

    from segmented
    group by segment_number
    having count(*) >= {{ period }}

),

smoothed as (

    select
        unnest(trade_dates[{{ period }}:]) as trade_date,
        unnest({{ wilder_list('gains_pts', period) }}) as average_gain_pts,
        unnest({{ wilder_list('losses_pts', period) }}) as average_loss_pts

    from collected

),

-- A hole after the last value was long: the average begins anew after it
placed as (

    select
        front.trade_date,
        front.null_reason,
        smoothed.trade_date is not null as has_value,
        smoothed.average_gain_pts,
        smoothed.average_loss_pts,
        max(smoothed.trade_date) over so_far as last_value_date,
        max(front.trade_date) filter (front.null_reason = 'vx_contract_missing') over so_far as last_hole_date

    from front
    left join smoothed on front.trade_date = smoothed.trade_date
    window so_far as (order by front.trade_date)

),

final as (

    select
        trade_date,

        -- 100 - 100 / (1 + gain / loss), written so that a spell without losses needs no division by zero
        case
            when not has_value then null
            when average_gain_pts + average_loss_pts = 0 then 50
            else 100 * average_gain_pts / (average_gain_pts + average_loss_pts)
        end as vx_rsi_14_pct,
        case
            when has_value then null
            when null_reason is not null then null_reason
            when last_hole_date > last_value_date then 'vx_contract_was_missing'
            else 'warm_up'
        end as null_reason

    from placed

)

select * from final
order by trade_date
